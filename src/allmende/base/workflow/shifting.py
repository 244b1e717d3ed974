"""What a change of the calendar means for a deadline that was counted before it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils import timezone

from allmende.base.directory.models import OpeningException
from allmende.foundation.calendar.queries import closing_days, current_calendar

from .calendar import calendar_of


@dataclass(frozen=True)
class Shift:
    """Days still to come that are no longer worked (``closed``), or worked again; ``cause`` names the change."""

    days: frozenset[date]
    closed: bool
    unit: uuid.UUID | None
    cause: int
    _known: dict[tuple[date, uuid.UUID | None], bool] = field(default_factory=dict, compare=False, repr=False)

    @property
    def first_day(self) -> date:
        return min(self.days)

    def day(self, due: date, unit: uuid.UUID | None, today: date) -> date:
        """A deadline of an office in working days: as many later (earlier) as changed days lie before it."""
        own = [day for day in self.days if today < day <= due and self._changes(day, unit)]
        if not own:
            return due
        return calendar_of(unit).add_working_days(due, len(own) if self.closed else -len(own))

    def _changes(self, day: date, unit: uuid.UUID | None) -> bool:
        if (day, unit) not in self._known:
            self._known[day, unit] = _is_only_reason(day, unit, closed=self.closed)
        return self._known[day, unit]

    def moment(self, due: datetime, unit: uuid.UUID | None) -> datetime:
        """The same for a moment; its time of day stays."""
        local = timezone.localtime(due)
        day = self.day(local.date(), unit, timezone.localdate())
        return due if day == local.date() else timezone.make_aware(datetime.combine(day, local.time()))


def shift_of(first_day: str, last_day: str, *, closed: bool, unit: str, cause: int) -> Shift:
    """The change as a shift; days are ISO text, ``unit`` is empty where it is everybody's change."""
    first, last = date.fromisoformat(first_day), date.fromisoformat(last_day)
    days = frozenset(first + timedelta(days=number) for number in range((last - first).days + 1))
    return Shift(days, closed, uuid.UUID(unit) if unit else None, cause)


def _is_only_reason(day: date, unit: uuid.UUID | None, *, closed: bool) -> bool:
    """Whether the day changes for the office: a Sunday, or a day off for another reason, stays what it was."""
    reasons = 0 if current_calendar().is_business_day(day) else 1
    reasons += sum(row.first_day <= day <= row.last_day for row in closing_days(since=day))
    if unit is not None:
        rows = OpeningException.objects.filter(unit_id=unit, opens=None)
        reasons += rows.filter(first_day__lte=day, last_day__gte=day).count()
    return day.weekday() < 5 and reasons == (1 if closed else 0)
