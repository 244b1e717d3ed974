"""Working days and legal deadlines.

Public holidays are those of the federal state (ISO 3166-2:DE without the prefix, such as ``HE``).
"""

from __future__ import annotations

import calendar as month_lengths
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from allmende.foundation.calendar.holidays import public_holidays

_ISO_DURATION = re.compile(
    r"P(?=[\dT])(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)
_LONGEST_YEARS = 200


def is_working_day(day: date, state: str) -> bool:
    """Whether ``day`` is Monday to Friday and no public holiday in ``state``."""
    return day.weekday() < 5 and day not in public_holidays(day.year, state)


def next_working_day(day: date, state: str) -> date:
    """``day`` itself, or the first working day after it."""
    while not is_working_day(day, state):
        day += timedelta(days=1)
    return day


def add_working_days(start: date, days: int, state: str) -> date:
    """The ``days``-th working day after ``start``; before it where ``days`` is negative; 0 is ``start`` itself."""
    step = timedelta(days=1 if days >= 0 else -1)
    left = abs(days)
    while left:
        start += step
        if is_working_day(start, state):
            left -= 1
    return start


def working_days_between(start: date, end: date, state: str) -> int:
    """How many working days after ``start`` up to and with ``end``; negative where ``end`` is earlier."""
    if end < start:
        return -working_days_between(end, start, state)
    return sum(is_working_day(start + timedelta(days=n), state) for n in range(1, (end - start).days + 1))


def add_months(start: date, count: int) -> date:
    """The day of the same number ``count`` months later, or that month's last day (§ 188 (3) BGB)."""
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    return date(year, month + 1, min(start.day, month_lengths.monthrange(year, month + 1)[1]))


def legal_deadline(
    start: date,
    *,
    days: int = 0,
    weeks: int = 0,
    months: int = 0,
    years: int = 0,
    state: str,
    whole_day: bool = False,
) -> date:
    """The last day of a period as §§ 187–193 BGB count it (for offices by § 31 VwVfG).

    The day of the event does not count (§ 187 (1)), unless the period begins with a day as such
    (``whole_day``, § 187 (2)). Weeks, months and years end on the day of the same name or number, or on the
    month's last day (§ 188 (2), (3)). A last day on a Saturday, Sunday or public holiday moves to the next
    working day (§ 193).
    """
    end = add_months(start, years * 12 + months) + timedelta(days=days, weeks=weeks)
    if whole_day:
        end -= timedelta(days=1)
    return next_working_day(end, state)


def end_of_day(day: date) -> datetime:
    """The last second of ``day`` in the site's time zone: a period ends with its last day (§ 188 (1) BGB)."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


@dataclass(frozen=True)
class Duration:
    """A length of time as ISO 8601 writes it: ``P1M``, ``P2W``, ``P1DT12H``."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    hours: int = 0
    minutes: int = 0
    seconds: int = 0

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Raises ``ValueError`` where ``text`` is no ISO 8601 duration (fractions are not accepted)."""
        match = _ISO_DURATION.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"{text!r} is not a length of time such as P14D, P1M or PT2H")
        duration = cls(**{name: int(number) for name, number in match.groupdict().items() if number})
        if (
            duration.years + duration.months / 12 + (duration.weeks * 7 + duration.days) / 365
            > _LONGEST_YEARS
        ):
            raise ValueError(f"{text!r} is longer than {_LONGEST_YEARS} years")
        return duration

    def after(self, moment: datetime) -> datetime:
        """``moment`` plus this length by the local calendar: days keep the time of day over a clock change."""
        local = timezone.localtime(moment)
        day = add_months(local.date(), self.years * 12 + self.months) + timedelta(
            days=self.days, weeks=self.weeks
        )
        shifted = timezone.make_aware(datetime.combine(day, local.time()))
        return shifted + timedelta(hours=self.hours, minutes=self.minutes, seconds=self.seconds)

    def deadline(self, moment: datetime, state: str) -> datetime:
        """The end of the period that starts at ``moment`` as the law counts it; hours are exact."""
        if self.hours or self.minutes or self.seconds:
            return self.after(moment)
        last = legal_deadline(
            timezone.localtime(moment).date(),
            days=self.days, weeks=self.weeks, months=self.months, years=self.years, state=state,
        )  # fmt: skip
        return end_of_day(last)


def working_days_after(moment: datetime, days: int, state: str) -> datetime:
    """The end of the ``days``-th working day after ``moment``."""
    return end_of_day(add_working_days(timezone.localtime(moment).date(), days, state))
