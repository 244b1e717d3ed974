"""Background work: declare a job, queue it for the current tenant, declare what runs periodically."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task

from allmende.foundation.tenants.context import current_tenant_id, use_tenant
from allmende.foundation.tenants.queries import tenant_by_id

logger = logging.getLogger(__name__)

#: One at once, then after 1, 4, 16 and 64 minutes.
ATTEMPTS = 5


def job(function: Callable[..., None]) -> Task:
    """Make a module-level function with JSON-able keyword arguments a job; it runs inside its tenant.

    Jobs run at least once: write them so that a second run changes nothing. What fails is tried again after a minute,
    then after ever longer waits; after ``ATTEMPTS`` it is kept as failed, with its traceback, for the operator.
    """

    @functools.wraps(function)
    def run(tenant_id: str, attempt: int = 1, **arguments: Any) -> None:
        with use_tenant(tenant_by_id(tenant_id)):
            try:
                function(**arguments)
            except Exception as error:
                if attempt >= ATTEMPTS or not declared.get_backend().supports_defer:
                    raise
                # The message of an error may hold personal data; the last failure keeps its traceback in the queue.
                logger.warning("job %s will be tried again: %s", function.__qualname__, type(error).__name__)
                later = timezone.now() + timedelta(seconds=60 * 4 ** (attempt - 1))
                declared.using(run_after=later).enqueue(tenant_id, attempt + 1, **arguments)

    declared: Task = task()(run)
    return declared


def enqueue(queued: Task, **arguments: Any) -> None:
    """Queue ``queued`` for the current tenant, in the current transaction."""
    queued.enqueue(str(current_tenant_id()), **arguments)


@dataclass(frozen=True)
class Periodic:
    """Work that runs each ``every``, in every tenant or once for the installation; ``key`` names it in the log."""

    key: str
    every: timedelta
    function: Callable[[], None]
    everywhere: bool = True


PERIODIC: dict[str, Periodic] = {}


def periodic(
    *, every: timedelta, everywhere: bool = True
) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Declare a function without arguments as periodic; it is called once per tenant, inside the tenant.

    What belongs to the installation (a mailbox, say) is not done ``everywhere``, but once and without a tenant.
    """

    def declare(function: Callable[[], None]) -> Callable[[], None]:
        key = f"{function.__module__}.{function.__qualname__}"
        PERIODIC[key] = Periodic(key, every, function, everywhere)
        return function

    return declare
