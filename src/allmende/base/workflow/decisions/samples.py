"""An example of a stretch: the simplest value that lies in it."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from .axes import Stretch
from .kinds import Kind
from .shapes import Span


class _Other:
    """Any word but those that are named."""

    def __repr__(self) -> str:
        return "OTHER"


OTHER = _Other()


def sample(stretch: Stretch, kind: Kind) -> Any:
    """A value of the stretch; ``OTHER`` stands for a word that no rule names, None for a missing value."""
    span = stretch.span
    if stretch.missing:
        return None
    if span is None:
        return OTHER
    if span.low_in:
        return span.low
    if span.high_in:
        return span.high
    if kind in (Kind.NUMBER, Kind.INTEGER):
        return _number(span)
    if kind is Kind.TIME:
        return _time(span)
    step = timedelta(days=1) if kind is Kind.DATE else timedelta(hours=1)
    return _moment(span, step)


def whole_number_in(span: Span) -> bool:
    """Whether a whole number lies in the open span."""
    return span.low is None or span.high is None or math.floor(span.low) + 1 < span.high


def _number(span: Span) -> Any:
    if span.low is None:
        return 0 if span.high is None or span.high > 0 else math.ceil(span.high) - 1
    if whole_number_in(span):
        return math.floor(span.low) + 1
    return (Decimal(span.low) + Decimal(span.high)) / 2


def _moment(span: Span, step: timedelta) -> Any:
    if span.low is None:
        return date(2000, 1, 1) if span.high is None else span.high - step
    if span.high is None or span.low + step < span.high:
        return span.low + step
    return span.low + (span.high - span.low) / 2


def _time(span: Span) -> time:
    first = datetime.combine(date(2000, 1, 1), span.low or time.min)
    last = datetime.combine(date(2000, 1, 1), span.high or time.max)
    return (first + (last - first) / 2).time().replace(microsecond=0)
