"""Whole numbers, decimals and money. German and English ways to write a number are understood."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ...schema import text_in
from .base import Context, Kind, MalformedError, Problem

_GROUPED_DE = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?")
_GROUPED_EN = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+")
LARGEST = 10**15


def read_number(text: str) -> Decimal | None:
    """``1.234,50`` · ``1234,5`` · ``1,234.50`` · ``1 234`` · ``12 €`` as a number, or None."""
    text = re.sub(r"[\s\u00a0\u202f'’€]|EUR", "", text).replace("−", "-")
    if _GROUPED_DE.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif _GROUPED_EN.fullmatch(text):
        text = text.replace(",", "")
    else:
        text = text.replace(",", ".")
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?|[+-]?\.\d+", text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


class NumberKind(Kind):
    def problems(self, item: Any, value: Any, decoded: Any, context: Context) -> Iterator[Problem]:
        low, high = item.minimum, item.maximum
        if low is not None and decoded < low:
            yield "", _("The number must be at least %(min)s.") % {"min": _plain(low)}
        elif high is not None and decoded > high:
            yield "", _("The number must be at most %(max)s.") % {"max": _plain(high)}

    def show(self, item: Any, value: Any, context: Context) -> str:
        unit = text_in(getattr(item, "unit", ""), context.language)
        return f"{_plain(value)} {unit}".strip()


class IntegerKind(NumberKind):
    def from_text(self, item: Any, text: str) -> Any:
        number = read_number(text)
        if number is None or number != number.to_integral_value() or abs(number) > LARGEST:
            return text
        return int(number)

    def decode(self, item: Any, value: Any) -> Any:
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST:
            raise MalformedError(_("Please enter a whole number, such as 12."))
        return value


class DecimalKind(NumberKind):
    def places(self, item: Any) -> int:
        return int(item.places)

    def from_text(self, item: Any, text: str) -> Any:
        number = read_number(text)
        if number is None or abs(number) > LARGEST:
            return text
        return self.canonical(item, number) or text

    def canonical(self, item: Any, number: Decimal) -> str | None:
        """``number`` with the field's places; None where it has more."""
        step = Decimal(1).scaleb(-self.places(item))
        fitted = number.quantize(step, ROUND_HALF_UP)
        return str(fitted) if fitted == number else None

    def decode(self, item: Any, value: Any) -> Any:
        try:
            number = Decimal(value) if isinstance(value, str) else None
        except InvalidOperation:
            number = None
        if (
            number is None
            or not number.is_finite()
            or abs(number) > LARGEST
            or self.canonical(item, number) is None
        ):
            raise MalformedError(self.malformed(item))
        return float(number)

    def malformed(self, item: Any) -> str:
        return _("Please enter a number with at most %(places)s decimal places, such as 12,5.") % {
            "places": self.places(item)
        }


class MoneyKind(DecimalKind):
    def places(self, item: Any) -> int:
        return 2

    def malformed(self, item: Any) -> str:
        return _("Please enter an amount of money, such as 12,50.")

    def show(self, item: Any, value: Any, context: Context) -> str:
        sign = {"EUR": "€"}.get(item.currency, item.currency)
        return f"{_plain(value, 2)} {sign}"


def _plain(value: Any, places: int | None = None) -> str:
    """A number as people in the active language write it."""
    try:
        return str(number_format(Decimal(str(value)), places, force_grouping=True))
    except InvalidOperation:
        return str(value)
