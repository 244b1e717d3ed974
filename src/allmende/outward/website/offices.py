"""What pages show of an office: address, map link, hours, open now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from allmende.base.directory.hours import Opening, State, coming_changes, opening_state, usual_week
from allmende.base.directory.models import Building, Unit


@dataclass(frozen=True)
class DayLine:
    """One line of opening hours: a weekday, or several that are alike, or a date."""

    label: str
    openings: tuple[Opening, ...]
    reason: str = ""


@dataclass(frozen=True)
class OfficeCard:
    """An office as pages show it."""

    unit: Unit
    state: State
    state_text: str
    week: list[DayLine]
    map_url: str


def office_card(unit: Unit, now: datetime | None = None) -> OfficeCard:
    """The card of ``unit``, whose building, hours and exceptions should be loaded."""
    moment = now or timezone.localtime()
    state = opening_state(unit, moment)
    return OfficeCard(unit, state, state_text(state, moment), week_lines(unit), map_url(unit.building))


def state_text(state: State, now: datetime) -> str:
    """Such as "Open now, until 18:00"; "" where no hours are known."""
    if not state.known:
        return ""
    if state.open and state.until:
        return _("Open now, until %(time)s") % {"time": date_format(state.until, "TIME_FORMAT")}
    reason = f" ({state.reason})" if state.reason else ""
    if state.next is None:
        return _("Closed now") + reason
    when = {"time": date_format(state.next, "TIME_FORMAT"), "day": _day_name(state.next.date(), now.date())}
    return _("Closed now") + reason + " – " + _("opens %(day)s at %(time)s") % when


def _day_name(day: date, today: date) -> str:
    if day == today:
        return _("today")
    if day == today + timedelta(days=1):
        return _("tomorrow")
    if day < today + timedelta(days=7):
        return _("on %(weekday)s") % {"weekday": WEEKDAYS[day.weekday()]}
    return _("on %(date)s") % {"date": date_format(day, "SHORT_DATE_FORMAT")}


def week_lines(unit: Unit) -> list[DayLine]:
    """The usual week; days in a row with the same hours share a line."""
    lines: list[tuple[int, int, tuple[Opening, ...]]] = []
    for weekday, openings in usual_week(unit):
        if lines and lines[-1][2] == openings and lines[-1][1] == weekday - 1:
            lines[-1] = (lines[-1][0], weekday, openings)
        else:
            lines.append((weekday, weekday, openings))
    return [DayLine(_weekdays(first, last), openings) for first, last, openings in lines]


def _weekdays(first: int, last: int) -> str:
    if first == last:
        return str(WEEKDAYS[first])
    return _("%(first)s to %(last)s") % {"first": WEEKDAYS[first], "last": WEEKDAYS[last]}


def change_lines(unit: Unit, *, days: int = 28) -> list[DayLine]:
    """The days ahead with other hours than usual, holidays among them."""
    return [
        DayLine(date_format(change.day, "l, j. F"), change.openings, change.reason)
        for change in coming_changes(unit, days=days)
    ]


def map_url(building: Building | None) -> str:
    """OpenStreetMap at the building; nothing of it is loaded before somebody follows the link."""
    if building is None or building.lat is None or building.lon is None:
        return ""
    place = f"{building.lat:.5f}/{building.lon:.5f}"
    return f"https://www.openstreetmap.org/?mlat={building.lat:.5f}&mlon={building.lon:.5f}#map=18/{place}"
