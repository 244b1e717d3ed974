"""docs/security-asvs.md is complete and names only tests that exist; and what no other test showed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings as site
from django.test import Client

from allmende.base.identity.contrib.wallet.tests.factories import make_service, plain_settings
from allmende.base.identity.tests.factories import PASSWORD, make_citizen
from allmende.outward.website.templatetags.website import linked_data, prose

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "security-asvs.md").read_text(encoding="utf8")
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)
#: How many requirements of levels 1 and 2 each chapter of ASVS 5.0.0 has.
CHAPTERS = dict(
    zip(range(1, 18), [27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7], strict=True)
)


def test_every_requirement_has_one_row():
    numbers = [number for number, *_rest in ROWS]
    assert len(numbers) == len(set(numbers))
    found = dict.fromkeys(CHAPTERS, 0)
    for number in numbers:
        found[int(number.split(".")[0])] += 1
    assert found == CHAPTERS


def test_every_row_says_how_it_stands_and_why():
    assert {state for _number, _words, state, _why in ROWS} <= {"yes", "partly", "gap", "operator", "n/a"}


def test_every_test_named_there_exists():
    named = set(re.findall(r"`([\w/]+/test_\w+\.py)`", PAGE))
    assert len(named) > 50
    assert [
        path for path in named if not any((at / path).exists() for at in (ROOT, ROOT / "src/allmende"))
    ] == []


def test_the_counts_on_the_page_are_those_of_the_table():
    states = [state for _number, _words, state, _why in ROWS]
    for state, count in re.findall(r"^\* \*\*(\S+)\*\* \((\d+)\)", PAGE, re.MULTILINE):
        assert states.count(state) == int(count), state


@pytest.mark.parametrize(
    "text", ["</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)"]
)
def test_texts_of_editors_stay_text(text):
    """1.2.2, 1.2.3, 1.3.1"""
    shown = prose(f"- {text}\n\n{text}") + linked_data({"name": text})
    assert "<script>" not in shown
    assert "<img" not in shown
    assert "href=" not in shown


def test_no_other_origin_is_let_in(client):
    """3.4.2"""
    for address in ("/", "/api/v1/units", "/konto/anmelden/"):
        headers = client.get(address, headers={"origin": "https://evil.example"}).headers
        assert not [name for name in headers if name.lower().startswith("access-control-")]


def test_cookies_are_kept_from_scripts_and_strangers(client):
    """3.3.2, 3.3.4"""
    client.post("/konto/anmelden/", {"email": make_citizen().email, "password": PASSWORD})
    assert "sessionid" in client.cookies
    assert {(cookie["httponly"], cookie["samesite"]) for cookie in client.cookies.values()} == {(True, "Lax")}
    assert site.CSRF_COOKIE_SAMESITE == "Lax"


@pytest.mark.parametrize(
    "address", ["/konto/abmelden/", "/konto/loeschen/", "/konto/dienste/wallet/wallet/neu/"]
)
def test_forms_of_other_sites_are_refused(tenant, address):
    """3.5.1"""
    make_service(plain_settings())
    browser = Client(headers={"host": "musterstadt.localhost"}, enforce_csrf_checks=True)
    browser.force_login(make_citizen())
    assert browser.post(address).status_code == 403


def test_what_is_sent_twice_breaks_nothing(client):
    """15.3.7: Django takes the last value of a name, wherever it stands."""
    assert client.get("/konto/anmelden/?next=/a&next=https://evil.example").status_code == 200
    sent = client.post(
        "/konto/anmelden/?next=https://evil.example",
        {
            "email": ["x@example.org", make_citizen("erika@example.org").email],
            "password": [PASSWORD, PASSWORD],
        },
    )
    assert sent.url == "/konto/"


def test_a_blocked_account_is_out_at_once(client):
    """7.4.2"""
    user = make_citizen()
    client.force_login(user)
    assert client.get("/konto/").status_code == 200
    user.is_active = False
    user.save()
    assert client.get("/konto/").status_code == 302
