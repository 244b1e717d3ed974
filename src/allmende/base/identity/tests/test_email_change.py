import re
import time

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client

from allmende.base.identity.actions import ask_for_email
from allmende.base.identity.models import AccountSession, EmailChange

from .factories import PASSWORD, make_citizen, make_staff

pytestmark = pytest.mark.usefixtures("tenant")
NEW = "neu@example.org"


@pytest.fixture
def user(client):
    owner = make_citizen("alt@example.org")
    client.post("/konto/anmelden/", {"email": owner.email, "password": PASSWORD})
    return owner


def ask(client, email: str = NEW, password: str = PASSWORD):
    return client.post("/konto/email/", {"email": email, "current": password})


def sent_to(address: str) -> str:
    return next(letter.body for letter in reversed(mail.outbox) if letter.to == [address])


def link() -> str:
    return re.search(r"https?://[^/]+(/konto/email/\S+)", sent_to(NEW))[1]


def test_the_new_address_counts_when_its_mailbox_has_confirmed_it(client, user) -> None:
    ask(client)
    user.refresh_from_db()
    assert user.email == "alt@example.org"
    url = link()
    assert client.get(url).status_code == 200
    user.refresh_from_db()
    assert user.email == "alt@example.org"  # a mail program that opens links confirms nothing
    client.post(url)
    user.refresh_from_db()
    assert user.email == NEW
    assert client.get("/konto/").status_code == 200
    assert client.get(url).status_code == 410
    client.logout()
    assert client.post("/konto/anmelden/", {"email": NEW, "password": PASSWORD}).status_code == 302


def test_the_old_address_is_told_twice(client, user) -> None:
    ask(client)
    assert "/konto/kennwort/vergessen/" in sent_to("alt@example.org")
    client.post(link())
    assert [letter.to for letter in mail.outbox] == [[NEW], ["alt@example.org"], ["alt@example.org"]]


def test_a_new_password_stops_the_change(client, user) -> None:
    ask(client)
    url = link()
    post = {"current": PASSWORD, "password": "katze-am-fenster", "repeated": "katze-am-fenster"}
    client.post("/konto/kennwort/", post)
    assert client.post(url).status_code == 410


def test_it_needs_the_password(client, user) -> None:
    assert ask(client, password="wrong").status_code == 422
    assert not mail.outbox


def test_an_address_with_an_account_is_told_and_the_page_says_nothing(client, user) -> None:
    make_citizen(NEW)
    taken = ask(client).content.decode().split("<main")[1]
    assert "/konto/email/" not in sent_to(NEW)
    free = ask(client, "frei@example.org").content.decode().split("<main")[1]
    assert taken.replace(NEW, "") == free.replace("frei@example.org", "")


def test_an_address_that_got_an_account_meanwhile_is_not_taken_over(client, user) -> None:
    ask(client)
    make_citizen(NEW)
    client.post(link())
    user.refresh_from_db()
    assert user.email == "alt@example.org"
    assert not EmailChange.objects.exists()


def test_flooding_a_mailbox_is_limited(client, user) -> None:
    assert [ask(client).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_staff_ask_their_administrator(client) -> None:
    clerk = make_staff(role="clerk")
    client.force_login(clerk)
    assert client.get("/konto/email/").status_code == 404
    with pytest.raises(PermissionDenied):
        ask_for_email(user=clerk, email=NEW, by=clerk, base_url="http://musterstadt.localhost/")


def test_all_other_log_ins_end_at_once(client, user) -> None:
    others = [Client(headers={"host": "musterstadt.localhost"}) for _ in range(2)]
    for other in others:
        other.post("/konto/anmelden/", {"email": user.email, "password": PASSWORD})
    client.post("/konto/geraete/abmelden/")
    assert [browser.get("/konto/").status_code for browser in (client, *others)] == [200, 302, 302]
    assert AccountSession.objects.count() == 1


def test_without_a_password_a_fresh_log_in_stands_for_it(client, user) -> None:
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    assert ask(client, password="").status_code == 422
    session = client.session
    session["start"] = session["seen"] = int(time.time())
    session.save()
    assert ask(client, password="").status_code == 200
