"""Calling another system: a program of its own that answers as told and tells what it was sent."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from urllib.request import Request, urlopen

import pytest
from django.core.exceptions import PermissionDenied

from allmende.base.identity.models import Role
from allmende.base.identity.tests.factories import make_staff, make_unit
from allmende.base.workflow import models
from allmende.base.workflow.actions import retry_incident
from allmende.base.workflow.checks import check_process
from allmende.base.workflow.credentials.actions import CredentialError, delete_credential, set_credential
from allmende.base.workflow.credentials.models import ConnectorCredential
from allmende.base.workflow.models import Incident, ServiceJob
from allmende.base.workflow.service_jobs import run_service_job
from allmende.foundation.events.models import Event, PersonalPayload
from allmende.foundation.events.types import SYSTEM, Actor

from .factories import event, model, open_names, run


@pytest.fixture(scope="module")
def running():
    """Two other systems, each a process of its own."""
    program = [sys.executable, str(Path(__file__).parent / "other_system.py")]
    systems = [subprocess.Popen(program, stdout=subprocess.PIPE, text=True) for _number in range(2)]
    yield [f"http://127.0.0.1:{system.stdout.readline().strip()}" for system in systems]
    for system in systems:
        system.kill()
        system.wait()


@pytest.fixture
def other(tenant, settings, running):
    """The other system: ``.tell`` gives it statuses (and headers) to answer with, ``.calls()`` are what came."""

    def ask(url, method, value=None):
        data = None if value is None else json.dumps(value).encode()
        with urlopen(Request(url, data=data, method=method)) as answer:
            return json.load(answer)

    first, second = running
    found = SimpleNamespace(
        url=first,
        second=second,
        tell=lambda *answers: ask(
            f"{first}/answers", "PUT", [a if isinstance(a, list) else [a, {}] for a in answers]
        ),
        calls=lambda url=first: ask(f"{url}/calls", "GET"),
    )
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"connector_hosts": first})
    found.tell()
    ask(f"{second}/answers", "PUT", [])
    return found


def lines(url, *more, credential=""):
    call = f"service j action=call_connector retries=3 p:url={url} p:result=booked 'p:fee== n'"
    call += f" p:credential={credential}" if credential else ""
    return ("start s", call, "user z", "end e", "s j", "j z", "z e", *more)


def again(tenant):
    run_service_job.func(str(tenant.pk), job_id=str(ServiceJob.objects.get().pk))


def test_the_answer_becomes_a_variable(other):
    instance = run(*lines(f"{other.url}/book?x=1"), n=3)
    assert instance.variables["booked"] == {"number": 7}
    (call,) = other.calls()
    assert (call["path"], call["body"], call["key"]) == (
        "/book?x=1",
        {"fee": 3},
        str(ServiceJob.objects.get().pk),
    )


def test_a_fault_of_the_other_system_is_tried_again_with_one_key(other, tenant):
    other.tell(503, 302)
    instance = run(*lines(other.url), n=3)
    again(tenant)
    assert open_names(instance) == []
    again(tenant)
    assert open_names(instance) == ["z"]
    assert {(call["path"], call["key"]) for call in other.calls()} == {
        ("/", str(ServiceJob.objects.get().pk))
    }


def test_what_keeps_failing_is_an_incident_and_can_be_retried(other, tenant):
    other.tell(500, 500, 500)
    instance = run(*lines(other.url), n=3)
    again(tenant)
    again(tenant)
    incident = Incident.objects.get()
    assert "500" in incident.error
    retry_incident(incident=incident, actor=SYSTEM)
    assert open_names(instance) == ["z"]


def test_a_refusal_is_an_error_that_the_model_may_catch(other):
    other.tell(404)
    caught = (event("boundary", "none", "error http-404", on="j"), "user y", "none y", "y e")
    instance = run(*lines(other.url, *caught), n=3)
    assert open_names(instance) == ["y"]
    assert not Incident.objects.exists()


def test_a_refusal_that_nobody_catches_is_an_incident_at_once(other):
    other.tell(422)
    run(*lines(other.url), n=3)
    assert Incident.objects.count() == 1
    assert len(other.calls()) == 1


@pytest.mark.parametrize("url", ["https://example.org/", "http://127.0.0.1:1/", "file:///etc/passwd", "x"])
def test_only_allowed_servers_are_called(other, url):
    assert any("does not fit" in finding.message for finding in check_process(model(*lines(url))))
    run(*lines("'= target'"), target=url, n=1)
    assert Incident.objects.count() == 1
    assert other.calls() == []


# -- being led elsewhere


def test_a_redirect_is_followed_on_the_same_server(other):
    other.tell([307, {"Location": "/new?y=2"}], [308, {"Location": "newer"}])
    instance = run(*lines(other.url), n=3)
    assert open_names(instance) == ["z"]
    calls = other.calls()
    assert [call["path"] for call in calls] == ["/", "/new?y=2", "/newer"]
    assert [call["body"] for call in calls] == [{"fee": 3}] * 3
    assert len({call["key"] for call in calls}) == 1


@pytest.mark.parametrize("elsewhere", ["second", "http://169.254.169.254/", "file:///etc/passwd", "//[::1"])
def test_a_redirect_leads_to_allowed_servers_only(other, elsewhere):
    other.tell([307, {"Location": other.second if elsewhere == "second" else elsewhere}])
    run(*lines(other.url), n=3)
    assert Incident.objects.count() == 1
    assert len(other.calls()) == 1
    assert other.calls(other.second) == []


def test_redirects_in_a_circle_end(other):
    other.tell(*[[307, {"Location": "/"}]] * 20)
    run(*lines(other.url), n=3)
    assert len(other.calls()) == 4
    assert ServiceJob.objects.get().state == "queued"


# -- credentials

SECRET = "s3cr3t-t0ken"


def given(url, kind="bearer", **more):
    return set_credential(name="gis", kind=kind, origin=url, secret=SECRET, actor=SYSTEM, **more)


@pytest.mark.parametrize(
    ("more", "sent"),
    [
        ({}, {"authorization": f"Bearer {SECRET}"}),
        ({"kind": "basic", "user": "Jörg"}, {"authorization": "Basic SsO2cmc6czNjcjN0LXQwa2Vu"}),
        ({"kind": "header", "header": "X-Api-Key"}, {"api_key": SECRET}),
    ],
    ids=["bearer", "basic", "header"],
)
def test_a_call_names_the_credential_that_lets_it_in(other, more, sent):
    given(other.url, **more)
    instance = run(*lines(other.url, credential="gis"), n=3)
    (call,) = other.calls()
    assert {name: call[name] for name in ("authorization", "api_key") if call[name]} == sent
    assert call["body"] == {"fee": 3}
    assert open_names(instance) == ["z"]


def test_a_call_without_a_credential_sends_none(other):
    given(other.url)
    run(*lines(other.url), n=3)
    (call,) = other.calls()
    assert (call["authorization"], call["api_key"]) == (None, None)


def test_a_credential_goes_to_its_own_server_only(other, settings):
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(
        update={"connector_hosts": f"{other.url},{other.second}"}
    )
    given(other.second)
    run(*lines(other.url, credential="gis"), n=3)
    assert "only" in Incident.objects.get().error
    assert other.calls() == other.calls(other.second) == []
    given(other.url)
    other.tell([307, {"Location": other.second}])
    retry_incident(incident=Incident.objects.get(), actor=SYSTEM)
    assert [call["authorization"] for call in other.calls()] == [f"Bearer {SECRET}"]
    assert [call["authorization"] for call in other.calls(other.second)] == [None]


def test_a_credential_that_is_missing_is_an_incident_until_it_is_set(other):
    instance = run(*lines(other.url, credential="gis"), n=3)
    assert "gis" in Incident.objects.get().error
    given(other.url)
    retry_incident(incident=Incident.objects.get(), actor=SYSTEM)
    assert open_names(instance) == ["z"]


def test_a_secret_stands_nowhere_but_sealed(other, caplog):
    given(other.url)
    other.tell(500, 401)
    run(*lines(other.url, credential="gis"), n=3)
    delete_credential(credential=given(other.url), actor=SYSTEM)
    stored = given(other.url)
    rows = [
        *Event.objects.values_list("type", "data"), *PersonalPayload.objects.values_list("data"),
        *Incident.objects.values_list("error"), *models.Instance.objects.values_list("variables"),
        *ConnectorCredential.objects.values_list(), stored, repr(stored), caplog.text,
    ]  # fmt: skip
    assert SECRET not in str(rows)
    told = Event.objects.filter(type__startswith="workflow.credential")
    assert set(told.values_list("type", flat=True)) == {
        "workflow.credential_set",
        "workflow.credential_deleted",
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "Zwei Wörter"}, "name"),
        ({"origin": "https://gis.example/path"}, "origin"),
        ({"origin": "http://gis.example"}, "origin"),
        ({"secret": ""}, "secret"),
        ({"secret": "a\r\nX-Admin: 1"}, "secret"),
        ({"kind": "basic"}, "user"),
        ({"kind": "basic", "user": "a:b"}, "user"),
        ({"kind": "header"}, "header"),
        ({"kind": "header", "header": "Host"}, "header"),
        ({"kind": "digest"}, "kind"),
    ],
)
def test_what_cannot_be_sent_is_not_kept(tenant, changes, field):
    wanted = {
        "name": "gis",
        "kind": "bearer",
        "origin": "https://gis.example",
        "secret": SECRET,
        "actor": SYSTEM,
    }
    with pytest.raises(CredentialError) as refused:
        set_credential(**wanted | changes)
    assert refused.value.field == field
    assert not ConnectorCredential.objects.exists()


def test_only_operators_set_and_delete(tenant):
    clerk = Actor("staff", make_staff(unit=make_unit(), role=Role.CLERK).pk)
    with pytest.raises(PermissionDenied):
        set_credential(name="gis", kind="bearer", origin="https://x", secret=SECRET, actor=clerk)
    stored = given("https://gis.example")
    with pytest.raises(PermissionDenied):
        delete_credential(credential=stored, actor=clerk)


def test_a_credential_of_one_municipality_is_not_another_one_s(other, other_tenant):
    from allmende.foundation.tenants.context import use_tenant

    with use_tenant(other_tenant):
        given(other.url)
    run(*lines(other.url, credential="gis"), n=3)
    assert Incident.objects.count() == 1
    assert other.calls() == []
