"""The functions that expressions may call beside CEL's own. Each takes null and then answers null (unknown)."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from .texts import TEXT_FUNCTIONS

#: CEL's own functions and macros that are offered.
STANDARD = frozenset({
    "size", "contains", "startsWith", "endsWith", "matches", "int", "uint", "double", "string",
    "duration", "timestamp", "type", "has", "all", "exists", "exists_one", "map", "filter",
    "getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear", "getHours",
    "getMinutes", "getSeconds", "getMilliseconds", "dyn",
})  # fmt: skip


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)


def _day(value: Any) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, str):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            return None
    return None


def today() -> datetime.datetime:
    """This day at midnight, in the installation's time zone."""
    return _midnight(timezone.localdate())


def date(text: Any) -> datetime.datetime | None:
    """The day of an ISO text such as ``2026-01-31``."""
    day = _day(text)
    return _midnight(day) if day else None


def years_since(value: Any) -> int | None:
    """Full years from a day until today: an age. Someone born on 29 February ages on 1 March."""
    day = _day(value)
    if day is None:
        return None
    now = timezone.localdate()
    return now.year - day.year - ((now.month, now.day) < (day.month, day.day))


def days_between(start: Any, end: Any) -> int | None:
    """Days from ``start`` to ``end``; negative where ``end`` is earlier."""
    first, last = _day(start), _day(end)
    return None if first is None or last is None else (last - first).days


def add_days(value: Any, days: Any) -> datetime.datetime | None:
    """The day that many days later."""
    day = _day(value)
    if day is None or not isinstance(days, int | float):
        return None
    try:
        return _midnight(day + datetime.timedelta(days=int(days)))
    except OverflowError:
        return None


def is_day(day: Any, month: Any, year: Any) -> bool | None:
    """Whether the three numbers are a day of the calendar; unknown where one is missing."""
    try:
        datetime.date(int(year), int(month), int(day))
    except TypeError:
        return None
    except (ValueError, OverflowError):
        return False
    return True


def empty(value: Any) -> bool:
    """No answer: null, blank text, an empty list, or an object without any answer."""
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, dict):
        return all(empty(part) for part in value.values())
    if isinstance(value, list | tuple):
        return all(empty(part) for part in value)
    return False


def filled(value: Any) -> bool:
    """The opposite of ``empty``."""
    return not empty(value)


def count_filled(values: Any) -> int:
    """How many of the values are answers."""
    return sum(not empty(value) for value in values or [])


def total(values: Any) -> float | int | None:
    """The sum of a list; answers that are missing count nothing."""
    numbers = [value for value in values or [] if value is not None]
    if not all(isinstance(value, int | float) for value in numbers):
        return None
    result: float | int = sum(numbers)
    return result


def rounded(value: Any, places: Any = 0) -> float | None:
    """``value`` to that many places, halves away from zero."""
    from decimal import ROUND_HALF_UP, Decimal

    if not isinstance(value, int | float):
        return None
    step = Decimal(1).scaleb(-int(places or 0))
    return float(Decimal(repr(value)).quantize(step, ROUND_HALF_UP))


def iban_valid(value: Any) -> bool | None:
    """Whether the check digits of an IBAN are right (ISO 13616, modulo 97)."""
    if not isinstance(value, str) or not value.strip():
        return None
    text = "".join(value.split()).upper()
    if not (15 <= len(text) <= 34 and text.isascii() and text.isalnum() and text[:2].isalpha()):
        return False
    digits = "".join(str(int(letter, 36)) for letter in text[4:] + text[:4])
    return int(digits) % 97 == 1


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "today": today,
    "date": date,
    "years_since": years_since,
    "days_between": days_between,
    "add_days": add_days,
    "is_day": is_day,
    "empty": empty,
    "filled": filled,
    "count_filled": count_filled,
    "sum": total,
    "round": rounded,
    "iban_valid": iban_valid,
    **TEXT_FUNCTIONS,
}
