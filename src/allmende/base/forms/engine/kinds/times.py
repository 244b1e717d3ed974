"""Days and times of day."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .base import Context, Kind, MalformedError, Problem, Read, clean

_GERMAN = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_COMPACT = re.compile(r"(\d{2})(\d{2})(\d{4})")


def read_day(text: str) -> datetime.date | None:
    """``31.1.2026``, ``2026-01-31`` or ``31012026`` as a day, or None."""
    parts: tuple[str, ...] | None = None
    if found := _GERMAN.fullmatch(text) or _COMPACT.fullmatch(text):
        parts = found.group(3, 2, 1)
    elif found := _ISO.fullmatch(text):
        parts = found.groups()
    try:
        return datetime.date(*(int(part) for part in parts)) if parts else None
    except ValueError:
        return None


class DateKind(Kind):
    def names(self, item: Any, path: str) -> tuple[str, ...]:
        return (path, f"{path}.day", f"{path}.month", f"{path}.year")

    def parse(self, item: Any, path: str, read: Read) -> Any:
        parts = [
            clean(texts[0]) if (texts := read(f"{path}.{part}")) else "" for part in ("day", "month", "year")
        ]
        if any(parts):
            return self.from_text(item, ".".join(parts))
        return super().parse(item, path, read)

    def from_text(self, item: Any, text: str) -> Any:
        day = read_day(text)
        return day.isoformat() if day else text

    def decode(self, item: Any, value: Any) -> Any:
        try:
            day = datetime.date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
        except ValueError:
            day = None
        if day is None:
            raise MalformedError(_("Please enter a day of the calendar, such as 31.12.1990."))
        return datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)

    def problems(self, item: Any, value: Any, decoded: Any, context: Context) -> Iterator[Problem]:
        day = decoded.date()
        if context.minimum is not None and day < context.minimum:
            yield "", _("The day must not be before %(min)s.") % {"min": _day(context.minimum)}
        elif context.maximum is not None and day > context.maximum:
            yield "", _("The day must not be after %(max)s.") % {"max": _day(context.maximum)}

    def show(self, item: Any, value: Any, context: Context) -> str:
        day = read_day(value) if isinstance(value, str) else None
        return _day(day) if day else str(value)


class TimeKind(Kind):
    def from_text(self, item: Any, text: str) -> Any:
        found = re.fullmatch(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(?:Uhr|h)?", text)
        if found and int(found[1]) < 24 and int(found[2] or 0) < 60:
            return f"{int(found[1]):02}:{int(found[2] or 0):02}"
        return text

    def decode(self, item: Any, value: Any) -> Any:
        if not isinstance(value, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
            raise MalformedError(_("Please enter a time of day, such as 14:30."))
        return value

    def problems(self, item: Any, value: Any, decoded: Any, context: Context) -> Iterator[Problem]:
        if item.minimum is not None and value < item.minimum.strftime("%H:%M"):
            yield "", _("The time must not be before %(min)s.") % {"min": item.minimum.strftime("%H:%M")}
        elif item.maximum is not None and value > item.maximum.strftime("%H:%M"):
            yield "", _("The time must not be after %(max)s.") % {"max": item.maximum.strftime("%H:%M")}


def _day(day: datetime.date) -> str:
    return str(date_format(day, "SHORT_DATE_FORMAT"))
