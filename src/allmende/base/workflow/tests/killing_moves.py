"""A program, not a test: moves processes in children that die by SIGKILL at each statement in turn.

usage: python -m allmende.base.workflow.tests.killing_moves    prints one JSON object; test_killed_moves.py reads it.

After each kill somebody does the same again, as a clerk presses the button again and the worker takes up what it
finds. Then the process stands where it stands without any kill, once.
"""

from __future__ import annotations

import json
import os
import signal
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

ASK = ("start s", "user ask", "end e", "s ask", "ask e")


@dataclass
class Case:
    """A process, what moves it, and where it stands then: open tasks of its subject, and the state of its instance."""

    lines: tuple[str, ...]
    move: Callable[[Any], None]
    stands: Counter[str]
    state: str = "active"
    before: Callable[[Any], None] = lambda _instance: None


def cases(tenant: Any, calls: Path) -> dict[str, Case]:
    from django.utils import timezone

    from allmende.base.workflow.actions import add_task, complete_task, deliver_message, fire_due_timers
    from allmende.base.workflow.models import ServiceJob, Task
    from allmende.base.workflow.service_actions import NoParameters, ServiceAction, service_actions
    from allmende.base.workflow.service_jobs import run_service_job
    from allmende.base.workflow.tests.factories import activity, event, publish
    from allmende.foundation.events.types import SYSTEM

    def book(context: Any) -> None:
        add_task(subject=context.subject, name="booked", unit=None, actor=SYSTEM)

    def call(context: Any) -> None:
        with calls.open("a") as log:
            log.write(f"{context.subject} {context.key}\n")

    service_actions.register(ServiceAction("test.book", "Book", NoParameters, book))
    service_actions.register(ServiceAction("test.call", "Call", NoParameters, call, transactional=False))
    publish("asking", *ASK)
    publish(
        "escalating",
        "start s",
        event("throw", "t", "escalation late"),
        "user ask",
        "end e",
        "s t",
        "t ask",
        "ask e",
    )

    def completes(element: str) -> Callable[[Any], None]:
        def move(instance: Any) -> None:
            task = Task.objects.get(subject=instance.subject, element=element)
            complete_task(task=task, actor=SYSTEM)

        return move

    def works(instance: Any) -> None:
        waiting = ServiceJob.objects.filter(instance__subject=instance.subject).order_by("id")
        for key in waiting.values_list("pk", flat=True):
            run_service_job.func(str(tenant.pk), job_id=str(key))

    def fires(_instance: Any) -> None:
        fire_due_timers(now=timezone.now() + timedelta(days=30))

    def told(instance: Any) -> None:
        deliver_message(name="paid", subject=instance.subject)

    def calling(key: str, *more: str) -> tuple[str, ...]:
        caller = activity("callActivity", "c", f'calledElement="{key}"')
        return ("start s", caller, "user b", "end e", "s c", "c b", "b e", *more)

    caught = (event("boundary", "x", "escalation late", on="c"), "user y", "x y", "y e")
    task_and_timer = ("start s", "user a", event("boundary", "w", "timer P1D", on="a"), "user b", "end e")
    return {
        "completion": Case(
            ("start s", "user a", "and f", "user b", "user c", "end e", "s a", "a f", "f b", "f c", "b e", "c e"),
            completes("a"), Counter("bc"),
        ),
        "end": Case(("start s", "user a", "end e", "s a", "a e"), completes("a"), Counter(), "ended"),
        "timer": Case((*task_and_timer, "s a", "a e", "w b", "b e"), fires, Counter("b")),
        "message": Case(
            ("start s", event("catch", "m", "message paid"), "user b", "end e", "s m", "m b", "b e"),
            told, Counter("b"),
        ),
        "service": Case(
            ("start s", "service j action=test.book", "user b", "end e", "s j", "j b", "b e"),
            works, Counter({"b": 1, "": 1}),
        ),
        "other system": Case(
            ("start s", "service j action=test.call", "user b", "end e", "s j", "j b", "b e"), works, Counter("b")
        ),
        "return": Case(calling("asking"), works, Counter("b"), before=completes("ask")),
        "escalation": Case(calling("escalating", *caught), works, Counter("y")),
    }  # fmt: skip


def main() -> None:
    django.setup()
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command
    from django.test import override_settings

    from allmende.foundation.events.verify import verify
    from allmende.foundation.tenants.actions import save_tenant
    from allmende.foundation.tenants.context import use_tenant

    with override_settings(MIGRATION_MODULES={config.label: None for config in apps.get_app_configs()}):
        call_command("migrate", run_syncdb=True, verbosity=0)
    tenant = save_tenant(slug="kill", name="Kill", state="HE", hosts=["localhost"])
    calls = settings.VAR / "calls.txt"
    with use_tenant(tenant):
        killed, wrong = Counter[str](), []
        for name, case in cases(tenant, calls).items():
            for number in range(1, 90):
                died, trouble = _kill(name, case, number)
                killed[name] += died
                wrong += trouble
                if not died:
                    break
        print(json.dumps({
            "killed": killed, "wrong": wrong, "keys": _keys(calls), "log": str(verify().fault or ""),
        }))  # fmt: skip


def _keys(calls: Path) -> int:
    """With how many different keys one step called the other system, at most."""
    pairs = {tuple(line.split()) for line in calls.read_text().splitlines()}
    return max(Counter(subject for subject, _key in pairs).values())


def _kill(name: str, case: Case, number: int) -> tuple[bool, list[Any]]:
    """Move once and die before the ``number``-th statement; then again. Whether it died, and what is wrong then."""
    from django.db import connection

    from allmende.base.workflow.actions import TaskClosedError, start_process
    from allmende.base.workflow.models import Incident, Instance, Task, Timer, Token
    from allmende.base.workflow.tests.factories import publish
    from allmende.foundation.events.types import SYSTEM

    version = publish(name.replace(" ", "-"), *case.lines)
    subject = f"{name.replace(' ', '-')}:{number}"
    instance = start_process(version=version, subject=subject, variables={}, actor=SYSTEM)
    case.before(instance)
    connection.close()
    child = os.fork()
    if not child:
        _die_at(number, lambda: case.move(instance))
    died = os.WIFSIGNALED(os.waitpid(child, 0)[1])
    with suppress(TaskClosedError):
        case.move(instance)
    instance.refresh_from_db()
    running = Instance.objects.filter(subject=subject, state="active")
    stands = Counter(Token.objects.filter(instance__in=running).values_list("element", flat=True))
    opened = Counter(Task.objects.filter(subject=subject, state="open").values_list("element", flat=True))
    by_process = Counter({element: count for element, count in opened.items() if element})
    left = Timer.objects.filter(instance__subject=subject).count() + Incident.objects.count()
    if (opened, instance.state, left) == (case.stands, case.state, 0) and stands == by_process:
        return died, []
    return died, [[name, number, instance.state, dict(stands), dict(opened), left]]


def _die_at(number: int, move: Callable[[], None]) -> None:
    """Kill this process before its ``number``-th statement; one more step stands between commit and end."""
    from django.db import connection

    left = [number]

    def count(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        move()
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    os._exit(0)


if __name__ == "__main__":
    main()
