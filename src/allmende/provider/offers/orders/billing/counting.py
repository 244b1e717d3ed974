"""From use and prices to lines: for each time under one price, what it costs whom. Pure; no database."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from .quarters import Quarter

#: How many months a period's price is for.
MONTHS = {"month": 1, "quarter": 3, "year": 12}
_FAR = date.max


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a payer pays per period, while it holds (both days included)."""

    payer: str
    period: str
    amount: Decimal
    valid_from: date = date.min
    valid_until: date = _FAR


@dataclass(frozen=True, slots=True)
class Segment:
    """One resource under one variant, from its first to its last day there.

    ``agreed`` are the prices of the order, which hold until ``agreed_until``. ``begins``: something was ordered with
    the first day, so that what is paid once is due.
    """

    variant: uuid.UUID
    first: date
    last: date
    begins: bool = False
    agreed: tuple[Tariff, ...] = ()
    agreed_until: date = date.min


@dataclass(frozen=True, slots=True)
class Part:
    """What one segment costs one payer at one price in the quarter; rounded to a cent."""

    variant: uuid.UUID
    payer: str
    period: str
    price: Decimal
    first: date
    last: date
    amount: Decimal


@dataclass(slots=True)
class _Span:
    first: date
    last: date
    share: Fraction = field(default_factory=Fraction)


def parts_of(segment: Segment, tariffs: Iterable[Tariff], quarter: Quarter) -> Iterator[Part]:
    """The parts of one segment in a quarter; nothing for what is free."""
    for tariff in _holding(segment, tariffs):
        if not tariff.amount:
            continue
        if tariff.period == "once":
            if (
                segment.begins
                and quarter.first <= segment.first <= quarter.last
                and _on(tariff, segment.first)
            ):
                yield _part(segment, tariff, segment.first, segment.first, tariff.amount)
            continue
        span = _months(segment, tariff, quarter)
        if span is not None:
            exact = Fraction(tariff.amount) / MONTHS[tariff.period] * span.share
            yield _part(segment, tariff, span.first, span.last, Decimal(exact.numerator) / exact.denominator)


def _holding(segment: Segment, tariffs: Iterable[Tariff]) -> Iterator[Tariff]:
    """The prices of the order for its term, then those of the catalogue."""
    if not segment.agreed:
        yield from tariffs
        return
    for tariff in segment.agreed:
        yield Tariff(tariff.payer, tariff.period, tariff.amount, segment.first, segment.agreed_until)
    for tariff in tariffs:
        begins = max(tariff.valid_from, segment.agreed_until + timedelta(days=1))
        if begins <= tariff.valid_until and tariff.period != "once":
            yield Tariff(tariff.payer, tariff.period, tariff.amount, begins, tariff.valid_until)


def _months(segment: Segment, tariff: Tariff, quarter: Quarter) -> _Span | None:
    """From when to when the price is paid in the quarter, and for how many months with their fractions."""
    span = None
    for first, last in quarter.months:
        begins, ends = (
            max(segment.first, tariff.valid_from, first),
            min(segment.last, tariff.valid_until, last),
        )
        if begins > ends:
            continue
        span = span or _Span(begins, ends)
        span.last = ends
        span.share += Fraction((ends - begins).days + 1, (last - first).days + 1)
    return span


def _on(tariff: Tariff, day: date) -> bool:
    return tariff.valid_from <= day <= tariff.valid_until


def _part(segment: Segment, tariff: Tariff, first: date, last: date, amount: Decimal) -> Part:
    rounded = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Part(segment.variant, tariff.payer, tariff.period, tariff.amount, first, last, rounded)
