"""Periodic work of the engine."""

from __future__ import annotations

from datetime import timedelta

from allmende.foundation.jobs.actions import periodic

from .actions import fire_due_timers
from .service_jobs import queue_waiting_jobs


@periodic(every=timedelta(seconds=20))
def fire_timers() -> None:
    """Fire what is due; what a stop leaves over fires next time."""
    while fire_due_timers(limit=1000):
        pass


@periodic(every=timedelta(seconds=20))
def retry_service_jobs() -> None:
    """Queue service tasks whose pause is over."""
    queue_waiting_jobs()
