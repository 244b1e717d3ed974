"""Reads days from a calendar file (ICS) or a table (CSV)."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from allmende.provider.transitions.errors import TransitionError

MOST_BYTES, MOST_DAYS = 1_000_000, 2000


@dataclass(frozen=True)
class Days:
    """First and last day, and what they are called."""

    starts_on: date
    ends_on: date
    label: str


@dataclass(frozen=True)
class Read:
    """What could be used, and what not, in words."""

    days: tuple[Days, ...]
    problems: tuple[str, ...]


def read_periods(content: bytes, name: str) -> Read:
    """Days from a file; raises ``TransitionError`` where it is neither a calendar nor a table."""
    if len(content) > MOST_BYTES:
        raise TransitionError(_("The file is too large. One megabyte is the most."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    if "BEGIN:VCALENDAR" in text[:2000]:
        return _calendar(text)
    if name.lower().endswith((".csv", ".txt")):
        return _table(text)
    raise TransitionError(_("Choose a calendar file (.ics) or a table (.csv)."))


def _calendar(text: str) -> Read:
    from icalendar import Calendar

    try:
        events = Calendar.from_ical(text).walk("VEVENT")
    except (ValueError, IndexError, KeyError) as error:
        raise TransitionError(_("The calendar file cannot be read.")) from error
    found, problems = [], []
    for number, event in enumerate(events[:MOST_DAYS], 1):
        try:
            start = _day(event.decoded("DTSTART"))
            # The end of an all-day event is the day after its last one (RFC 5545, 3.6.1).
            end = event.decoded("DTEND") if "DTEND" in event else None
            last = (
                start
                if end is None
                else max(start, _day(end) - timedelta(days=0 if isinstance(end, datetime) else 1))
            )
            found.append(Days(start, last, str(event.get("SUMMARY", ""))[:120] or _("Without name")))
        except (KeyError, ValueError, TypeError):
            problems.append(_("Entry %(number)s has no day that can be read.") % {"number": number})
    return Read(tuple(found), tuple(problems))


def _table(text: str) -> Read:
    sample = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text), delimiter=";" if ";" in sample else ",")
    found, problems = [], []
    for number, row in enumerate(rows, 1):
        if number > MOST_DAYS or not any(cell.strip() for cell in row):
            continue
        start, last = _read_day(row[0]), _read_day(row[1]) if len(row) > 1 else None
        if start is None or last is None or last < start:
            if number > 1:
                problems.append(_("Line %(number)s needs first day, last day and name.") % {"number": number})
            continue
        found.append(Days(start, last, (row[2].strip() if len(row) > 2 else "")[:120] or _("Without name")))
    return Read(tuple(found), tuple(problems))


def _read_day(text: str) -> date | None:
    for pattern in ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"):
        try:
            return datetime.strptime(text.strip(), pattern).date()  # noqa: DTZ007 -- a day has no time zone
        except ValueError:
            continue
    return None


def _day(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    raise TypeError("not a day")
