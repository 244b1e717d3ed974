import threading

import pytest
from django.db import connection
from django.test import RequestFactory

from allmende.foundation.limits import actions as limits
from allmende.foundation.limits.actions import TooOftenError, check, client_of, forgive, give_back, spend
from allmende.foundation.tenants.context import use_tenant


@pytest.fixture(autouse=True)
def noon(monkeypatch, tenant):
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_000.0)


def test_it_lets_the_limit_through_and_stops_the_next():
    for _ in range(3):
        spend("login", "10.0.0.1", limit=3, seconds=600)
    with pytest.raises(TooOftenError) as stopped:
        spend("login", "10.0.0.1", limit=3, seconds=600)
    assert 0 < stopped.value.retry_after <= 600


def test_others_are_not_stopped(other_tenant):
    spend("login", "10.0.0.1", limit=1, seconds=600)
    spend("login", "10.0.0.2", limit=1, seconds=600)
    spend("code", "10.0.0.1", limit=1, seconds=600)
    with use_tenant(other_tenant):
        spend("login", "10.0.0.1", limit=1, seconds=600)


def test_the_next_window_is_free_again(monkeypatch):
    spend("login", "a", limit=1, seconds=600)
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_600.0)
    spend("login", "a", limit=1, seconds=600)


def test_what_was_no_guess_is_given_back_and_the_guesses_of_others_still_count():
    for _ in range(3):
        spend("login", "office", limit=3, seconds=600)
        give_back("login", "office", seconds=600)
    for _ in range(3):
        spend("login", "office", limit=3, seconds=600)
    with pytest.raises(TooOftenError):
        spend("login", "office", limit=3, seconds=600)


def test_success_is_forgiven():
    spend("login", "a", limit=1, seconds=600)
    forgive("login", "a", seconds=600)
    spend("login", "a", limit=1, seconds=600)


def test_checking_does_not_count():
    check("login", "a", limit=1, seconds=600)
    check("login", "a", limit=1, seconds=600)
    spend("login", "a", limit=1, seconds=600)
    with pytest.raises(TooOftenError):
        check("login", "a", limit=1, seconds=600)


def test_a_forged_header_does_not_change_the_client():
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="1.2.3.4")
    assert client_of(request) == "10.0.0.1"


def test_behind_a_proxy_its_word_counts(settings):
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"proxies": 1})
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="6.6.6.6, 1.2.3.4")
    assert client_of(request) == "1.2.3.4"


def test_an_ipv6_network_is_one_client():
    one = RequestFactory().get("/", REMOTE_ADDR="2001:db8:1:2::1")
    two = RequestFactory().get("/", REMOTE_ADDR="2001:db8:1:2:ffff::9")
    assert client_of(one) == client_of(two)


@pytest.mark.django_db(transaction=True)
def test_attempts_of_the_very_same_moment_count_each(tenant):
    refused: list[int] = []

    def attempt() -> None:
        with use_tenant(tenant):
            try:
                spend("code", "client", limit=10, seconds=3600)
            except TooOftenError:
                refused.append(1)
            finally:
                connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(15)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 5
