"""Cache and sessions, at a real Valkey (or Redis, whose protocol is the same)."""

from __future__ import annotations

import pickle

import pytest
import redis
from django.contrib.sessions.models import Session
from django.core.cache import cache

from allmende.base.identity.tests.factories import make_staff
from allmende.base.messages.tests.certificates import make_certificates
from allmende.config import services

from .servers import valkey

pytestmark = pytest.mark.xdist_group("servers")


@pytest.fixture(scope="module")
def found():
    with valkey() as server:
        yield server


@pytest.fixture
def server(found, settings, tenant):
    settings.CACHES = {"default": services.cache(found.url)}
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    cache.clear()
    return found


def test_what_is_kept_comes_back(server):
    cache.set("a", {"b": [1, None, "ü"]}, timeout=60)
    assert cache.get("a") == {"b": [1, None, "ü"]}


def test_nothing_that_could_run_is_read():
    kept = services.Json()
    assert kept.loads(kept.dumps({"a": [1, None, "ü"]})) == {"a": [1, None, "ü"]}
    assert kept.loads(pickle.dumps({"a": 1})) is None
    assert kept.dumps(7) == 7


def test_a_session_survives_the_loss_of_the_cache(server, client):
    client.force_login(make_staff())
    cache.clear()
    assert client.get("/arbeitsplatz/").status_code == 200
    assert Session.objects.count() == 1


def test_without_its_cache_the_installation_says_that_it_is_not_well(client, settings):
    settings.CACHES = {"default": services.cache("redis://127.0.0.1:1/0")}
    assert client.get("/healthz").status_code == 503


def test_over_tls_the_offices_own_authority_vouches_for_it(found, settings):
    settings.CACHES = {"default": services.cache(found.secure, found.authority)}
    cache.set("a", "ü", timeout=60)
    assert cache.get("a") == "ü"


@pytest.mark.parametrize("vouched", ["by nobody", "by another", "for another name"])
def test_a_server_with_a_wrong_certificate_is_told_nothing(found, settings, tmp_path, vouched):
    other = str(make_certificates(tmp_path))
    authority = {"by nobody": "", "by another": other, "for another name": found.authority}[vouched]
    url = found.secure.replace("127.0.0.1", "localhost") if vouched == "for another name" else found.secure
    settings.CACHES = {"default": services.cache(url, authority)}
    with pytest.raises(redis.ConnectionError, match=r"(?i)certificate"):
        cache.set("a", "geheim")
