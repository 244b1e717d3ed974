"""Fields that nobody fills in: computed values and notes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from types import SimpleNamespace
from typing import Any

from .base import Context, Kind, Problem
from .choices import YesNoKind
from .numbers import DecimalKind, IntegerKind, MoneyKind
from .times import DateKind

_SHOWN: dict[str, Kind] = {
    "text": Kind(),
    "integer": IntegerKind(),
    "decimal": DecimalKind(),
    "money": MoneyKind(),
    "date": DateKind(),
    "yes_no": YesNoKind(),
}
_PLAIN = SimpleNamespace(unit="", currency="EUR", places=2, minimum=None, maximum=None)


class ComputedKind(Kind):
    posted = False

    def canonical(self, item: Any, result: Any) -> Any:
        """What CEL worked out as the answer that is kept; None where it does not fit the field's kind."""
        if result is None:
            return None
        if item.kind == "yes_no":
            return result if isinstance(result, bool) else None
        if item.kind == "date":
            return result.date().isoformat() if isinstance(result, datetime.datetime) else None
        if item.kind == "text":
            return _as_text(result)
        return _number(item.kind, result)

    def decode(self, item: Any, value: Any) -> Any:
        return _SHOWN[item.kind].decode(_PLAIN, value)

    def problems(self, item: Any, value: Any, decoded: Any, context: Context) -> Iterator[Problem]:
        return iter(())

    def missing(self, item: Any, value: Any, label: str) -> Iterator[Problem]:
        return iter(())

    def show(self, item: Any, value: Any, context: Context) -> str:
        return _SHOWN[item.kind].show(_PLAIN, value, context)


class NoteKind(Kind):
    posted = False

    def missing(self, item: Any, value: Any, label: str) -> Iterator[Problem]:
        return iter(())


def _as_text(result: Any) -> str | None:
    if isinstance(result, bool | list | dict):
        return None
    if isinstance(result, datetime.datetime):
        return result.date().isoformat()
    return str(int(result)) if isinstance(result, float) and result.is_integer() else str(result)


def _number(kind: str, result: Any) -> Any:
    if not isinstance(result, int | float) or isinstance(result, bool):
        return None
    if kind == "integer":
        return int(result) if float(result).is_integer() else None
    try:
        return str(Decimal(repr(result)).quantize(Decimal("0.01"), ROUND_HALF_UP))
    except InvalidOperation:
        return None
