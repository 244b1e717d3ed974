"""The way to BundID and back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from allmende.base.identity.actions import delete_account
from allmende.base.identity.models import AccountSession, Handshake, Identification, User
from allmende.base.identity.queries import confirmed_of, export_account
from allmende.foundation.events.models import Event

from . import bundid as way
from .factories import PASSWORD, make_citizen, make_staff

HOST = "musterstadt.localhost"
pytestmark = pytest.mark.usefixtures("tenant")


@pytest.fixture(autouse=True)
def _service(tenant, bundid):
    return way.connect(bundid)


def browser() -> Client:
    return Client(headers={"host": HOST})


def user_of(client: Client) -> User:
    """Who is logged in, as a page sees her."""
    return client.get("/konto/").context["user"]


def test_who_comes_for_the_first_time_gets_an_account(client, bundid) -> None:
    assert way.log_in(client, bundid, next_url="/leistungen/").url == "/leistungen/"
    user = user_of(client)
    # The mailbox is what she typed at BundID: no address to log in with.
    assert (user.name, user.is_staff, user.email) == ("Klara Sommer", False, "")
    assert user.trust_level == "substantial"


def test_who_comes_again_finds_her_account(client, bundid) -> None:
    way.log_in(client, bundid)
    other = browser()
    way.log_in(other, bundid, means="high")
    assert user_of(client).pk == user_of(other).pk
    assert (user_of(client).trust_level, user_of(other).trust_level) == ("substantial", "high")


def test_two_people_have_two_accounts(client, bundid) -> None:
    way.log_in(client, bundid)
    other = browser()
    way.log_in(other, bundid, person="mehmet")
    assert user_of(client).pk != user_of(other).pk


def test_what_is_confirmed_has_its_level(client, bundid) -> None:
    way.connect(bundid, settings={"ask_for": ["email", "street", "birth_date", "nationality"]})
    way.log_in(client, bundid, means="high", level="low")
    said = confirmed_of(user_of(client))
    assert {name: item.value for name, item in said.items()} == {
        "given_name": "Klara", "family_name": "Sommer", "email": "klara.sommer@example.org",
        "street": "Fliederweg", "house_number": "12", "birth_date": "1988-04-17", "nationality": "DE",
    }  # fmt: skip
    assert (said["family_name"].level, said["email"].level) == ("high", "none")


def test_only_what_a_page_needs_is_asked(client, bundid) -> None:
    asked = way.ask(client, wanted="birth_date")
    way.bring(client, way.answer(bundid, asked))
    assert set(confirmed_of(user_of(client))) == {"given_name", "family_name", "birth_date"}


def test_step_up_keeps_the_account_and_the_session(client, bundid) -> None:
    user = make_citizen("erika@example.org")
    client.post("/konto/anmelden/", {"email": user.email, "password": PASSWORD})
    session = client.session
    session["draft"] = "half a form"
    session.save()
    assert user_of(client).trust_level == "low"
    assert way.log_in(client, bundid, next_url="/mein-antrag/").url == "/mein-antrag/"
    assert (user_of(client).pk, user_of(client).trust_level) == (user.pk, "substantial")
    assert client.session["draft"] == "half a form"
    assert AccountSession.objects.get().session_key == client.session.session_key


def test_the_level_belongs_to_the_session_not_to_the_account(client, bundid) -> None:
    user = make_citizen("erika@example.org")
    client.force_login(user)
    way.log_in(client, bundid)
    client.post("/konto/abmelden/")
    client.post("/konto/anmelden/", {"email": user.email, "password": PASSWORD})
    again = user_of(client)
    assert (again.pk, again.trust_level, confirmed_of(again)) == (user.pk, "low", {})
    assert Identification.objects.get().user_id == user.pk


def test_a_new_log_in_in_the_same_session_begins_low(client, bundid) -> None:
    user = make_citizen()
    client.force_login(user)
    way.log_in(client, bundid)
    session = client.session
    session["identified"] = {**session["identified"], "user": "0" * 32}
    session.save()
    assert user_of(client).trust_level == "low"


def test_another_account_is_not_taken_over(client, bundid) -> None:
    way.log_in(client, bundid)
    stranger = make_citizen("max@example.org")
    other = browser()
    other.force_login(stranger)
    page = way.log_in(other, bundid)
    assert page.status_code == 403
    assert "schon ein anderes Konto verbunden" in page.content.decode()
    assert user_of(other).pk == stranger.pk
    assert user_of(other).trust_level == "low"


def test_an_account_belongs_to_one_person(client, bundid) -> None:
    client.force_login(make_citizen())
    way.log_in(client, bundid)
    page = way.log_in(client, bundid, person="mehmet")
    assert page.status_code == 403
    assert Identification.objects.count() == 1


def test_an_address_is_no_key_to_an_account(client, bundid) -> None:
    owner = make_citizen("klara.sommer@example.org")
    way.log_in(client, bundid)
    assert user_of(client).pk != owner.pk


@pytest.mark.parametrize("kind", ["blocked", "staff"])
def test_who_may_not_come_in_is_told(client, bundid, kind) -> None:
    user = make_staff() if kind == "staff" else make_citizen()
    client.force_login(user)
    if kind == "blocked":
        way.log_in(client, bundid)
        User.objects.update(is_active=False)
        client = browser()
    assert way.log_in(client, bundid).status_code == 403
    assert Event.objects.filter(type="identity.identification_refused").get().data["reason"] in (
        "blocked",
        "audience",
    )


def test_who_ends_it_at_bundid_comes_back(client, bundid) -> None:
    page = way.log_in(client, bundid, do="cancel", next_url="/mein-antrag/")
    text = page.content.decode()
    assert "abgebrochen" in text
    assert "Nichts ist verloren" in text
    assert 'href="/mein-antrag/"' in text
    assert way.BEGIN in text


def test_less_than_was_asked_is_not_enough(client, bundid) -> None:
    way.connect(bundid, level="low")
    assert client.get(way.BEGIN, {"service": "bundid", "level": "high"}).status_code == 403


def test_a_service_counts_no_more_than_it_is_trusted_with(client, bundid) -> None:
    way.connect(bundid, level="low")
    way.log_in(client, bundid, level="low", means="high")
    user = user_of(client)
    assert user.trust_level == "low"
    assert {item.level for item in confirmed_of(user).values()} <= {"low", "none"}


def test_the_page_on_the_way_works_without_a_script_and_leads_nowhere_else(client, bundid) -> None:
    page = client.get(way.BEGIN, {"service": "bundid", "level": "low"})
    policy = page["Content-Security-Policy"]
    assert f"form-action 'self' {bundid.url};" in policy + ";"
    assert "unsafe-inline" not in policy
    assert "<button" in page.content.decode()
    assert bundid.url not in client.get("/konto/anmelden/")["Content-Security-Policy"]


def test_the_question_comes_from_the_host_that_bundid_knows(tenant, bundid) -> None:
    tenant.hostnames.create(name="www.musterstadt.localhost")
    page = Client(headers={"host": "www.musterstadt.localhost"}).get(
        way.BEGIN, {"service": "bundid", "next": "/x/"}
    )
    assert page.url == "http://musterstadt.localhost/konto/ausweisen/?service=bundid&next=%2Fx%2F"


def test_keys_are_renewed_without_a_gap(client, bundid) -> None:
    way.connect(bundid, settings={"keys": [way.own_key(1), way.own_key(0)]})  # both are in our metadata
    way.log_in(client, bundid)
    way.connect(bundid, settings={"keys": [way.own_key(0), way.own_key(1)]})
    other = browser()
    asked = way.ask(other)
    form = way.answer(bundid, asked)
    way.connect(bundid, settings={"keys": [way.own_key(1), way.own_key(0)]})
    assert way.bring(other, form).status_code == 302
    # BundID's own: the new certificate is known before it signs with it.
    its = way.its_settings(bundid.url)["idp_certificates"]
    way.connect(bundid, settings={"idp_certificates": [way.own_key(2)["certificate"], *its]})
    assert way.log_in(browser(), bundid).status_code == 302


def test_the_log_in_page_offers_what_reaches_the_level(client, bundid) -> None:
    way.connect(bundid, level="low", label="BundID")
    low, high = (
        client.get("/konto/anmelden/", {"level": level}).content.decode() for level in ("low", "high")
    )
    assert "service=bundid" in low
    assert 'name="password"' in low
    assert "service=bundid" not in high
    assert 'name="password"' not in high


def test_the_owner_sees_exports_and_forgets(client, bundid) -> None:
    user = make_citizen("erika@example.org")
    client.force_login(user)
    way.log_in(client, bundid)
    assert export_account(user)["identifications"][0]["said"]["family_name"] == "Sommer"
    client.post("/konto/dienste/bundid/trennen/")
    assert not Identification.objects.exists()


def test_the_last_door_stays(client, bundid) -> None:
    way.log_in(client, bundid)
    client.post("/konto/dienste/bundid/trennen/")
    assert Identification.objects.exists()


def test_a_deleted_account_leaves_nothing_of_it(client, bundid) -> None:
    way.log_in(client, bundid)
    delete_account(user=user_of(client))
    assert not Identification.objects.exists()
    assert not Handshake.objects.exists()


def test_nothing_personal_is_in_clear(client, bundid) -> None:
    way.log_in(client, bundid)
    row = Identification.objects.get()
    events = " ".join(str(event.data) for event in Event.objects.all())
    for text in ("Sommer", "Klara", "example.org"):
        assert text not in row.attributes
        assert text not in events
    assert len(row.subject_hash) == 64


def test_an_answer_that_nobody_fetches_goes(client, bundid, settings) -> None:
    from allmende.base.identity.tasks import drop_old_handshakes

    way.ask(client)
    Handshake.objects.update(created_at=timezone.now() - timedelta(hours=2))
    drop_old_handshakes()
    assert not Handshake.objects.exists()


def test_who_gets_a_new_account_learns_how_to_keep_an_old_one(client, bundid) -> None:
    way.log_in(client, bundid, next_url="/konto/")
    assert "Wir haben ein Konto für Sie angelegt" in client.get("/konto/").content.decode()
    other = browser()
    way.log_in(other, bundid)
    assert "Wir haben ein Konto" not in other.get("/konto/").content.decode()


def test_the_account_offers_to_connect(client, bundid) -> None:
    client.force_login(make_citizen())
    assert "Mit BundID verbinden" in client.get("/konto/").content.decode()
    way.log_in(client, bundid, level="none")
    assert "Mit BundID verbinden" not in client.get("/konto/").content.decode()
