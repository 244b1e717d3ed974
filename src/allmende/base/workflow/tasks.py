"""Periodic work of the engine."""

from __future__ import annotations

from datetime import timedelta

from allmende.foundation.calendar.events import CalendarChanged
from allmende.foundation.events.actions import subscribe
from allmende.foundation.jobs.actions import periodic

from .actions import fire_due_timers
from .actions.deadlines import follow_calendar
from .service_jobs import queue_waiting_jobs

subscribe(CalendarChanged)(follow_calendar)


@periodic(every=timedelta(seconds=20))
def fire_timers() -> None:
    """Fire what is due; what a stop leaves over fires next time."""
    while fire_due_timers(limit=1000):
        pass


@periodic(every=timedelta(seconds=20))
def retry_service_jobs() -> None:
    """Queue service tasks whose pause is over."""
    queue_waiting_jobs()
