"""FEEL's literals and functions in CEL."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone

from allmende.foundation.expressions.functions import FUNCTIONS

from .asked import Operand
from .tokens import FeelUnsupportedError

#: ``contains(a, b)`` is ``a.contains(b)``.
_METHODS = {
    "contains": "contains",
    "starts with": "startsWith",
    "ends with": "endsWith",
    "matches": "matches",
}
_RENAMED = {
    "count": "size", "string length": "size", "number": "double", "decimal": "round", "round half up": "round",
    "string": "string",
}  # fmt: skip
#: (name, number of arguments) → CEL.
_WRITTEN = {
    ("not", 1): "!({0})",
    ("list contains", 2): "({1} in {0})",
    ("abs", 1): "({0} < 0 ? -({0}) : {0})",
    ("min", 2): "({0} < {1} ? {0} : {1})",
    ("max", 2): "({0} > {1} ? {0} : {1})",
    ("is defined", 1): "({0} != null)",
    ("date", 1): "date({0})",
}


def called(name: str, arguments: list[str]) -> str:
    """A call of the function ``name``. Raises ``FeelUnsupportedError`` where there is none like it."""
    if name in _METHODS and len(arguments) == 2:
        return f"{arguments[0]}.{_METHODS[name]}({arguments[1]})"
    if (name, len(arguments)) in _WRITTEN:
        return _WRITTEN[name, len(arguments)].format(*arguments)
    if name in _RENAMED or name in FUNCTIONS:
        return f"{_RENAMED.get(name, name)}({', '.join(arguments)})"
    raise FeelUnsupportedError(f"{name}()")


def decimal(operand: Operand) -> str:
    """In CEL as a decimal: FEEL knows no other numbers, and amounts of money come as text."""
    if isinstance(operand.constant, Decimal):
        return operand.cel if "." in operand.cel or "e" in operand.cel.lower() else f"{operand.cel}.0"
    return f"double({operand.cel})"


def quoted(value: str) -> Operand:
    """A text."""
    return Operand(json.dumps(value, ensure_ascii=False), value)


def moment(kind: str, text: str) -> Operand:
    """``date("2026-01-31")``, ``date and time("…")``, ``time("…")``; ``@"…"`` says by its form which it is."""
    try:
        if kind == "time" or (kind == "date" and ":" in text and "-" not in text[:8]):
            return Operand(json.dumps(text), time.fromisoformat(text))
        if kind == "date" and "T" not in text:
            day = date.fromisoformat(text)
            return Operand(f'date("{day.isoformat()}")', day)
        found = datetime.fromisoformat(text)
    except ValueError:
        raise FeelUnsupportedError(text) from None
    found = found if timezone.is_aware(found) else timezone.make_aware(found)
    return Operand(f'timestamp("{found.isoformat()}")', found)
