"""From an open form to BundID and back to the same question, with the stand-in."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from django.test import Client

from allmende.base.cases.models import Submission
from allmende.base.identity.tests import bundid as way
from allmende.base.identity.tests.conftest import bundid, bundid_process  # noqa: F401

from ..models import Draft
from .conftest import Browser
from .factories import make_procedure
from .test_levels import FORM, IBAN, TYPED


def test_a_stranger_identifies_in_the_middle_of_a_form(tenant, bundid):  # noqa: F811
    way.connect(bundid)
    client = Client(headers={"host": urlsplit(way.BASE).netloc})
    client.post(f"/antrag/{make_procedure(FORM).key}/")
    browser = Browser(client, Draft.objects.get())
    browser.post("you", TYPED)
    leaves = browser.post("money", IBAN, do="identify:bundid:iban")
    asked = dict(parse_qsl(urlsplit(leaves.url).query))
    question = way.ask(client, level=asked["level"], next_url=asked["next"], wanted=asked["wanted"])
    back = way.bring(client, way.answer(bundid, question))
    assert back.url == f"{browser.base}/money/#f-iban"
    assert 'name="iban"' in client.get(back.url).content.decode()
    assert "Bestätigt durch BundID" in browser.text("you")
    answers = browser.answers
    assert (answers["person"]["given_name"], answers["person"]["family_name"]) == ("Klara", "Sommer")
    assert answers["iban"] == IBAN["iban"]
    assert browser.send().status_code == 200
    sent = Submission.objects.get()
    assert sent.identified == {"level": "substantial", "service": "bundid", "label": "BundID"}
    assert sent.provenance["person.family_name"] == {"source": "bundid", "level": "substantial"}
    assert sent.provenance["home.house_number"] == {"source": "bundid", "level": "substantial"}
