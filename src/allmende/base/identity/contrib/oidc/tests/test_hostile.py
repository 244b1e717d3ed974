"""Answers that must not be believed: one page, one event, nobody logged in."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from allmende.base.identity.models import User
from allmende.foundation.events.models import Event
from allmende.foundation.tenants.context import use_tenant

from ..config import OidcSettings
from ..tokens import _fits
from .conftest import begin, choose, come_back, log_in, make_service

pytestmark = pytest.mark.usefixtures("tenant")
REASONS = {
    "alg_none": "algorithm",
    "hs256_with_public_key": "algorithm",
    "wrong_signature": "signature",
    "unknown_key": "key",
    "wrong_nonce": "nonce",
    "wrong_audience": "wrong_audience",
    "other_party": "wrong_audience",
    "wrong_issuer": "issuer",
    "mixed_up": "issuer",
    "expired": "expired",
    "from_tomorrow": "not_yet",
    "wrong_at_hash": "at_hash",
    "no_subject": "subject",
    "userinfo_other_sub": "userinfo_subject",
    "userinfo_down": "unreachable",
    "other_state": "state",
    "cancelled": "cancelled",
}


@pytest.fixture
def service(provider):
    return make_service(provider, userinfo=True)


def refused(answer, reason: str) -> None:
    """The one page, the one event, nothing personal in it, and nobody has an account or is logged in."""
    assert answer.status_code == 403
    assert "identity/refused.html" in [template.name for template in answer.templates]
    events = Event.objects.filter(type="identity.identification_refused")
    assert [event.data for event in events] == [{"service": "business", "reason": reason}]
    assert not User.objects.exists()
    assert "_auth_user_id" not in answer.client.session


@pytest.mark.parametrize("fault", REASONS)
def test_it_is_refused(client, provider, service, fault) -> None:
    asked = begin(client, service)
    provider.misbehave(**{fault: True})
    refused(come_back(client, choose(provider, service, asked, "u-7f3a")), REASONS[fault])


@pytest.mark.parametrize(("fault", "reason"), [("down", "unreachable"), ("other_discovery", "configuration")])
def test_a_provider_that_fails_at_the_beginning(client, provider, service, fault, reason) -> None:
    provider.misbehave(**{fault: True})
    refused(client.get("/konto/ausweisen/", {"service": service.key}), reason)


def test_a_provider_that_fails_on_the_way(client, provider, service) -> None:
    location = choose(provider, service, begin(client, service), "u-7f3a")
    provider.misbehave(down=True)
    refused(come_back(client, location), "unreachable")


def test_an_answer_works_once(client, provider, service) -> None:
    provider.misbehave(replayed_code=True)
    location = choose(provider, service, begin(client, service), "u-7f3a")
    come_back(client, location)
    client.logout()
    assert come_back(client, location).status_code == 403


def test_another_browsers_answer_is_worth_nothing_here(client, provider, service) -> None:
    victim = Client(headers={"host": "musterstadt.localhost"})
    begin(victim, service)
    refused(come_back(victim, choose(provider, service, begin(client, service), "u-7f3a")), "state")


def test_a_stolen_code_does_not_fit_another_handshake(client, provider, service) -> None:
    thief = Client(headers={"host": "musterstadt.localhost"})
    stolen = parse_qs(urlsplit(choose(provider, service, begin(client, service), "u-7f3a")).query)["code"][0]
    own = parse_qs(urlsplit(choose(provider, service, begin(thief, service), "u-91bc")).query)
    query = {"code": stolen, "state": own["state"][0], "iss": own["iss"][0]}
    refused(thief.get(f"/konto/dienste/business/oidc/?{urlencode(query)}"), "code")


def test_an_answer_for_another_municipality_is_worth_nothing_here(
    client, provider, service, other_tenant
) -> None:
    location = choose(provider, service, begin(client, service), "u-7f3a")
    there = Client(headers={"host": "kleinau.localhost"})
    with use_tenant(other_tenant):
        make_service(provider)
        refused(come_back(there, location), "state")


def test_the_wrong_secret_is_said_to_nobody(client, provider) -> None:
    service = make_service(provider, client_secret="falsch-falsch")
    answer = log_in(client, provider, service)
    refused(answer, "code")
    assert b"falsch" not in answer.content


@pytest.mark.parametrize("name", ["none", "HS256", "HS512", "RS1"])
def test_no_configuration_allows_a_signature_that_is_none(name) -> None:
    with pytest.raises(ValueError, match="algorithms"):
        OidcSettings(issuer="https://a.example", client_id="x", algorithms=[name])


def test_listeners_in_are_kept_out_by_the_configuration() -> None:
    with pytest.raises(ValueError, match="https"):
        OidcSettings(issuer="http://a.example", client_id="x")


@pytest.mark.parametrize(
    "key", [{"kty": "oct"}, {"kty": "RSA", "use": "enc"}, {"kty": "RSA", "alg": "PS256"}, {"kty": "EC"}]
)
def test_a_key_for_something_else_checks_no_signature(key) -> None:
    assert not _fits({"kid": "a", **key}, "RS256", "a")
