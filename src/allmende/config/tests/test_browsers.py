"""What browsers are told so that they protect the people before them."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from allmende.base.identity.passwords import HouseWordsValidator
from allmende.base.identity.tests.factories import make_citizen
from allmende.foundation.ui.cookies import cookie_name


def test_every_page_says_what_it_may_load_and_who_may_frame_it(client):
    headers = client.get("/").headers
    policy = headers["Content-Security-Policy"]
    wanted = (
        "default-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "script-src 'self'",
        "frame-ancestors 'self'",
    )
    assert all(rule in policy for rule in wanted)
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_what_somebody_with_a_cookie_sees_is_not_kept(client):
    assert "Cache-Control" not in client.get("/aemter/").headers
    client.force_login(make_citizen())
    for address in ("/aemter/", reverse("identity:account"), reverse("applications:mine")):
        assert "no-store" in client.get(address)["Cache-Control"]


def test_logging_out_clears_what_the_browser_kept(client):
    client.force_login(make_citizen())
    assert client.post(reverse("identity:logout"))["Clear-Site-Data"] == '"cache", "storage"'


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "PROPFIND"])
def test_methods_that_nobody_needs_are_refused(client: Client, method):
    assert client.generic(method, "/").status_code == 405


@pytest.mark.parametrize(("secure", "name"), [(True, "__Host-allmende_case"), (False, "allmende_case")])
def test_over_https_a_cookie_is_tied_to_its_host(settings, secure, name):
    settings.SESSION_COOKIE_SECURE = secure
    assert cookie_name("allmende_case") == name


@pytest.mark.parametrize(
    "password", ["musterstadt2026", "Passwort-Musterstadt", "allmende!allmende", "Rathaus12345"]
)
def test_a_password_of_names_that_anybody_would_try_is_refused(tenant, password):
    with pytest.raises(ValidationError):
        HouseWordsValidator().validate(password)


@pytest.mark.parametrize("password", ["korrekt pferd batterie", "Musterstadt hat neun blaue Enten"])
def test_a_long_password_may_hold_such_a_name(tenant, password):
    HouseWordsValidator().validate(password)
