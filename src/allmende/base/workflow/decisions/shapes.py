"""A cell as geometry: the set of values that it takes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from .feel import NOTHING, Condition, Interval, Operand, Point, Tests
from .kinds import ORDERED, STEPPED, Kind, coerced


@dataclass(frozen=True)
class Span:
    """From ``low`` to ``high`` (None: without end on that side); ``…_in`` says whether the end belongs to it."""

    low: Any
    low_in: bool
    high: Any
    high_in: bool

    @property
    def is_point(self) -> bool:
        return self.low is not None and self.low == self.high


@dataclass(frozen=True)
class Shape:
    """The values in one of ``spans`` (for kinds without order: points only), or outside all of them (``inverse``).

    ``null``: it takes a missing value, too. ``everything`` takes any value, missing or not.
    """

    spans: tuple[Span, ...] = ()
    inverse: bool = False
    null: bool = False

    @property
    def everything(self) -> bool:
        return self.inverse and not self.spans and self.null

    @property
    def asks_missing(self) -> bool:
        """Whether a missing value is named in the cell: ``null`` or ``not(null)``."""
        return self.null if not self.inverse else not self.spans and not self.null

    @property
    def impossible(self) -> bool:
        return not self.inverse and not self.spans and not self.null


EVERYTHING = Shape((), inverse=True, null=True)


def shape_of(tests: Tests, kind: Kind) -> Shape | None:
    """The geometry of a cell; None where it has formulas, or its kind has no order and it compares.

    Raises ``ValueError`` with the constant that is of another kind.
    """
    if not tests.tests:
        return EVERYTHING
    spans: list[Span] = []
    takes_null = False
    for test in tests.tests:
        if isinstance(test, Condition) or kind is Kind.ANY:
            return None
        if isinstance(test, Point):
            if test.operand.constant is NOTHING or not test.wanted:
                return _anything_but(test, kind) if len(tests.tests) == 1 and not tests.negated else None
            if test.operand.constant is None:
                takes_null = True
                continue
            value = coerced(test.operand.constant, kind)
            spans.append(Span(value, True, value, True))
            continue
        span = _span(test, kind)
        if span is None:
            return None
        if not _is_empty(span):
            spans.append(span)
    if tests.negated:  # nothing equals a missing value, and nothing compares with it
        takes_null = not takes_null and not any(isinstance(test, Interval) for test in tests.tests)
    return Shape(tuple(spans), inverse=tests.negated, null=takes_null)


def _anything_but(test: Point, kind: Kind) -> Shape | None:
    if test.operand.constant is NOTHING or test.wanted:
        return None
    if test.operand.constant is None:
        return Shape((), inverse=True)
    value = coerced(test.operand.constant, kind)
    return Shape((Span(value, True, value, True),), inverse=True, null=True)


def _span(test: Interval, kind: Kind) -> Span | None:
    if kind not in ORDERED:
        return None
    ends = [_end(test.low, kind), _end(test.high, kind)]
    if NOTHING in ends:
        return None
    span = Span(ends[0], test.low_in, ends[1], test.high_in)
    return _stepped(span) if kind in STEPPED else span


def _end(operand: Operand | None, kind: Kind) -> Any:
    if operand is None:
        return None
    if operand.constant is NOTHING or operand.constant is None:
        return NOTHING
    if kind is Kind.INTEGER:  # a bound may lie between two whole numbers
        return coerced(operand.constant, Kind.NUMBER)
    return coerced(operand.constant, kind)


def _stepped(span: Span) -> Span:
    """The same with ends that belong to it: there is nothing between two whole numbers or days."""
    low, high = span.low, span.high
    if isinstance(low, date):
        low = low if span.low_in else low + timedelta(days=1)
    elif low is not None:
        low = math.ceil(low) if span.low_in else math.floor(low) + 1
    if isinstance(high, date):
        high = high if span.high_in else high - timedelta(days=1)
    elif high is not None:
        high = math.floor(high) if span.high_in else math.ceil(high) - 1
    return Span(low, low is not None, high, high is not None)


def _is_empty(span: Span) -> bool:
    if span.low is None or span.high is None:
        return False
    if span.low == span.high:
        return not (span.low_in and span.high_in)
    return bool(span.low > span.high)
