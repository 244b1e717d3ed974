"""Cache and sessions, at a real Valkey (or Redis, whose protocol is the same)."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache

from allmende.base.identity.tests.factories import make_staff
from allmende.config import services

from .servers import valkey

pytestmark = pytest.mark.xdist_group("servers")


@pytest.fixture(scope="module")
def url():
    with valkey() as found:
        yield found


@pytest.fixture
def server(url, settings, tenant):
    settings.CACHES = {"default": services.cache(url)}
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    cache.clear()
    return url


def test_what_is_kept_comes_back(server):
    cache.set("a", {"b": [1, None, "ü"]}, timeout=60)
    assert cache.get("a") == {"b": [1, None, "ü"]}


def test_a_session_survives_the_loss_of_the_cache(server, client):
    client.force_login(make_staff())
    cache.clear()
    assert client.get("/arbeitsplatz/").status_code == 200
    assert Session.objects.count() == 1


def test_without_its_cache_the_installation_says_that_it_is_not_well(client, settings):
    settings.CACHES = {"default": services.cache("redis://127.0.0.1:1/0")}
    assert client.get("/healthz").status_code == 503
