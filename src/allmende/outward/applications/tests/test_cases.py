"""After sending: with an account and without one."""

import pytest
from django.test import Client

from allmende.base.cases.models import Case, State

from ..content import DraftContent
from ..models import Draft
from .factories import make_citizen


@pytest.fixture
def sent(browser):
    """(case, code) of an application without an account."""
    browser.fill_in()
    browser.send()
    return Case.objects.get(), DraftContent.read(Draft.objects.get().content).code


@pytest.fixture
def stranger(tenant):
    return Client(headers={"host": "musterstadt.localhost"})


def test_reference_and_code_open_the_case(stranger, sent):
    case, code = sent
    response = stranger.post(
        "/antrag-ansehen/", {"reference": case.reference.lower(), "code": code}, follow=True
    )
    assert case.title in response.content.decode()
    assert "Eingegangen" in response.content.decode()


def test_wrong_reference_and_wrong_code_look_the_same(stranger, sent):
    case, code = sent
    one = stranger.post("/antrag-ansehen/", {"reference": case.reference, "code": "AAAA-AAAA"})
    two = stranger.post("/antrag-ansehen/", {"reference": case.reference[:-1] + "Z", "code": code})
    assert one.status_code == two.status_code == 422
    assert "keinen Antrag" in one.content.decode()
    assert one.content.decode().count("keinen Antrag") == two.content.decode().count("keinen Antrag")


def test_guessing_codes_is_limited(stranger, sent):
    case, code = sent
    for _ in range(10):
        stranger.post("/antrag-ansehen/", {"reference": case.reference, "code": "AAAA-AAAA"})
    assert stranger.post("/antrag-ansehen/", {"reference": case.reference, "code": code}).status_code == 429


def test_without_a_code_one_is_asked_for_it(stranger, sent):
    response = stranger.get(f"/meine-antraege/{sent[0].reference}/")
    assert response.url == f"/antrag-ansehen/?nr={sent[0].reference}"
    assert stranger.get("/meine-antraege/ABC-DEF-GHJ-K/").url == "/antrag-ansehen/?nr=ABC-DEF-GHJ-K"


def test_the_browser_that_sent_it_need_not_type_the_code(browser, sent):
    response = browser.client.get(f"/meine-antraege/{sent[0].reference}/")
    assert response.status_code == 200


def test_the_device_can_be_left(browser, sent):
    browser.client.post("/antrag-ansehen/", {"_do": "leave"})
    assert browser.client.get(f"/meine-antraege/{sent[0].reference}/").status_code == 302


def test_a_message_reaches_the_office(browser, sent):
    url = f"/meine-antraege/{sent[0].reference}/"
    browser.client.post(url + "nachricht/", {"body": "Wann ist es fertig?"})
    assert "Wann ist es fertig?" in browser.client.get(url).content.decode()


def test_an_empty_message_is_told_and_nothing_sent(browser, sent):
    response = browser.client.post(f"/meine-antraege/{sent[0].reference}/nachricht/", {"body": "  "})
    assert response.status_code == 422


def test_the_application_can_be_taken_back(browser, sent):
    url = f"/meine-antraege/{sent[0].reference}/zuruecknehmen/"
    assert "zurücknehmen" in browser.client.get(url).content.decode()
    browser.client.post(url)
    sent[0].refresh_from_db()
    assert sent[0].state == State.WITHDRAWN


def test_my_applications_are_listed_for_me_only(client, procedure):
    from .conftest import Browser

    me = make_citizen()
    client.force_login(me)
    client.post(f"/antrag/{procedure.key}/")
    browser = Browser(client, Draft.objects.get())
    browser.fill_in()
    browser.send()
    reference = Case.objects.get().reference
    assert reference in client.get("/meine-antraege/").content.decode()
    client.force_login(make_citizen("other@example.org"))
    assert reference not in client.get("/meine-antraege/").content.decode()
    assert client.get(f"/meine-antraege/{reference}/").status_code == 302


def test_strangers_are_asked_to_sign_in(stranger):
    assert "next=" in stranger.get("/meine-antraege/").url
