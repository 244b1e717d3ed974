"""The calendar of an office, and lengths of time as models write them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from allmende.base.directory.hours import openings_on
from allmende.base.directory.models import OpeningException, Unit
from allmende.foundation.calendar.days import Calendar
from allmende.foundation.calendar.periods import Period, add_months, end_of_day
from allmende.foundation.calendar.queries import current_calendar, days_of, forget_calendar
from allmende.foundation.kept import Kept

_ISO_DURATION = re.compile(
    r"P(?=[\dT])(?:(?P<years>\d{1,9})Y)?(?:(?P<months>\d{1,9})M)?(?:(?P<weeks>\d{1,9})W)?(?:(?P<days>\d{1,9})D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?(?:(?P<seconds>\d{1,9})S)?)?"
)
_LONGEST_YEARS = 200
_kept: Kept[frozenset[date]] = Kept(seconds=30)


def calendar_of(unit: uuid.UUID | None = None) -> Calendar:
    """The calendar by which ``unit`` works: the municipality's, and the days on which this office is closed."""
    whole = current_calendar()
    return whole if unit is None else whole.closed_also(_kept.get(unit, lambda: _closed(unit)))


def forget_calendars() -> None:
    """Read the calendars of the town and of all offices anew."""
    forget_calendar()
    _kept.forget()


def _closed(unit: uuid.UUID) -> frozenset[date]:
    """Days on which an office has no hours at all; other hours leave a working day."""
    rows = OpeningException.objects.filter(unit_id=unit).values_list("first_day", "last_day", "opens")
    opened = days_of((first, last) for first, last, opens in rows if opens is not None)
    return days_of((first, last) for first, last, opens in rows if opens is None) - opened


#: The spans of a day in which an office works.
Hours = Callable[[date], Sequence[tuple[time, time]]]
_USUAL = ((time(8), time(16)),)
_FURTHEST_DAYS = 800


def usual_hours(_day: date) -> Sequence[tuple[time, time]]:
    """Of an office that says nothing of its hours: eight of them."""
    return _USUAL


def office_hours(unit: uuid.UUID | None) -> Hours:
    """When an office works, by its opening hours."""
    row = Unit.objects.filter(pk=unit).prefetch_related("hours", "exceptions").first() if unit else None
    if row is None or not row.hours.all():
        return usual_hours
    return lambda day: [(opening.opens, opening.closes) for opening in openings_on(row, day).openings]


def office_time_after(moment: datetime, seconds: int, calendar: Calendar, hours: Hours) -> datetime:
    """``moment`` plus so much time in which the office works. Raises ``ValueError`` where it never does."""
    left, day = timedelta(seconds=seconds), timezone.localdate(moment)
    for _step in range(_FURTHEST_DAYS):
        for opens, closes in hours(day) if calendar.is_working_day(day) else ():
            start = max(moment, timezone.make_aware(datetime.combine(day, opens)))
            span = timezone.make_aware(datetime.combine(day, closes)) - start
            if span >= left:
                return start + left
            left -= max(span, timedelta())
        day += timedelta(days=1)
    raise ValueError(f"the office works less than {seconds} seconds in {_FURTHEST_DAYS} days")


def moment_of(text: str) -> datetime | None:
    """The moment that ISO 8601 writes, here unless it says where; a day stands for its beginning.

    None for what is none, or is in no year here or in UTC, in which it is stored.
    """
    try:
        moment = parse_datetime(text) if "T" in text else None
        day = parse_date(text) if moment is None else None
        if day is not None:
            moment = datetime.combine(day, time())
        if moment is None:
            return None
        aware = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
        for zone in (UTC, timezone.get_current_timezone()):
            aware.astimezone(zone)
    except (ValueError, OverflowError):
        return None
    return aware


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
        """Raises ``ValueError`` with a sentence for people where ``text`` is no ISO 8601 duration without fractions, or
        longer than 200 years."""
        wrong = _("“%(text)s” is not a length of time such as P14D, P1M or PT2H.") % {"text": text}
        match = _ISO_DURATION.fullmatch(text.strip())
        if match is None:
            raise ValueError(wrong)
        duration = cls(**{name: int(number) for name, number in match.groupdict().items() if number})
        days = duration.weeks * 7 + duration.days + duration.clock // 86_400
        if duration.years + duration.months / 12 + days / 365 > _LONGEST_YEARS:
            raise ValueError(wrong)
        return duration

    @property
    def clock(self) -> int:
        """Hours, minutes and seconds in seconds."""
        return self.hours * 3600 + self.minutes * 60 + self.seconds

    def by(self, number: int) -> Duration:
        """So many times this length; a negative number leads back."""
        return Duration(*(getattr(self, part.name) * number for part in fields(self)))

    def after(self, moment: datetime) -> datetime:
        """``moment`` plus this length by the local calendar: days keep the time of day over a clock change."""
        local = timezone.localtime(moment)
        day = add_months(local.date(), self.years * 12 + self.months) + timedelta(
            days=self.days, weeks=self.weeks
        )
        shifted = timezone.make_aware(datetime.combine(day, local.time()))
        return shifted + timedelta(hours=self.hours, minutes=self.minutes, seconds=self.seconds)

    def deadline(self, moment: datetime, calendar: Calendar) -> datetime:
        """The end of the period that starts at ``moment`` as the law counts it; hours are exact (§ 31 (6) VwVfG)."""
        if self.hours or self.minutes or self.seconds:
            return self.after(moment)
        period = Period(years=self.years, months=self.months, weeks=self.weeks, days=self.days)
        return end_of_day(calendar.legal_deadline(timezone.localtime(moment).date(), period))


def working_days_after(moment: datetime, days: int, calendar: Calendar) -> datetime:
    """The end of the ``days``-th working day after ``moment``."""
    return end_of_day(calendar.add_working_days(timezone.localtime(moment).date(), days))
