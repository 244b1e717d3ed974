"""What the directory does when the calendar changes."""

from __future__ import annotations

from allmende.foundation.calendar.events import CalendarChanged
from allmende.foundation.events.actions import record, subscribe
from allmende.foundation.events.models import Event
from allmende.foundation.events.types import SYSTEM

from .events import STREAM, DirectoryRowSaved


@subscribe(CalendarChanged)
def renew_pages(event: CalendarChanged, stored: Event) -> None:
    """Every office has other hours on these days: what was built from the directory is stale."""
    if event.unit is None:
        record(DirectoryRowSaved(what="calendar", key="", created=False), stream=STREAM, actor=SYSTEM)
