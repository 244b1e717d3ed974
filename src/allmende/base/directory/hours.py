"""When a unit is open: weekly hours, exceptions, public holidays of the tenant's federal state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import prefetch_related_objects
from django.utils import timezone

from allmende.foundation.calendar.queries import day_off

from .models import OpeningException, OpeningHours, Unit

#: How far ahead the next opening is looked for.
_DAYS_AHEAD = 21


@dataclass(frozen=True)
class Opening:
    """From when to when a unit is open on a day."""

    opens: time
    closes: time
    appointment_only: bool = False


@dataclass(frozen=True)
class Day:
    """A day's openings, by time; ``reason`` says why they are not the week's, such as a holiday."""

    day: date
    openings: tuple[Opening, ...]
    reason: str = ""


@dataclass(frozen=True)
class State:
    """Whether a unit is open now; ``until`` when it is, the ``next`` opening's beginning when it is not."""

    open: bool
    until: datetime | None = None
    next: datetime | None = None
    reason: str = ""
    known: bool = True


def openings_on(unit: Unit, day: date) -> Day:
    """The openings of ``unit`` on ``day``: an exception beats a holiday or closing day, which beats the week."""
    exceptions = [row for row in unit.exceptions.all() if row.first_day <= day <= row.last_day]
    if exceptions:
        reason = next((row.reason for row in exceptions if row.reason), "")
        return Day(day, _of_exceptions(exceptions), reason)
    off = day_off(day)
    if off:
        return Day(day, (), off)
    return Day(day, _of_week(row for row in unit.hours.all() if row.weekday == day.weekday()))


def _of_week(rows: Iterable[OpeningHours]) -> tuple[Opening, ...]:
    openings = (Opening(row.opens, row.closes, row.appointment_only) for row in rows)
    return tuple(sorted(openings, key=lambda opening: opening.opens))


def _of_exceptions(rows: Sequence[OpeningException]) -> tuple[Opening, ...]:
    openings = (Opening(row.opens, row.closes) for row in rows if row.opens and row.closes)
    return tuple(sorted(openings, key=lambda opening: opening.opens))


def opening_state(unit: Unit, at: datetime | None = None) -> State:
    """Whether ``unit`` is open at a moment (now); not ``known`` where it has no hours at all."""
    prefetch_related_objects([unit], "hours", "exceptions")
    moment = timezone.localtime(at)
    if not unit.hours.all() and not unit.exceptions.all():
        return State(open=False, known=False)
    today = openings_on(unit, moment.date())
    for opening in today.openings:
        if opening.opens <= moment.time() < opening.closes:
            return State(open=True, until=_at(moment.date(), opening.closes), reason=today.reason)
    return State(open=False, next=_next_opening(unit, moment), reason=today.reason)


def _next_opening(unit: Unit, moment: datetime) -> datetime | None:
    for ahead in range(_DAYS_AHEAD):
        day = moment.date() + timedelta(days=ahead)
        for opening in openings_on(unit, day).openings:
            start = _at(day, opening.opens)
            if start > moment:
                return start
    return None


def _at(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


def open_now(unit: Unit, at: datetime | None = None) -> bool:
    """Whether ``unit`` is open at a moment (now)."""
    return opening_state(unit, at).open


def usual_week(unit: Unit) -> list[tuple[int, tuple[Opening, ...]]]:
    """(weekday, openings) from Monday to Friday, and at the weekend where the unit opens then."""
    rows = list(unit.hours.all())
    week = [(weekday, _of_week(row for row in rows if row.weekday == weekday)) for weekday in range(7)]
    return [(weekday, openings) for weekday, openings in week if weekday < 5 or openings] if rows else []


def coming_changes(unit: Unit, *, days: int = 28, start: date | None = None) -> list[Day]:
    """The days ahead on which other hours hold than usual in the week."""
    prefetch_related_objects([unit], "hours", "exceptions")  # else each day asks for them
    first = start or timezone.localdate()
    ahead = (openings_on(unit, first + timedelta(days=number)) for number in range(days))
    usual = {weekday for weekday, openings in usual_week(unit) if openings}
    return [day for day in ahead if day.reason and (day.openings or day.day.weekday() in usual)]
