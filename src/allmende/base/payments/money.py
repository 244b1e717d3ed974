"""Amounts of money: ``Decimal`` with two places in code, whole cents in the database, so that sums are exact."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.expressions import Combinable

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def money(value: Decimal | int | str) -> Decimal:
    """``value`` in euros and cents, rounded half up as in commerce."""
    return Decimal(value).quantize(CENT, ROUND_HALF_UP)


if TYPE_CHECKING:
    _Cents = models.BigIntegerField[Decimal | Combinable, Decimal]
else:
    _Cents = models.BigIntegerField


class MoneyField(_Cents):
    """Euros and cents: SQLite would keep decimals as floating point numbers."""

    description = "Amount of money"

    def to_python(self, value: Any) -> Decimal | None:
        return None if value is None else money(value)

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Decimal | None:
        return None if value is None else money(Decimal(int(value)) / 100)

    def get_prep_value(self, value: Any) -> int | None:
        if value is None or hasattr(value, "resolve_expression"):
            return value  # type: ignore[no-any-return]
        cents = Decimal(value) * 100
        if cents != cents.to_integral_value():
            raise ValueError(f"{value} has parts of a cent")
        return int(cents)
