"""What the log tells of the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent

#: The log's stream of a tenant's calendar.
STREAM = "calendar"


@dataclass(frozen=True, kw_only=True)
class CalendarChanged(DomainEvent):
    """Days from ``first_day`` on are worked that were not, or the other way round.

    ``closed``: closing days were added, else taken back. ``holidays``: public holidays changed, so that the law's
    periods may end on other days, too.
    """

    type: ClassVar[str] = "calendar.changed"
    label: ClassVar[str | Promise] = _("Calendar changed")
    first_day: date
    last_day: date
    closed: bool = True
    holidays: bool = False
