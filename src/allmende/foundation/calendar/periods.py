"""The last day of a period as §§ 187 to 192 BGB count it; holidays (§ 193) are the calendar's business.

For offices the same rules hold by § 31 (1) VwVfG and § 108 (1) AO.
"""

from __future__ import annotations

import calendar as month_lengths
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

#: § 189 (1) BGB: half a month is fifteen days.
HALF_MONTH = 15


def end_of_day(day: date) -> datetime:
    """The last second of ``day`` in the site's time zone: a period ends with its last day (§ 188 (1) BGB)."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


@dataclass(frozen=True)
class Period:
    """A length of time in the law's units. Half a year is six months, a quarter three (§ 189 (1) BGB)."""

    years: int = 0
    months: int = 0
    half_months: int = 0
    weeks: int = 0
    days: int = 0


def last_day(start: date, period: Period, *, whole_day: bool = False) -> date:
    """The day with whose end the period ends.

    ``start`` is the day of an event and does not count (§ 187 (1)); with ``whole_day`` the period begins with that
    day itself, which counts (§ 187 (2)): a contract from 1 July, an age. Months are counted first, half a month
    after them (§ 189 (2)), then weeks and days.
    """
    end, counts_whole = start, whole_day
    months = period.years * 12 + period.months
    if months:
        end = _months_end(start, months, whole_day=whole_day)
        counts_whole = False  # what follows begins after the end of the months
    rest = period.half_months * HALF_MONTH + period.weeks * 7 + period.days
    if rest:
        end += timedelta(days=rest - 1 if counts_whole else rest)
    elif counts_whole and not months:
        return start
    return end


def _months_end(start: date, count: int, *, whole_day: bool) -> date:
    """§ 188 (2): the day of the same number, or the day before it where the first day counts; § 188 (3): where the
    month has no such day, its last one.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    number = start.day - 1 if whole_day else start.day
    if number == 0:  # a period from the first of a month ends with the last of the month before
        return date(year, month + 1, 1) - timedelta(days=1)
    return date(year, month + 1, min(number, month_lengths.monthrange(year, month + 1)[1]))


def extended(end: date, period: Period) -> date:
    """The last day of a period that is made longer: the new one begins where the old one ends (§ 190)."""
    return last_day(end, period)


def part_of_month(year: int, month: int, part: str) -> date:
    """The ``beginning``, ``middle`` or ``end`` of a month: its first, fifteenth or last day (§ 192)."""
    days = {"beginning": 1, "middle": 15, "end": month_lengths.monthrange(year, month)[1]}
    return date(year, month, days[part])


def add_months(start: date, count: int) -> date:
    """The day of the same number ``count`` months later, or that month's last day (§ 188 (3) BGB)."""
    return _months_end(start, count, whole_day=False)
