"""Several at the same moment on one process: PostgreSQL lets them write at once, and each token moves once."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from allmende.base.workflow.actions import (
    TaskClosedError,
    add_task,
    complete_task,
    deliver_message,
    fire_due_timers,
    start_process,
)
from allmende.base.workflow.models import Incident, Instance, ServiceJob, Task, Timer, Token
from allmende.base.workflow.service_actions import NoParameters, ServiceAction, service_actions
from allmende.base.workflow.service_jobs import run_service_job
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.events.verify import verify
from allmende.foundation.tenants.context import use_tenant

from .factories import event, open_names, publish, task

ROUNDS = 8
LATER = timedelta(days=2)


def together(tenant, *moves):
    """Do all of it at once, each on a connection of its own; what each came to: "done" or the error's name."""
    ready, came = threading.Barrier(len(moves)), []

    def work(move):
        try:
            with use_tenant(tenant):
                connection.ensure_connection()
                ready.wait(20)
                move()
            came.append("done")
        except Exception as error:
            came.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(move,)) for move in moves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return Counter(came)  # counted here: threads that count lose what another one adds meanwhile


def begin(version, number):
    return start_process(version=version, subject=f"test:{number}", variables={}, actor=SYSTEM)


def completes(found):
    return lambda: complete_task(task=found, actor=SYSTEM)


def one_task_is_done_once(tenant):
    version = publish("once", "start s", "user a", "user b", "end e", "s a", "a b", "b e")
    for number in range(ROUNDS):
        instance = begin(version, number)
        came = together(tenant, *[completes(task(instance, "a")) for _clerk in range(4)])
        assert came == {"done": 1, TaskClosedError.__name__: 3}
        assert open_names(instance) == ["b"]


def two_who_reach_a_join_at_once_open_it_once(tenant):
    version = publish(
        "p", "start s", "and f", "user a", "user b", "and j", "user c", "end e", "s f", "f a", "f b", "a j", "b j",
        "j c", "c e",
    )  # fmt: skip
    for number in range(ROUNDS):
        instance = begin(version, number)
        came = together(tenant, completes(task(instance, "a")), completes(task(instance, "b")))
        assert came == {"done": 2}
        assert (open_names(instance), Token.objects.filter(instance=instance).count()) == (["c"], 1)


def of_a_message_and_a_time_limit_at_once_one_decides(tenant):
    version = publish(
        "p", "start s", "first g", event("catch", "m", "message paid"), event("catch", "t", "timer P1D"), "user a",
        "user b", "end e", "s g", "g m", "g t", "m a", "t b", "a e", "b e",
    )  # fmt: skip
    for number in range(ROUNDS):
        instance = begin(version, number)
        came = together(
            tenant,
            lambda number=number: deliver_message(name="paid", subject=f"test:{number}"),
            lambda: fire_due_timers(now=timezone.now() + LATER),
            lambda: fire_due_timers(now=timezone.now() + LATER),
        )
        assert came == {"done": 3}
        assert len(open_names(instance)) == Token.objects.filter(instance=instance).count() == 1
        assert not Timer.objects.exists()


def two_workers_on_one_step_do_it_once(tenant):
    def book(context):
        add_task(subject=context.subject, name="booked", unit=None, actor=SYSTEM)

    service_actions.register(ServiceAction("test.book", "Book", NoParameters, book))
    try:
        version = publish(
            "p",
            "start s",
            "user a",
            "service j action=test.book",
            "user b",
            "end e",
            "s a",
            "a j",
            "j b",
            "b e",
        )
        for number in range(ROUNDS):
            instance = begin(version, number)
            with waiting_jobs():
                complete_task(task=task(instance, "a"), actor=SYSTEM)
            key = str(ServiceJob.objects.get(instance=instance).pk)
            came = together(tenant, *[lambda key=key: run_service_job.func(str(tenant.pk), job_id=key)] * 3)
            assert came == {"done": 3}
            assert open_names(instance) == ["b"]
            assert Task.objects.filter(subject=f"test:{number}", name="booked").count() == 1
    finally:
        service_actions._items.pop("test.book")
    assert not Incident.objects.exists()


def waiting_jobs():
    """Jobs stay in the queue."""
    from django.test import override_settings

    return override_settings(TASKS={"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}})


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's writers exclude each other")
@pytest.mark.django_db(transaction=True)
def test_several_at_once_on_one_token(tenant):
    """All in one test: emptying PostgreSQL's tables after each takes longer than what is tested."""
    for check in (
        one_task_is_done_once,
        two_who_reach_a_join_at_once_open_it_once,
        of_a_message_and_a_time_limit_at_once_one_decides,
        two_workers_on_one_step_do_it_once,
    ):
        check(tenant)
        Instance.objects.filter(state="active").update(state="cancelled")
    assert verify().fault is None
