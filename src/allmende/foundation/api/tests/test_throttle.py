from django.test import RequestFactory

from allmende.foundation.api.throttle import PerClient


def test_a_client_is_stopped_and_others_are_not():
    throttle = PerClient(limit=2, seconds=3600)
    request, other = RequestFactory().get("/"), RequestFactory().get("/", REMOTE_ADDR="192.0.2.9")
    assert throttle.allow_request(request)
    assert throttle.allow_request(request)
    assert not throttle.allow_request(request)
    assert throttle.allow_request(other)


def test_too_many_requests_are_a_problem_that_says_when_again(client, monkeypatch):
    monkeypatch.setattr(PerClient, "allow_request", lambda self, request: False)
    response = client.get("/api/v1/services")
    assert (response.status_code, response["Content-Type"]) == (429, "application/problem+json")
    assert 0 < int(response["Retry-After"]) <= 60
