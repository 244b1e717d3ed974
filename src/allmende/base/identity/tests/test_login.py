import time

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from allmende.base.identity import sessions
from allmende.foundation.events.models import Event
from allmende.foundation.events.queries import timeline
from allmende.foundation.tenants.context import use_tenant

from .factories import PASSWORD, make_citizen, make_staff

pytestmark = pytest.mark.usefixtures("tenant")
LOGIN = "/konto/anmelden/"


@pytest.fixture(autouse=True)
def _demo(settings) -> None:
    settings.DEMO = True  # staff by password alone; the second factor has tests of its own


def log_in(client: Client, email: str, password: str = PASSWORD, **more: str):
    return client.post(LOGIN, {"email": email, "password": password, **more})


def who(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_a_citizen_logs_in_and_out(client) -> None:
    user = make_citizen("erika@example.org")
    assert log_in(client, " Erika@Example.org ").url == "/konto/"
    assert who(client) == str(user.pk)
    client.post("/konto/abmelden/")
    assert who(client) is None


def test_logging_out_needs_a_post(client) -> None:
    client.force_login(make_citizen())
    assert client.get("/konto/abmelden/").status_code == 405


def test_the_session_gets_a_new_key_at_log_in(client) -> None:
    user = make_citizen()
    client.session.save()
    before = client.session.session_key
    log_in(client, user.email)
    assert client.session.session_key != before


def test_she_goes_on_where_she_wanted_to(client) -> None:
    assert log_in(client, make_citizen().email, next="/konto/daten/").url == "/konto/daten/"


@pytest.mark.parametrize("word", ["NaN", "http"])
def test_a_word_is_no_address(client, word) -> None:
    client.force_login(make_citizen())
    assert client.get(LOGIN, {"next": word}).url == "/konto/"


def test_nobody_is_sent_to_another_site(client) -> None:
    assert log_in(client, make_citizen().email, next="https://evil.example/").url == "/konto/"


def test_the_same_address_in_two_municipalities_is_two_accounts(client, other_tenant) -> None:
    ours = make_citizen("erika@example.org")
    with use_tenant(other_tenant):
        theirs = make_citizen("erika@example.org")
        theirs.set_password("another-town-another-word")
        theirs.save()
    log_in(client, "erika@example.org", "another-town-another-word")
    assert who(client) is None
    log_in(client, "erika@example.org")
    assert who(client) == str(ours.pk)


def test_a_log_in_name_with_another_municipality_opens_nothing(client, other_tenant) -> None:
    with use_tenant(other_tenant):
        make_citizen("erika@example.org")
    assert client.login(username="kleinau/erika@example.org", password=PASSWORD) is False


def test_a_session_is_nobody_in_another_municipality(client, other_tenant) -> None:
    log_in(client, make_citizen().email)
    neighbour = Client(headers={"host": "kleinau.localhost"})
    neighbour.cookies = client.cookies
    assert neighbour.get("/konto/").status_code == 302


def test_the_answer_does_not_tell_whether_an_account_exists(client) -> None:
    known = log_in(client, make_citizen("known@example.org").email, "wrong")
    unknown = log_in(client, "unknown@example.org", "wrong")
    assert known.status_code == unknown.status_code == 422
    text = [r.content.decode().replace("unknown@", "known@").split("<main")[1] for r in (known, unknown)]
    token = "csrfmiddlewaretoken"
    assert text[0].split(token)[0] == text[1].split(token)[0]


def test_the_time_does_not_tell_whether_an_account_exists(client, monkeypatch) -> None:
    make_citizen("known@example.org")
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *a, **k: hashed.append("x") or encode(self, *a, **k)
    )
    counts = []
    for email in ("known@example.org", "unknown@example.org"):
        hashed.clear()
        log_in(client, email, "wrong")
        counts.append(len(hashed))
    assert counts[0] == counts[1]


def test_a_blocked_account_does_not_open(client) -> None:
    user = make_citizen()
    user.is_active = False
    user.save()
    log_in(client, user.email)
    assert who(client) is None


def test_guessing_is_limited_and_says_when_to_try_again(client) -> None:
    user = make_citizen()
    for _ in range(10):
        log_in(client, user.email, "wrong")
    refused = log_in(client, user.email)
    assert refused.status_code == 429
    assert "Minute" in refused.content.decode() or "minute" in refused.content.decode()
    assert who(client) is None


def test_a_stranger_cannot_lock_somebody_out(client) -> None:
    user = make_citizen()
    stranger = Client(headers={"host": "musterstadt.localhost"}, REMOTE_ADDR="203.0.113.7")
    for _ in range(11):
        log_in(stranger, user.email, "wrong")
    log_in(client, user.email)
    assert who(client) == str(user.pk)


def test_log_ins_and_failures_are_in_the_log_without_the_address(client) -> None:
    user = make_citizen("erika@example.org")
    log_in(client, user.email, "wrong")
    log_in(client, "nobody@example.org")
    log_in(client, user.email)
    events = [event.type for event in timeline(f"user:{user.pk}")]
    assert events[1:] == ["identity.login_failed", "identity.logged_in"]
    assert timeline("user:unknown").count() == 1
    assert not [event for event in Event.objects.all() if "@" in str(event.data)]


def test_a_password_never_comes_back_to_the_page(client) -> None:
    assert "my-secret-guess" not in log_in(client, "a@example.org", "my-secret-guess").content.decode()


@pytest.mark.parametrize(
    ("make", "minutes", "still_in"),
    [(make_staff, 59, True), (make_staff, 61, False), (make_citizen, 61, True), (make_citizen, 721, False)],
)
def test_an_idle_log_in_ends_sooner_for_staff(client, monkeypatch, make, minutes, still_in) -> None:
    log_in(client, make().email)
    later = time.time() + minutes * 60
    monkeypatch.setattr(sessions.time, "time", lambda: later)
    assert (client.get("/konto/").status_code == 200) is still_in


def test_the_log_ins_of_the_demo_are_shown_only_in_the_demo(client, tenant, settings) -> None:
    tenant.settings = {"demo_logins": [{"who": "Erika", "email": "erika@example.org", "password": "hund"}]}
    tenant.save()
    from allmende.foundation.tenants.queries import forget_hosts

    forget_hosts()
    assert b"erika@example.org" in client.get(LOGIN).content
    settings.DEMO = False
    assert b"erika@example.org" not in client.get(LOGIN).content
