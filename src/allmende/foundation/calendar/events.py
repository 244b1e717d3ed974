"""What the log tells of the calendar."""

from __future__ import annotations

import uuid
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
    """The days from ``first_day`` to ``last_day`` are not worked any more (``closed``), or worked again.

    ``unit`` is the office whose days they are; None: everybody's. ``holidays``: they are public holidays now (or no
    longer), so that the law's periods may end on other days, too.
    """

    type: ClassVar[str] = "calendar.changed"
    label: ClassVar[str | Promise] = _("Calendar changed")
    first_day: date
    last_day: date
    closed: bool = True
    unit: uuid.UUID | None = None
    holidays: bool = False
