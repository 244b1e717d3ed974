"""Levels: what a procedure and a single question ask for, what a service confirms, and that nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import AnonymousUser

from allmende.base.cases.actions import submit
from allmende.base.cases.errors import LevelTooLowError as CaseLevelTooLowError
from allmende.base.cases.models import Submission
from allmende.base.identity.levels import TrustLevel

from ..actions import LevelTooLowError, send_draft
from ..content import DraftContent
from ..models import Draft
from .conftest import Browser
from .factories import make_citizen, make_procedure
from .services import PERSON, AtOnce, a_service

FORM = {
    "key": "trust", "title": "Vertrauen",
    "pages": [
        {"key": "you", "label": "Sie", "items": [
            {"type": "person", "key": "person", "label": "Name", "required": True, "prefill": "person",
             "parts": ["title", "given_name", "family_name", "birth_date"]},
            {"type": "address", "key": "home", "label": "Anschrift", "required": True, "prefill": "address"},
            {"type": "email", "key": "email", "label": "E-Mail", "required": True, "prefill": "email"},
            {"type": "date", "key": "born", "label": "Geboren", "prefill": "eid.birth_date"},
        ]},
        {"key": "money", "label": "Geld", "items": [
            {"type": "text", "key": "note", "label": "Bemerkung"},
            {"type": "iban", "key": "iban", "label": "IBAN", "level": "substantial"},
            {"type": "text", "key": "holder", "label": "Inhaberin"},
        ]},
    ],
}  # fmt: skip
TYPED = {
    "person.given_name": "Kim", "person.family_name": "Muster", "person.birth_date": "5.3.1980",
    "home.street": "Hauptstraße", "home.house_number": "1", "home.postcode": "45127", "home.city": "Musterstadt",
    "email": "kim@example.org",
}  # fmt: skip
IBAN = {"iban": "DE02120300000000202051", "note": "Bitte jährlich"}


@pytest.fixture
def bundid(tenant):
    with a_service() as (service, _provider):
        yield service


def begin(client, **values):
    procedure = make_procedure(FORM, **values)
    client.post(f"/antrag/{procedure.key}/")
    return Browser(client, Draft.objects.get())


def way_back(client, response):
    """Follow to the service and back; the address at which the person ends."""
    assert "/konto/ausweisen/" in response.url
    back = client.get(response.url)
    assert back.status_code == 302
    return back.url


def identify(client, draft=None, *, back="/", level="substantial"):
    client.get("/konto/ausweisen/", {"service": "bundid", "level": level, "next": back})


# -- what a procedure asks for


def test_the_start_page_says_what_is_needed_and_offers_what_reaches_it(client, bundid):
    procedure = make_procedure(FORM, level="substantial")
    page = client.get(f"/antrag/{procedure.key}/").content.decode()
    assert "Bitte weisen Sie sich zuerst aus" in page
    (address,) = re.findall(r'href="(/konto/ausweisen/[^"]*)"', page)
    assert client.post(f"/antrag/{procedure.key}/").status_code == 302
    assert not Draft.objects.exists()
    assert client.get(address.replace("&amp;", "&")).url == f"/antrag/{procedure.key}/"
    assert {"given_name", "birth_date", "city"} <= set(AtOnce.asked)
    assert "phone" not in AtOnce.asked
    assert "BundID" in client.get(f"/antrag/{procedure.key}/").content.decode()
    client.post(f"/antrag/{procedure.key}/")
    assert Draft.objects.get().user is not None


def test_a_service_that_is_not_sure_enough_is_not_offered(client, bundid):
    bundid.level = TrustLevel.LOW
    bundid.save()
    procedure = make_procedure(FORM, level="substantial")
    page = client.get(f"/antrag/{procedure.key}/").content.decode()
    assert "/konto/ausweisen/" not in page
    assert "nicht online möglich" in page


def test_where_an_account_is_enough_the_log_in_is_offered(client, bundid):
    procedure = make_procedure(FORM, level="low")
    page = client.get(f"/antrag/{procedure.key}/").content.decode()
    assert "/konto/anmelden/?next=" in page
    assert "/konto/registrieren/" in page


def test_where_nothing_is_needed_identifying_is_an_offer(client, bundid):
    procedure = make_procedure(FORM)
    page = client.get(f"/antrag/{procedure.key}/").content.decode()
    assert page.index("Antrag beginnen") < page.index("/konto/ausweisen/")


# -- what a single question asks for


def test_a_question_that_asks_for_more_says_so_and_loses_nothing(client, bundid):
    browser = begin(client)
    browser.post("you", TYPED)
    page = browser.text("money")
    assert 'value="identify:bundid:iban"' in page
    back = way_back(client, browser.post("money", IBAN, do="identify:bundid:iban"))
    assert back == f"{browser.base}/money/#f-iban"
    page = client.get(back).content.decode()
    assert "identify:" not in page
    assert "DE02 1203" in page
    assert browser.answers["note"] == "Bitte jährlich"
    assert browser.draft.user is not None
    browser.post("money", IBAN)
    assert browser.send().status_code == 200
    assert Submission.objects.get().identified == {
        "level": "substantial",
        "service": "bundid",
        "label": "BundID",
    }


def test_a_draft_stays_with_its_browser_until_its_person_leaves_to_identify(client, bundid):
    browser = begin(client)
    identify(client)
    browser.get("you")
    assert browser.answers.get("person") is None
    assert browser.draft.user is None


def test_only_a_question_s_own_button_leads_away(client, bundid):
    browser = begin(client)
    for wrong in ("identify:bundid:note", "identify:nothing:iban", "identify", "identify:bundid:"):
        assert browser.post("money", IBAN, do=wrong).url.startswith(browser.base)


def test_nothing_is_sent_below_the_level_of_an_answer(client, bundid):
    browser = begin(client)
    browser.post("you", TYPED)
    browser.post("money", IBAN)
    page = browser.client.get(f"{browser.base}/antworten-pruefen/").content.decode()
    assert "Vor dem Absenden: Bitte weisen Sie sich aus" in page
    assert browser.send().status_code == 403
    with pytest.raises(LevelTooLowError):
        send_draft(draft=browser.draft, by=AnonymousUser())
    answers = browser.answers
    with pytest.raises(CaseLevelTooLowError):
        submit(version=browser.draft.version, answers=answers, idempotency_key="k", by=AnonymousUser())
    assert not Submission.objects.exists()
    back = way_back(client, client.post(f"{browser.base}/antworten-pruefen/", {"_do": "identify:bundid"}))
    assert "Jetzt abschicken" in client.get(back).content.decode()
    assert browser.send().status_code == 200


def test_an_answer_that_is_not_given_asks_for_nothing(client, bundid):
    browser = begin(client)
    browser.post("you", TYPED)
    browser.post("money", {"note": "Ohne"})
    assert browser.send().status_code == 200
    assert Submission.objects.get().identified == {}


def test_the_level_belongs_to_the_session_that_sends(client, bundid):
    identify(client)
    browser = begin(client)
    user = browser.draft.user
    client.logout()
    client.force_login(user)
    browser.post("you", TYPED)
    browser.post("money", {})
    browser.send()
    kept = Submission.objects.get()
    assert kept.provenance["person.family_name"] == {"source": "bundid", "level": "low"}
    assert kept.identified == {"level": "low"}


# -- what a service confirmed


@pytest.fixture
def known(client, bundid):
    """A draft of somebody who identified before she began."""
    identify(client)
    return begin(client)


def test_what_is_confirmed_is_filled_in_and_locked(known):
    page = known.text("you")
    assert "Bestätigt durch BundID" in page
    for name in ("person.given_name", "person.birth_date.day", "home.street", "born.day"):
        assert f'name="{name}"' not in page
    for name in ("person.title", "email"):
        assert f'name="{name}"' in page
    assert "05.03.1980" in page


def test_a_crafted_post_changes_nothing_that_is_confirmed(known):
    known.post(
        "you",
        {**TYPED, "person.title": "Dr.", "born": "1.1.2000", "home.city": "Anderswo", "home.city.day": "1"},
    )
    answers = known.answers
    assert answers["person"] == {
        "title": "Dr.", "given_name": "Kimberly", "family_name": "Muster", "birth_date": "1980-03-05",
    }  # fmt: skip
    assert answers["born"] == "1980-03-05"
    assert answers["home"]["city"] == "Musterstadt"
    assert known.post("you", {"email": "k@example.org"}, do="refresh").status_code == 200


def test_the_case_keeps_the_source_and_level_of_each_answer(known):
    known.post("you", {"person.title": "Dr.", "email": "kim@bund.example"})
    known.post("money", {})
    known.send()
    kept = Submission.objects.get().provenance
    confirmed = {"source": "bundid", "level": "substantial"}
    assert kept["*"] == {"source": "typed", "level": "none"}
    assert kept["person.given_name"] == kept["home.street"] == kept["born"] == kept["email"] == confirmed
    assert "person.title" not in kept


def test_what_is_wrong_can_be_disputed_with_a_reason(known):
    known.post("you", {"email": "kim@example.org"}, do="dispute:person")
    page = known.text("you")
    assert 'name="person.family_name"' in page
    assert 'name="_reason.person"' in page
    changed = {**TYPED, "person.given_name": "Kimberly", "person.family_name": "Neu"}
    refused = known.post("you", changed)
    assert refused.status_code == 422
    assert "warum" in refused.content.decode()
    assert known.post("you", {**changed, "_reason.person": "Ich habe geheiratet."}).status_code == 302
    known.post("money", {})
    page = known.client.get(f"{known.base}/antworten-pruefen/").content.decode()
    assert "Ich habe geheiratet." in page
    known.send()
    kept = Submission.objects.get()
    assert kept.answers["person"]["family_name"] == "Neu"
    assert kept.provenance["person.family_name"] == {
        "source": "typed", "level": "none", "disputed": "Ich habe geheiratet.",
        "instead_of": {"value": "Muster", "source": "bundid", "level": "substantial"},
    }  # fmt: skip
    assert kept.provenance["person.given_name"]["source"] == "bundid"
    assert kept.provenance["home.street"] == {"source": "bundid", "level": "substantial"}


def test_who_disputes_without_a_reason_cannot_send(known):
    known.post("you", {"email": "kim@example.org"}, do="dispute:person")
    known.post("money", {})
    assert known.send().status_code == 422
    assert not Submission.objects.exists()


def test_what_was_disputed_can_be_right_after_all(known):
    known.post("you", {"email": "kim@example.org"}, do="dispute:person")
    known.post("you", {**TYPED, "person.family_name": "Neu", "_reason.person": "x"}, do="agree:person")
    assert known.answers["person"]["family_name"] == "Muster"
    assert 'name="person.family_name"' not in known.text("you")


def test_what_was_typed_before_gives_way_and_comes_back_with_a_dispute(client, bundid):
    browser = begin(client)
    browser.post("you", TYPED)
    way_back(client, browser.post("money", IBAN, do="identify:bundid:iban"))
    page = browser.text("you")
    assert browser.answers["person"]["given_name"] == "Kimberly"
    assert "Sie hatten geschrieben: Kim" in page
    assert browser.answers["email"] == "kim@example.org"
    browser.post("you", {"email": "kim@example.org"}, do="dispute:person")
    assert browser.answers["person"]["given_name"] == "Kim"


@pytest.mark.parametrize(
    ("said", "level", "locked"),
    [
        ({"birth_date": "1980-00-00"}, TrustLevel.SUBSTANTIAL, False),  # only the year is known
        ({"family_name": "x" * 300}, TrustLevel.SUBSTANTIAL, False),
        ({"family_name": "Muster"}, TrustLevel.LOW, False),
        ({"family_name": "Muster"}, TrustLevel.HIGH, True),
    ],
)
def test_only_what_is_sure_and_fits_the_question_is_locked(client, bundid, monkeypatch, said, level, locked):
    monkeypatch.setattr(AtOnce, "said", said)
    monkeypatch.setattr(AtOnce, "level", level)
    identify(client, level=level.value)
    browser = begin(client)
    content = DraftContent.read(browser.draft.content)
    assert bool(content.confirmed) is locked
    assert (f'name="person.{next(iter(said))}' in browser.text("you")) is not locked


def test_without_a_word_of_its_own_a_form_is_filled_as_the_procedure_names_the_customer(client, bundid):
    form = {"key": "plain", "title": "Schlicht", "pages": [{"key": "you", "label": "Sie", "items": [
        {"type": "text", "key": "last", "label": "Name"}, {"type": "text", "key": "other", "label": "Noch wer"},
        {"type": "email", "key": "email", "label": "E-Mail"},
    ]}]}  # fmt: skip
    procedure = make_procedure(form)
    manifest = {**procedure.current.manifest, "customer": {"family_name": "last", "email": "email"}}
    type(procedure.current).objects.filter(pk=procedure.current.pk).update(manifest=manifest)
    identify(client)
    client.post(f"/antrag/{procedure.key}/")
    assert DraftContent.read(Draft.objects.get().content).answers == {
        "last": "Muster",
        "email": "kim@bund.example",
    }


def test_an_account_fills_in_but_locks_nothing(client, bundid):
    client.force_login(make_citizen(level=TrustLevel.LOW))
    browser = begin(client)
    assert 'name="person.family_name" value="Muster"' in re.sub(
        r'(value="[^"]*") ', r"\1 ", browser.text("you")
    )
    assert DraftContent.read(browser.draft.content).confirmed == {}


def test_the_provider_is_asked_for_nothing_else(client, bundid):
    browser = begin(client)
    way_back(client, browser.post("money", IBAN, do="identify:bundid:iban"))
    assert set(AtOnce.asked) == set(PERSON) - {"country"} | {"title"}
