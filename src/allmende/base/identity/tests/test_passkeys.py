import time

import pytest
from django.test import Client

from allmende.base.identity import challenges
from allmende.base.identity.models import Passkey, RecoveryCode
from allmende.foundation.events.models import Event
from allmende.foundation.tenants.context import use_tenant

from .authenticator import Authenticator, text
from .factories import PASSWORD, make_citizen, make_staff

pytestmark = pytest.mark.usefixtures("tenant")


@pytest.fixture(autouse=True)
def _fresh(settings) -> None:
    settings.DEMO = False


@pytest.fixture
def device() -> Authenticator:
    return Authenticator()


def ask(client, what: str):
    return client.post(f"/konto/{what}/anfrage/").json()


def add(client, device, name: str = "Mein Telefon", **more: str):
    answer = device.make(ask(client, "passkeys/neu"))
    return client.post(
        "/konto/passkeys/neu/", {"name": name, "credential": answer, "current": PASSWORD, **more}
    )


def show(client, device, **more: str):
    answer = device.use(ask(client, "anmelden/passkey"))
    return client.post("/konto/anmelden/passkey/", {"credential": answer, **more})


def give_password(client, user):
    return client.post("/konto/anmelden/", {"email": user.email, "password": PASSWORD})


def logged_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture
def owner(client, device):
    """A citizen with one passkey, logged out again."""
    user = make_citizen()
    client.force_login(user)
    assert add(client, device).status_code == 302
    client.logout()
    return user


def test_a_passkey_alone_logs_in_and_leads_where_she_wanted(client, device, owner) -> None:
    assert show(client, device, next="/konto/daten/").url == "/konto/daten/"
    assert client.session["_auth_user_id"] == str(owner.pk)
    assert Passkey.objects.get().used_at
    assert "zuletzt benutzt" in client.get("/konto/").content.decode()


def test_several_passkeys_have_names_and_one_is_removed(client, device, owner) -> None:
    client.force_login(owner)
    add(client, Authenticator(credential=b"\x02" * 32), "Notebook")
    assert {row.name for row in Passkey.objects.all()} == {"Mein Telefon", "Notebook"}
    first = Passkey.objects.get(name="Mein Telefon")
    assert client.post(f"/konto/passkeys/{first.pk}/entfernen/", {"current": "wrong"}).status_code == 422
    client.post(f"/konto/passkeys/{first.pk}/entfernen/", {"current": PASSWORD})
    client.logout()
    show(client, device)
    assert not logged_in(client)


def test_passkeys_go_along_with_her_data_and_end_with_her_account(client, owner) -> None:
    client.force_login(owner)
    assert client.get("/konto/daten/herunterladen/").json()["passkeys"][0]["name"] == "Mein Telefon"
    client.post("/konto/loeschen/", {"sure": "on", "current": PASSWORD})
    assert not Passkey.objects.exists()


def test_a_strangers_passkey_is_not_removed(client, device, owner) -> None:
    client.force_login(make_citizen())
    assert client.get(f"/konto/passkeys/{Passkey.objects.get().pk}/entfernen/").status_code == 404


def test_the_device_is_asked_to_verify_the_person_and_is_not_asked_twice(client, device, owner) -> None:
    client.force_login(owner)
    options = ask(client, "passkeys/neu")
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["excludeCredentials"][0]["id"] == text(device.credential)
    assert options["rp"]["id"] == "musterstadt.localhost"
    assert add(client, device).status_code == 422


def test_adding_needs_the_password(client, device) -> None:
    client.force_login(make_citizen())
    assert add(client, device, current="wrong").status_code == 422
    assert not Passkey.objects.exists()


WRONG = {
    "origin": {"origin": "https://evil.example"},
    "verification": {"verified": False},
    "host": {"host": "evil.example"},
    "counter": {"count": -1},
    "signature": {"key": Authenticator().key},
    "handle": {"handle": text(b"x" * 16)},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_answer_logs_nobody_in_and_is_noted_once(client, device, owner, wrong) -> None:
    device.count = 5
    show(client, device)
    client.logout()
    for name, value in WRONG[wrong].items():
        setattr(device, name, value)
    assert show(client, device).url == "/konto/anmelden/"
    assert not logged_in(client)
    assert Event.objects.filter(type="identity.passkey_refused").count() == 1


def test_a_challenge_works_once(client, device, owner) -> None:
    answer = device.use(ask(client, "anmelden/passkey"))
    client.post("/konto/anmelden/passkey/", {"credential": answer})
    client.logout()
    client.post("/konto/anmelden/passkey/", {"credential": answer})
    assert not logged_in(client)


def test_a_challenge_ends_after_five_minutes(client, device, owner, monkeypatch) -> None:
    answer = device.use(ask(client, "anmelden/passkey"))
    later = time.time() + challenges.SECONDS + 1
    monkeypatch.setattr(challenges.time, "time", lambda: later)
    client.post("/konto/anmelden/passkey/", {"credential": answer})
    assert not logged_in(client)


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "x", '{"id": 1}', '{"id":"AA","rawId":"AA","response":{},"type":"public-key"}']
)
def test_nonsense_is_refused(client, owner, answer) -> None:
    ask(client, "anmelden/passkey")
    assert client.post("/konto/anmelden/passkey/", {"credential": answer}).url == "/konto/anmelden/"
    client.force_login(owner)
    ask(client, "passkeys/neu")
    post = {"name": "x", "current": PASSWORD, "credential": answer}
    assert client.post("/konto/passkeys/neu/", post).status_code == 422


def test_a_passkey_of_another_municipality_is_unknown(client, device, owner, other_tenant) -> None:
    there = Client(headers={"host": "kleinau.localhost"})
    with use_tenant(other_tenant):
        show(there, device)
        assert not logged_in(there)


def test_staff_set_up_a_passkey_as_their_second_step_and_get_recovery_codes(client, device) -> None:
    user = make_staff()
    assert give_password(client, user).url == "/konto/zweiter-schritt/"
    shown = add(client, device, "Dienst-Notebook").content.decode()
    assert shown.count("al-keep") == 10
    assert logged_in(client)
    client.logout()
    assert give_password(client, user).url == "/konto/anmelden/code/"
    assert not logged_in(client)
    assert "passkeys.js" in client.get("/konto/anmelden/code/").content.decode()
    show(client, device)
    assert logged_in(client)
    assert RecoveryCode.objects.filter(user=user).count() == 10


def test_another_persons_passkey_is_no_second_step(client, device, owner) -> None:
    colleague = make_staff()
    client.force_login(colleague)
    add(client, Authenticator(credential=b"\x03" * 32))
    client.logout()
    give_password(client, colleague)
    assert show(client, device).url == "/konto/anmelden/code/"
    assert not logged_in(client)


def test_a_citizens_passkey_does_not_shut_out_her_password(client, owner) -> None:
    give_password(client, owner)
    assert logged_in(client)


def test_the_form_is_hidden_until_the_script_finds_that_it_works(client) -> None:
    page = client.get("/konto/anmelden/").content.decode()
    assert "data-passkey-place hidden" in page
    assert 'name="password"' in page
