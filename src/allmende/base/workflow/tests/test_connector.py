"""Calling another system: a stand-in answers as told and notes what it was sent."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from allmende.base.workflow.actions import retry_incident
from allmende.base.workflow.checks import check_process
from allmende.base.workflow.models import Incident, ServiceJob
from allmende.base.workflow.service_jobs import run_service_job
from allmende.foundation.events.types import SYSTEM

from .factories import event, model, open_names, run


class StandIn(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.calls.append((self.path, body, self.headers["Idempotency-Key"]))
        status = self.server.answers.pop(0) if self.server.answers else 200
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(b'{"number": 7}')

    def log_message(self, *_words):
        pass


@pytest.fixture
def other(tenant, settings):
    """The other system: ``.answers`` are the statuses it gives, ``.calls`` what came."""
    server = HTTPServer(("127.0.0.1", 0), StandIn)
    server.answers, server.calls = [], []
    server.url = f"http://127.0.0.1:{server.server_port}"
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"connector_hosts": server.url})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def lines(url, *more):
    call = f"service j action=call_connector retries=3 p:url={url} p:result=booked 'p:fee== n'"
    return ("start s", call, "user z", "end e", "s j", "j z", "z e", *more)


def again(tenant):
    run_service_job.func(str(tenant.pk), job_id=str(ServiceJob.objects.get().pk))


def test_the_answer_becomes_a_variable(other):
    instance = run(*lines(f"{other.url}/book?x=1"), n=3)
    assert instance.variables["booked"] == {"number": 7}
    assert other.calls == [("/book?x=1", {"fee": 3}, str(ServiceJob.objects.get().pk))]


def test_a_fault_of_the_other_system_is_tried_again_with_one_key(other, tenant):
    other.answers = [503, 302]
    instance = run(*lines(other.url), n=3)
    again(tenant)
    assert open_names(instance) == []
    again(tenant)
    assert open_names(instance) == ["z"]
    assert len({key for _path, _body, key in other.calls}) == 1
    assert {path for path, _body, _key in other.calls} == {"/"}


def test_what_keeps_failing_is_an_incident_and_can_be_retried(other, tenant):
    other.answers = [500, 500, 500]
    instance = run(*lines(other.url), n=3)
    again(tenant)
    again(tenant)
    incident = Incident.objects.get()
    assert "500" in incident.error
    retry_incident(incident=incident, actor=SYSTEM)
    assert open_names(instance) == ["z"]


def test_a_refusal_is_an_error_that_the_model_may_catch(other):
    other.answers = [404]
    caught = (event("boundary", "none", "error http-404", on="j"), "user y", "none y", "y e")
    instance = run(*lines(other.url, *caught), n=3)
    assert open_names(instance) == ["y"]
    assert not Incident.objects.exists()


def test_a_refusal_that_nobody_catches_is_an_incident_at_once(other):
    other.answers = [422]
    run(*lines(other.url), n=3)
    assert Incident.objects.count() == 1
    assert len(other.calls) == 1


@pytest.mark.parametrize("url", ["https://example.org/", "http://127.0.0.1:1/", "file:///etc/passwd", "x"])
def test_only_allowed_servers_are_called(other, url):
    assert any("does not fit" in finding.message for finding in check_process(model(*lines(url))))
    run(*lines("'= target'"), target=url, n=1)
    assert Incident.objects.count() == 1
    assert other.calls == []
