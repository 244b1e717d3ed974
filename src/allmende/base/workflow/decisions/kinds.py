"""The kinds of values that tables know, and how JSON becomes one of them."""

from __future__ import annotations

import enum
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone


class Kind(enum.Enum):
    """What an input or output is; ANY is not looked into."""

    NUMBER = "number"
    INTEGER = "integer"
    TEXT = "string"
    YES_NO = "boolean"
    DATE = "date"
    MOMENT = "dateTime"
    TIME = "time"
    ANY = "Any"


_NAMES = {
    "number": Kind.NUMBER, "double": Kind.NUMBER, "decimal": Kind.NUMBER, "integer": Kind.INTEGER,
    "long": Kind.INTEGER, "int": Kind.INTEGER, "string": Kind.TEXT, "boolean": Kind.YES_NO, "date": Kind.DATE,
    "datetime": Kind.MOMENT, "date and time": Kind.MOMENT, "time": Kind.TIME, "any": Kind.ANY,
}  # fmt: skip
#: Kinds whose values have neighbours: between two there are no others.
STEPPED = frozenset({Kind.INTEGER, Kind.DATE})
#: A text such as 1e99999999 is no number to work with: written out it would fill the memory.
MOST_DIGITS = 400
ORDERED = frozenset({Kind.NUMBER, Kind.INTEGER, Kind.DATE, Kind.MOMENT, Kind.TIME})


def step_of(kind: Kind) -> Any:
    """From a value of a stepped kind to the next."""
    return timedelta(days=1) if kind is Kind.DATE else 1


def kind_named(type_ref: str) -> Kind | None:
    """The kind of a ``typeRef`` (``feel:number``, ``integer``), or None where it is no built-in one."""
    return _NAMES.get(type_ref.rpartition(":")[2].strip().lower())


def kind_of_constants(constants: list[Any]) -> Kind:
    """The kind that all constants of an untyped column share; ANY where they do not."""
    kinds = {_kind_of(constant) for constant in constants if constant is not None}
    return kinds.pop() if len(kinds) == 1 else Kind.ANY


def _kind_of(constant: Any) -> Kind:
    if isinstance(constant, bool):
        return Kind.YES_NO
    for type_, kind in (
        (Decimal, Kind.NUMBER), (str, Kind.TEXT), (datetime, Kind.MOMENT), (date, Kind.DATE), (time, Kind.TIME),
    ):  # fmt: skip
        if isinstance(constant, type_):
            return kind
    return Kind.ANY


def coerced(value: Any, kind: Kind) -> Any:
    """``value`` (JSON) as the kind compares it; None stays None. Raises ``ValueError`` where it is of another kind."""
    if value is None or kind is Kind.ANY:
        return value
    found = _COERCE[kind](value)
    if found is None:
        raise ValueError(value)
    return found


def as_json(value: Any) -> Any:
    """A value as variables hold it: whole numbers, decimals as numbers, days as ISO text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, datetime):
        midnight = value.time() == time.min
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): as_json(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(part) for part in value]
    return value


def _number(value: Any) -> Decimal | int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        return value
    try:
        found = Decimal(repr(value) if isinstance(value, float) else str(value).strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() and found.adjusted() < MOST_DIGITS else None


def _integer(value: Any) -> int | None:
    found = _number(value)
    return int(found) if found is not None and found == int(found) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _yes_no(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _moment(value: Any) -> datetime | None:
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def _time(value: Any) -> time | None:
    try:
        return value if isinstance(value, time) else time.fromisoformat(str(value))
    except ValueError:
        return None


_COERCE = {
    Kind.NUMBER: _number, Kind.INTEGER: _integer, Kind.TEXT: _text, Kind.YES_NO: _yes_no,
    Kind.DATE: _date, Kind.MOMENT: _moment, Kind.TIME: _time,
}  # fmt: skip
