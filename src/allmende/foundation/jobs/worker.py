"""The worker: runs queued jobs, periodic work, and takes over what a killed worker left behind."""

from __future__ import annotations

import logging
import signal
import time
from datetime import timedelta

from django.core.management import call_command
from django.db import close_old_connections, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from allmende.foundation.limits.actions import forget_old
from allmende.foundation.tenants.context import use_tenant
from allmende.foundation.tenants.models import Tenant

from .actions import PERIODIC, Periodic
from .models import PeriodicRun

logger = logging.getLogger(__name__)

#: A job that runs longer than this was left behind by a killed worker; it is run again.
LEFT_BEHIND = timedelta(minutes=10)
_LOOK_AFTER = timedelta(minutes=1)
_HOUSEKEEPING = timedelta(hours=6)


class Runner:
    """Drains the queue, then does what is due, then sleeps ``interval`` seconds; SIGTERM ends it after the job."""

    def __init__(self, *, interval: float = 0.5, once: bool = False) -> None:
        self.interval = interval
        self.once = once
        self.running = True

    def run(self) -> None:
        """Work until told to stop; with ``once``, until the queue is empty."""
        while self.running:
            close_old_connections()
            run_due()
            self._drain()
            if self.once:
                return
            if self.running:
                time.sleep(self.interval)

    def stop(self, number: int, frame: object) -> None:
        """Signal handler: finish the job at hand, then end."""
        self.running = False
        if self._worker is not None:
            self._worker.running = False

    def listen(self) -> None:
        """End gracefully on SIGINT and SIGTERM."""
        signal.signal(signal.SIGINT, self.stop)
        signal.signal(signal.SIGTERM, self.stop)

    _worker: Worker | None = None

    def _drain(self) -> None:
        self._worker = Worker(
            queue_names=["*"], excluded_queue_names=[], interval=0, batch=True, backend_name="default",
            startup_delay=False, max_tasks=None, worker_id=get_random_string(32),
        )  # fmt: skip
        self._worker.running = self.running
        self._worker.run()


@transaction.atomic
def take_over_left_behind() -> int:
    """Queue again what has been running for too long; returns how many."""
    count: int = DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lt=timezone.now() - LEFT_BEHIND
    ).update(status=TaskResultStatus.READY, started_at=None)
    if count:
        logger.warning("%d jobs were left behind by a worker that died; they run again", count)
    return count


def run_due() -> list[str]:
    """Run all periodic work that is due, returns the keys that ran. A fault is logged, not raised."""
    last = dict(PeriodicRun.objects.values_list("key", "last_run"))

    def due(key: str, every: timedelta) -> bool:
        # Asked twice a second by an idle worker: only what seems due is worth a lock.
        return (key not in last or last[key] <= timezone.now() - every) and _claim(key, every)

    if due("left-behind", _LOOK_AFTER):
        take_over_left_behind()
    ran = [periodic.key for periodic in PERIODIC.values() if due(periodic.key, periodic.every)]
    for key in ran:
        _run(PERIODIC[key])
    if due("housekeeping", _HOUSEKEEPING):
        call_command("prune_db_task_results", min_age_days=7, failed_min_age_days=60, verbosity=0)
        call_command("clearsessions", verbosity=0)
        forget_old()
    return ran


def _claim(key: str, every: timedelta) -> bool:
    now = timezone.now()
    with transaction.atomic():
        _, created = PeriodicRun.objects.get_or_create(key=key, defaults={"last_run": now})
        if created:
            return True
        due = PeriodicRun.objects.filter(key=key, last_run__lte=now - every)
        return bool(due.update(last_run=now))


def _run(periodic: Periodic) -> None:
    if not periodic.everywhere:
        _try(periodic, "the installation")
        return
    for tenant in Tenant.objects.all():
        with use_tenant(tenant):
            _try(periodic, tenant.slug)


def _try(periodic: Periodic, where: str) -> None:
    try:
        periodic.function()
    except Exception:
        logger.exception("periodic work %s failed in %s", periodic.key, where)
