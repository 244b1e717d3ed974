"""The one record of dates: what a date can be together with the others, and the months of windows.

A date leaves room: *fixed* none, *not before* everything after it, *at the latest* everything before. Two dates
contradict each other where no room is left for their order.
"""

from __future__ import annotations

import itertools
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from .errors import DateConflictError
from .models import MeasureDate, Window
from .wording import date_words, day_words, event_words, windows_words

Event, Kind = MeasureDate.Event, MeasureDate.Kind
#: The first of a pair never comes after the second.
ORDER = (
    (Event.SALE_STOP, Event.MOVE),
    (Event.SALE_STOP, Event.END),
    (Event.SALE_STOP, Event.RETURN),
    (Event.MOVE, Event.END),
    (Event.MOVE, Event.RETURN),
)


@dataclass(frozen=True)
class Room:
    """The days on which it can be."""

    earliest: date = date.min
    latest: date = date.max


def room_of(moment: MeasureDate) -> Room:
    """The days that the kind of ``moment`` leaves open; a conditional date can come later, but not earlier."""
    if moment.on is None:
        return Room()
    if moment.kind in (Kind.NOT_BEFORE, Kind.CONDITIONAL):
        return Room(earliest=moment.on)
    if moment.kind == Kind.AT_LATEST:
        return Room(latest=moment.on)
    return Room(moment.on, moment.on)


def room_of_windows(windows: Iterable[Window]) -> Room | None:
    """From the first window's first day to the last one's last; None where there are none."""
    rows = list(windows)
    return Room(min(row.starts_on for row in rows), max(row.ends_on for row in rows)) if rows else None


def check_date(
    moment: MeasureDate, others: Iterable[MeasureDate], windows: list[Window], window_event: str
) -> None:
    """Raise ``DateConflictError`` where ``moment`` is incomplete or cannot stand beside the others.

    ``window_event``: the event of which each institution's window is the date.
    """
    if moment.kind == Kind.CONDITIONAL and not moment.condition.strip():
        raise DateConflictError(_("Say on what the date depends."))
    if moment.kind != Kind.CONDITIONAL and moment.on is None:
        raise DateConflictError(_("Enter the day."))
    if moment.kind != Kind.CONDITIONAL and moment.condition:
        raise DateConflictError(_("A condition belongs to a conditional date only. Choose “conditional”."))
    if windows and moment.event == window_event:
        raise DateConflictError(
            _(
                "“%(event)s” has time windows (%(windows)s), so each institution's window is its date. "
                "Remove the windows first if one date shall hold for all."
            )
            % {"event": event_words(moment.event), "windows": windows_words(windows)}
        )
    of = {other.event: other for other in others if other.event != moment.event}
    rooms = {event: (room_of(other), date_words(other)) for event, other in of.items()}
    span = room_of_windows(windows)
    if span is not None:
        rooms[window_event] = (span, windows_words(windows))
    rooms[moment.event] = (room_of(moment), date_words(moment))
    check_order(rooms)


def check_windows(windows: list[Window], dates: Iterable[MeasureDate], window_event: str) -> None:
    """Raise ``DateConflictError`` where windows overlap, or stand beside a date of the same event."""
    rows = sorted(windows, key=lambda row: row.starts_on)
    for row in rows:
        if row.ends_on < row.starts_on:
            raise DateConflictError(
                _("The window from %(day)s ends before it begins.") % {"day": day_words(row.starts_on)}
            )
    for one, next_one in itertools.pairwise(rows):
        if next_one.starts_on <= one.ends_on:
            raise DateConflictError(
                _("The windows from %(one)s and from %(two)s overlap.")
                % {"one": day_words(one.starts_on), "two": day_words(next_one.starts_on)}
            )
    moments = list(dates)
    for moment in moments:
        if moment.event == window_event:
            raise DateConflictError(
                _(
                    "“%(event)s” already has a date (%(date)s). Two dates for one event are not possible: "
                    "remove it before you add time windows."
                )
                % {"event": event_words(moment.event), "date": date_words(moment)}
            )
    rooms = {moment.event: (room_of(moment), date_words(moment)) for moment in moments}
    span = room_of_windows(rows)
    if span is not None:
        rooms[window_event] = (span, windows_words(rows))
        check_order(rooms)


def check_order(rooms: dict[str, tuple[Room, str]]) -> None:
    """Raise ``DateConflictError`` where something comes after what it must precede."""
    for first, second in ORDER:
        if first in rooms and second in rooms and rooms[first][0].earliest > rooms[second][0].latest:
            raise DateConflictError(
                _("“%(first)s” (%(one)s) cannot come after “%(second)s” (%(two)s).")
                % {
                    "first": event_words(first),
                    "one": rooms[first][1],
                    "second": event_words(second),
                    "two": rooms[second][1],
                }
            )


def monthly_windows(first: date, last: date) -> list[tuple[date, date]]:
    """One window for each month from ``first`` to ``last``; those at the edges are cut: 1.10.21 to 28.2.23 are 17."""
    found = []
    start = first
    while start <= last:
        end = min(start.replace(day=monthrange(start.year, start.month)[1]), last)
        found.append((start, end))
        start = end + timedelta(days=1)
    return found
