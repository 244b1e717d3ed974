"""A calendar: which days are holidays, which are worked, where a period ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from .holidays import public_holidays
from .periods import Period, last_day


@dataclass(frozen=True)
class Calendar:
    """The days of one place. ``closed``: days off of the administration that are no public holidays, with ``reasons``.

    Closing days count for working days only: the law's periods end on them as on any other day (§ 193 BGB speaks of
    Saturdays, Sundays and public holidays).
    """

    state: str
    regional: frozenset[str] = frozenset()
    closed: frozenset[date] = frozenset()
    reasons: Mapping[date, str] = field(default_factory=dict, compare=False)

    def closed_also(self, days: frozenset[date]) -> Calendar:
        """The same with more closing days."""
        return replace(self, closed=self.closed | days) if days else self

    def is_holiday(self, day: date) -> bool:
        """Whether ``day`` is a public holiday here."""
        return day in public_holidays(day.year, self.state, self.regional)

    def is_business_day(self, day: date) -> bool:
        """Whether ``day`` is neither a Saturday nor a Sunday nor a public holiday."""
        return day.weekday() < 5 and not self.is_holiday(day)

    def is_working_day(self, day: date) -> bool:
        """Whether the office works on ``day``."""
        return self.is_business_day(day) and day not in self.closed

    def next_business_day(self, day: date) -> date:
        """``day`` itself, or the first day after it that is no Saturday, Sunday or public holiday (§ 193 BGB)."""
        while not self.is_business_day(day):
            day += timedelta(days=1)
        return day

    def add_working_days(self, start: date, days: int) -> date:
        """The ``days``-th working day after ``start``; before it where ``days`` is negative; 0 is ``start`` itself."""
        step = timedelta(days=1 if days >= 0 else -1)
        left = abs(days)
        while left:
            start += step
            if self.is_working_day(start):
                left -= 1
        return start

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days after ``start`` up to and with ``end``; negative where ``end`` is earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def legal_deadline(
        self, start: date, period: Period, *, whole_day: bool = False, moves: bool = True
    ) -> date:
        """The last day of a period as §§ 187 to 193 BGB count it.

        A last day on a Saturday, Sunday or public holiday moves to the next business day (§ 193), unless ``moves``
        is false: the end of what an office pays or allows for some time (§ 31 (4) VwVfG), or an age.
        """
        end = last_day(start, period, whole_day=whole_day)
        return self.next_business_day(end) if moves else end
