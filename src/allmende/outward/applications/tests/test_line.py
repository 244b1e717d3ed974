"""The whole line through a small form, as a browser without JavaScript."""

from __future__ import annotations

import re

import pytest

from allmende.base.cases.models import Case, Submission

from ..content import DraftContent
from ..models import Draft
from .factories import DOGS, EVIDENCE, OWNER, make_procedure


@pytest.fixture
def procedure(tenant):
    return make_procedure()


@pytest.fixture
def draft(client, procedure):
    client.post(f"/antrag/{procedure.key}/")
    return Draft.objects.get()


def post(client, draft, page, data, do="next", **more):
    html = client.get(f"/antrag/{draft.pk}/{page}/").content.decode()
    revision = re.search(r'name="_revision"[^>]*value="(\d+)"', html)[1]
    return client.post(f"/antrag/{draft.pk}/{page}/", {"_revision": revision, "_do": do, **data, **more})


def fill_in(client, draft):
    post(client, draft, "owner", OWNER)
    post(client, draft, "dogs", DOGS)
    post(client, draft, "evidence", EVIDENCE)


def answers(draft):
    draft.refresh_from_db()
    return DraftContent.read(draft.content).answers


def test_the_whole_line(client, draft):
    assert post(client, draft, "owner", OWNER).url.endswith("/dogs/")
    assert post(client, draft, "dogs", DOGS).url.endswith("/evidence/")
    assert post(client, draft, "evidence", EVIDENCE).url.endswith("/antworten-pruefen/")
    overview = client.get(f"/antrag/{draft.pk}/antworten-pruefen/").content.decode()
    assert "Kim Muster" in overview
    assert "90,00" in overview
    sent = client.post(f"/antrag/{draft.pk}/antworten-pruefen/", follow=True)
    case = Case.objects.get()
    assert case.reference in sent.content.decode()
    assert Submission.objects.get().answers["dogs"][0]["name"] == "Bello"
