"""Background work: declare a job, queue it for the current tenant, declare what runs periodically."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django_tasks import task
from django_tasks.base import Task

from allmende.foundation.tenants.context import current_tenant_id, use_tenant
from allmende.foundation.tenants.models import Tenant


def job(function: Callable[..., None]) -> Task:
    """Make a module-level function with JSON-able keyword arguments a job; it runs inside its tenant.

    Jobs run at least once: write them so that a second run changes nothing.
    """

    @functools.wraps(function)
    def run(tenant_id: str, **arguments: Any) -> None:
        with use_tenant(Tenant.objects.get(pk=tenant_id)):
            function(**arguments)

    return task()(run)


def enqueue(queued: Task, **arguments: Any) -> None:
    """Queue ``queued`` for the current tenant, in the current transaction."""
    queued.enqueue(str(current_tenant_id()), **arguments)


@dataclass(frozen=True)
class Periodic:
    """Work that runs in every tenant each ``every``; ``key`` names it in the log."""

    key: str
    every: timedelta
    function: Callable[[], None]


PERIODIC: dict[str, Periodic] = {}


def periodic(*, every: timedelta) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Declare a function without arguments as periodic; it is called once per tenant, inside the tenant."""

    def declare(function: Callable[[], None]) -> Callable[[], None]:
        key = f"{function.__module__}.{function.__qualname__}"
        PERIODIC[key] = Periodic(key, every, function)
        return function

    return declare
