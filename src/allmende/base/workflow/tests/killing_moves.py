"""A program, not a test: completes a task in child processes that die by SIGKILL at each statement in turn.

usage: python -m allmende.base.workflow.tests.killing_moves    prints one JSON object; test_killed_moves.py reads it.
"""

from __future__ import annotations

import json
import os
import signal
from collections import Counter

import django


def main() -> None:
    django.setup()
    from django.apps import apps
    from django.core.management import call_command
    from django.db import connection
    from django.test import override_settings

    from allmende.base.workflow.actions import TaskClosedError, complete_task, start_process
    from allmende.base.workflow.models import Instance, Task, Token
    from allmende.base.workflow.tests.factories import publish
    from allmende.foundation.events.types import SYSTEM
    from allmende.foundation.events.verify import verify
    from allmende.foundation.tenants.actions import save_tenant
    from allmende.foundation.tenants.context import use_tenant

    at_once = {config.label: None for config in apps.get_app_configs()}
    with override_settings(MIGRATION_MODULES=at_once):
        call_command("migrate", run_syncdb=True, verbosity=0)
    killed, wrong = 0, []
    with use_tenant(save_tenant(slug="kill", name="Kill", state="HE", hosts=["localhost"])):
        version = publish(
            "p",
            "start s",
            "user a",
            "and f",
            "user b",
            "user c",
            "end e",
            "s a",
            "a f",
            "f b",
            "f c",
            "b e",
            "c e",
        )
        for number in range(1, 60):
            instance = start_process(version=version, subject=f"kill:{number}", variables={}, actor=SYSTEM)
            task = Task.objects.get(instance=instance)
            connection.close()
            child = os.fork()
            if not child:
                _die_at(number, lambda task=task: complete_task(task=task, actor=SYSTEM))
            died = os.WIFSIGNALED(os.waitpid(child, 0)[1])
            killed += died
            try:
                complete_task(task=task, actor=SYSTEM)  # the clerk presses the button again
            except TaskClosedError:
                if died and number < 3:
                    wrong.append([number, "closed before it was written"])
            found = Counter(Token.objects.filter(instance=instance).values_list("element", flat=True))
            opened = Counter(
                Task.objects.filter(instance=instance, state="open").values_list("element", flat=True)
            )
            if not found == opened == Counter("bc"):
                wrong.append([number, dict(found), dict(opened)])
            if not died:
                break
        done = Task.objects.filter(element="a", state="done").count()
        print(json.dumps({
            "killed": killed, "wrong": wrong, "all_done": done == Instance.objects.count(),
            "log": str(verify().fault or ""),
        }))  # fmt: skip


def _die_at(number: int, move: object) -> None:
    """Kill this process before its ``number``-th statement; one more step stands between commit and end."""
    from django.db import connection

    left = [number]

    def count(execute, sql, params, many, context):
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
