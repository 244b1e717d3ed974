from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from allmende.foundation.events.models import StreamHead
from allmende.foundation.jobs import actions, worker
from allmende.foundation.jobs.actions import enqueue, job, periodic
from allmende.foundation.jobs.models import PeriodicRun
from allmende.foundation.jobs.worker import Runner
from allmende.foundation.tenants.context import current_tenant, use_tenant


@job
def write_head(*, stream: str) -> None:
    StreamHead.objects.create(stream=stream, seq=1, hash="x")


def test_a_job_runs_in_the_tenant_that_queued_it(tenant, other_tenant):
    with use_tenant(other_tenant):
        enqueue(write_head, stream="test:1")
        assert StreamHead.objects.get().tenant == other_tenant
    assert not StreamHead.objects.exists()


@pytest.fixture
def ticks(monkeypatch):
    seen = []
    monkeypatch.setattr(actions, "PERIODIC", {})
    monkeypatch.setattr(worker, "PERIODIC", actions.PERIODIC)
    monkeypatch.setattr(worker, "call_command", lambda *args, **kwargs: None)
    periodic(every=timedelta(hours=1))(lambda: seen.append(current_tenant().slug))
    return seen


def test_periodic_work_runs_in_every_tenant_once_an_hour(tenant, other_tenant, ticks):
    worker.run_due()
    worker.run_due()
    assert sorted(ticks) == ["kleinau", "musterstadt"]
    PeriodicRun.objects.update(last_run=timezone.now() - timedelta(hours=2))
    worker.run_due()
    assert len(ticks) == 4


@job
def stumble(*, stream: str) -> None:
    StreamHead.objects.create(stream=stream, seq=1, hash="x")
    if StreamHead.objects.count() == 1:
        raise RuntimeError("the first time it fails")


@pytest.fixture
def keep_connection(monkeypatch):
    """The worker closes old connections between jobs; the test's own transaction lives on this one."""
    for place in (worker, db_worker):
        monkeypatch.setattr(place, "close_old_connections", lambda: None)


def test_what_fails_is_tried_again(tenant, settings, keep_connection):
    settings.TASKS = {"default": {"BACKEND": "allmende.foundation.jobs.backend.QueueBackend"}}
    enqueue(stumble, stream="test:1")
    Runner(once=True).run()
    queued = DBTaskResult.objects.get(status="READY")
    assert queued.run_after > timezone.now()
    DBTaskResult.objects.filter(pk=queued.pk).update(run_after=timezone.now())
    StreamHead.objects.update(stream="test:0")
    Runner(once=True).run()
    assert StreamHead.objects.filter(stream="test:1").exists()
    assert not DBTaskResult.objects.filter(status="READY").exists()
