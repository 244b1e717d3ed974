"""A procedure, a draft begun in the browser, and a browser that posts pages."""

from __future__ import annotations

import re

import pytest

from ..content import DraftContent
from ..models import Draft
from .factories import make_procedure


@pytest.fixture
def procedure(tenant):
    return make_procedure()


@pytest.fixture
def draft(client, procedure):
    client.post(f"/antrag/{procedure.key}/")
    return Draft.objects.get()


class Browser:
    """Posts pages with the revision that they showed."""

    def __init__(self, client, draft):
        self.client = client
        self.draft = draft
        self.base = f"/antrag/{draft.pk}"

    def get(self, page):
        return self.client.get(f"{self.base}/{page}/")

    def text(self, page):
        return self.get(page).content.decode()

    def revision(self, page):
        return re.search(r'name="_revision"[^>]*value="(\d+)"', self.text(page))[1]

    def slots(self, page):
        return re.search(r'name="_slots"[^>]*value="([^"]*)"', self.text(page))[1]

    def post(self, page, data, do="next", revision=None, **headers):
        found = revision if revision is not None else self.revision(page)
        return self.client.post(f"{self.base}/{page}/", {"_revision": found, "_do": do, **data}, **headers)

    def fill_in(self):
        from .factories import DOGS, EVIDENCE, OWNER

        for page, data in (("owner", OWNER), ("dogs", DOGS), ("evidence", EVIDENCE)):
            assert self.post(page, data).status_code == 302

    def send(self):
        return self.client.post(f"{self.base}/antworten-pruefen/", follow=True)

    @property
    def answers(self):
        self.draft.refresh_from_db()
        return DraftContent.read(self.draft.content).answers


@pytest.fixture
def browser(client, draft):
    return Browser(client, draft)
