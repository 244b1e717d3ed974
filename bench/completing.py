"""One of several processes that complete the same tasks: ``python -m bench.completing UNTIL PROCESSES PLACE``.

It says when it is ready and waits for a line. Each begins elsewhere and then tries what the others have left, so that
they meet.
"""

from __future__ import annotations

import sys

import django


def main() -> None:
    django.setup()
    from allmende.base.workflow.actions import TaskClosedError, complete_task
    from allmende.base.workflow.models import Task
    from allmende.foundation.events.types import SYSTEM
    from allmende.foundation.tenants.context import use_tenant
    from allmende.foundation.tenants.models import Tenant

    until, processes, place = map(int, sys.argv[1:])
    with use_tenant(Tenant.objects.get(slug="bench")):
        keys = list(Task.objects.filter(element="a").order_by("id").values_list("pk", flat=True)[:until])
        shift = len(keys) * place // processes
        keys = keys[shift:] + keys[:shift]
        print("ready", flush=True)
        sys.stdin.readline()
        for begin in range(0, len(keys), 20):
            for task in Task.objects.filter(pk__in=keys[begin : begin + 20], state="open"):
                try:
                    complete_task(task=task, actor=SYSTEM, variables={"ok": True})
                except TaskClosedError:
                    continue


if __name__ == "__main__":
    main()
