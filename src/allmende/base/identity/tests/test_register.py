import re
from datetime import timedelta

import pytest
from django.core import mail

from allmende.base.identity.models import Registration, User
from allmende.base.identity.queries import find_user
from allmende.base.identity.tasks import drop_old_registrations
from allmende.foundation.tenants.context import use_tenant

from .factories import PASSWORD, make_citizen

pytestmark = pytest.mark.usefixtures("tenant")
NEW = "katze-am-fenster-neu"


def link() -> str:
    """The path of the link in the last e-mail."""
    return re.search(r"https?://[^/]+(/\S+)", mail.outbox[-1].body)[1]


def register(client, email: str = "erika@example.org", **more: str):
    return client.post("/konto/registrieren/", {"name": "Erika Beispiel", "email": email, **more})


def choose(client, url: str, password: str = NEW, repeated: str = ""):
    return client.post(url, {"password": password, "repeated": repeated or password})


def test_an_account_opens_with_the_link_and_a_password(client) -> None:
    register(client)
    assert not User.objects.exists()
    assert choose(client, link()).url == "/konto/"
    user = find_user("erika@example.org")
    assert user.trust_level == "low"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_the_answer_is_the_same_for_an_address_with_an_account(client) -> None:
    make_citizen("known@example.org")
    known, unknown = register(client, "known@example.org"), register(client, "other@example.org")
    strip = [r.content.decode().split("<main")[1].replace("known@", "other@") for r in (known, unknown)]
    assert strip[0] == strip[1]
    assert "/kennwort/vergessen/" in mail.outbox[0].body
    assert "/registrieren/" in mail.outbox[1].body


def test_she_goes_on_where_she_came_from(client) -> None:
    register(client, next="/konto/daten/")
    assert choose(client, link()).url == "/konto/daten/"


def test_a_used_link_says_so(client) -> None:
    register(client)
    url = link()
    choose(client, url)
    assert client.get(url).status_code == 410


def test_a_changed_link_opens_nothing(client) -> None:
    register(client)
    assert client.get(link()[:-3] + "x/").status_code == 410


def test_a_link_of_another_municipality_opens_nothing(client, other_tenant) -> None:
    register(client)
    url = link()
    with use_tenant(other_tenant):
        assert client.get(url, headers={"host": "kleinau.localhost"}).status_code == 410


def test_a_weak_password_is_refused_and_the_link_still_works(client) -> None:
    register(client)
    assert choose(client, link(), "kurz").status_code == 422
    assert choose(client, link(), NEW, "anders-getippt-als-oben").status_code == 422
    assert choose(client, link()).status_code == 302


def test_mail_bombing_an_address_is_limited(client) -> None:
    answers = [register(client).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]


def test_old_wishes_are_forgotten(client) -> None:
    register(client)
    Registration.objects.update(created_at=Registration.objects.get().created_at - timedelta(days=4))
    drop_old_registrations()
    assert not Registration.objects.exists()


def test_a_forgotten_password_is_set_by_a_link_that_works_once(client) -> None:
    user = make_citizen("erika@example.org")
    client.post("/konto/kennwort/vergessen/", {"email": "erika@example.org"})
    url = link()
    assert choose(client, url).url == "/konto/anmelden/"
    assert client.get(url).status_code == 410
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_asking_for_a_link_tells_nothing_about_unknown_addresses(client) -> None:
    make_citizen("known@example.org")
    answers = [
        client.post("/konto/kennwort/vergessen/", {"email": email}).content.decode().split("<main")[1]
        for email in ("known@example.org", "other@example.org")
    ]
    assert answers[0].replace("known@", "other@") == answers[1]
    assert len(mail.outbox) == 1


def test_changing_the_password_ends_other_log_ins_and_tells_the_owner(client, tenant) -> None:
    from django.test import Client

    user = make_citizen()
    other = Client(headers={"host": "musterstadt.localhost"})
    for browser in (client, other):
        browser.post("/konto/anmelden/", {"email": user.email, "password": PASSWORD})
    client.post("/konto/kennwort/", {"current": PASSWORD, "password": NEW, "repeated": NEW})
    assert client.get("/konto/").status_code == 200
    assert other.get("/konto/").status_code == 302
    assert len(mail.outbox) == 1


def test_changing_the_password_needs_the_old_one(client) -> None:
    user = make_citizen()
    client.force_login(user)
    answer = client.post("/konto/kennwort/", {"current": "wrong", "password": NEW, "repeated": NEW})
    assert answer.status_code == 422
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
