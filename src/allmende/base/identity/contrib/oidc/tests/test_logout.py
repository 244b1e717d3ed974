"""The provider says that somebody logged out there: her log-ins by it end, no others, and only where it is true."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.request import urlopen

import pytest
from django.test import Client

from allmende.base.identity.models import AccountSession
from allmende.foundation.events.models import Event

from .conftest import log_in, make_service

pytestmark = pytest.mark.usefixtures("tenant")


@pytest.fixture
def service(provider):
    return make_service(provider)


@pytest.fixture
def inside(client, provider, service):
    log_in(client, provider, service)
    assert is_in(client)
    return client


def is_in(client) -> bool:
    return client.get("/konto/").status_code == 200


def tell(service, token: str):
    answering = Client(headers={"host": "musterstadt.localhost"}, enforce_csrf_checks=True)
    return answering.post(f"/konto/dienste/{service.key}/oidc/abmelden/", {"logout_token": token})


def token(provider, *faults: str) -> str:
    provider.misbehave(**dict.fromkeys(faults, True))
    with urlopen(f"{provider.url}/unternehmen/logout_token", timeout=10) as answer:
        return json.load(answer)["logout_token"]


def test_who_left_there_is_out_here(inside, provider, service):
    assert tell(service, token(provider)).status_code == 200
    assert not is_in(inside)
    assert not AccountSession.objects.exists()


def test_another_log_in_of_the_provider_stays(inside, provider, service):
    other = Client(headers={"host": "musterstadt.localhost"})
    log_in(other, provider, service)
    tell(service, token(provider))  # the last one
    assert (is_in(inside), is_in(other)) == (True, False)


def test_what_began_later_stays(inside, provider, service):
    old = token(provider)
    session = AccountSession.objects.get()
    AccountSession.objects.update(started_at=session.started_at + timedelta(minutes=5))
    assert tell(service, old).status_code == 200
    assert is_in(inside)


@pytest.mark.parametrize("fault", ["alg_none", "hs256_with_public_key", "wrong_signature", "unknown_key",
                                   "wrong_audience", "wrong_issuer", "expired", "from_tomorrow", "logout_nonce",
                                   "logout_no_event", "logout_nobody"])  # fmt: skip
def test_what_is_not_true_ends_nothing(inside, provider, service, fault):
    wrong = token(provider, fault)
    provider.misbehave()
    assert tell(service, wrong).status_code == 400
    assert is_in(inside)
    refused = Event.objects.filter(type="identity.identification_refused").get()
    assert refused.data["reason"].startswith("logout_")


@pytest.mark.parametrize("wrong", ["", "x", "a.b.c", "\x00", "ä" * 3000])
def test_nonsense_ends_nothing(inside, service, wrong):
    assert tell(service, wrong).status_code == 400
    assert is_in(inside)
