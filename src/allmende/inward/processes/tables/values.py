"""The values of a procedure that its tables read: the amounts of a by-law, to be changed without touching a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from allmende.base.workflow.decisions.kinds import Kind
from allmende.base.workflow.decisions.review import Review

from .dmn.typing import as_feel

_CHANGED_HERE = frozenset({"money", "number", "text", "yes_no", "date"})


@dataclass(frozen=True)
class Value:
    """What was typed, read; ``problem`` says what is wrong with it."""

    value: Any = None
    problem: str = ""


@dataclass(frozen=True)
class ReadValue:
    """A value that the tables read: its key, what the procedure calls it, how it stands in a field."""

    key: str
    label: str
    description: str
    type: str
    typed: str


def values_read(review: Review, parameters: Mapping[str, tuple[Any, Any]]) -> list[ReadValue]:
    """Those of ``parameters`` that the tables name, as far as they are single values."""
    named = review.decisions.references if review.decisions else frozenset()
    return [
        ReadValue(
            name.partition(".")[2], item.label, item.description, item.type, typed_value(item.type, value)
        )
        for name, (item, value) in parameters.items()
        if name in named and item.type in _CHANGED_HERE
    ]


def typed_value(kind: str, value: Any) -> str:
    """A parameter as it stands in a field."""
    if kind == "money":
        return str(formats.number_format(value, decimal_pos=2))
    if kind == "yes_no":
        return "true" if value else "false"
    return str(formats.localize_input(value)) if kind == "number" else str(value)


def read_number(typed: str, *, below: int) -> Decimal | None:
    """A number as people write it (``1.200,50 €``), None where it is none or not between -``below`` and ``below``."""
    try:
        number = Decimal(as_feel(typed, Kind.NUMBER, answer=True))
    except ArithmeticError:
        return None
    return number if number.is_finite() and abs(number) < below else None


def plain(number: Decimal) -> int | float:
    """The number as JSON holds it."""
    return int(number) if number == number.to_integral_value() else float(number)


def read_value(kind: str, typed: str) -> Value:
    """What somebody typed for a value of this type of parameter."""
    typed = typed.strip()
    if kind in ("money", "number"):
        number = read_number(typed, below=10**12)
        if number is None:
            return Value(problem=_("please write an amount such as 96,00."))
        return Value(str(number) if kind == "money" else plain(number))
    if kind == "yes_no":
        return Value(typed == "true")
    if kind == "date":
        try:
            return Value(date.fromisoformat(typed).isoformat())
        except ValueError:
            return Value(problem=_("please write a day."))
    return Value(typed) if typed else Value(problem=_("please write something."))
