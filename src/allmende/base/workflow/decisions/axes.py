"""One input column as an index: which rules take a value, as the bits of a number.

The values of a column fall into *stretches* within which every rule says the same: for numbers and days the points
at which a cell begins or ends and the gaps between them, for words the words that are named and all others. A table
is decided by one look-up for each column, and its gaps and overlaps are found on the stretches.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .kinds import ORDERED, STEPPED, Kind, step_of
from .shapes import EVERYTHING, Shape, Span


@dataclass(frozen=True)
class Stretch:
    """Values that all rules treat alike: a ``span``; or ``others`` than those named, where the kind has no order;
    or ``missing``, no value at all.
    """

    mask: int
    span: Span | None
    others: tuple[Any, ...] = ()
    missing: bool = False


class Axis:
    """The index of one column. ``shapes`` has one for each rule; None is a cell that has to be worked out.

    ``allowed`` are the values that may come at all; in masks it stands as one more rule, the bit ``domain``.
    """

    def __init__(self, kind: Kind, shapes: Sequence[Shape | None], allowed: Shape = EVERYTHING) -> None:
        self.kind = kind
        self.domain = 1 << len(shapes)
        self.trivial = all(shape is not None and shape.everything for shape in shapes)
        self.open_cells = _bits(i for i, shape in enumerate(shapes) if shape is None)
        shapes = [*shapes, allowed]
        self.null_mask = _bits(i for i, shape in enumerate(shapes) if shape is None or shape.null)
        self._asks_missing = any(shape is not None and shape.asks_missing for shape in shapes)
        self._named: dict[Any, int] = {}
        self._points: list[Any] = []
        self._masks: list[int] = []
        self._other = 0
        if kind in ORDERED:
            self._sweep(shapes)
        else:
            self._list(shapes)

    def rules_for(self, value: Any) -> int:
        """The rules whose cell takes ``value``, and those whose cell must be worked out."""
        if value is None:
            return self.null_mask
        if self.kind in ORDERED:
            points = self._points
            at = bisect_left(points, value)
            hit = at < len(points) and points[at] == value
            return self._masks[2 * at + 1 if hit else 2 * at]
        try:
            return self._named.get(value, self._other)
        except TypeError:  # a list or an object
            return self._other

    def stretches(self) -> Iterator[Stretch]:
        """All values that may come; a missing one where some rule asks for it."""
        yield from (stretch for stretch in self._all_stretches() if stretch.mask & self.domain)
        if self._asks_missing:
            yield Stretch(self.null_mask, None, missing=True)

    def _all_stretches(self) -> Iterator[Stretch]:
        if self.kind not in ORDERED:
            values = (True, False) if self.kind is Kind.YES_NO else tuple(self._named)
            for value in values:
                yield Stretch(self._named.get(value, self._other), Span(value, True, value, True))
            if self.kind is not Kind.YES_NO:
                yield Stretch(self._other, None, values)
            return
        ends = [None, *self._points, None]
        for number, mask in enumerate(self._masks):
            low, high = ends[(number + 1) // 2], ends[number // 2 + 1]
            if number % 2:
                yield Stretch(mask, Span(low, True, low, True))
            elif self.kind in STEPPED:
                if not self._is_void(low, high):
                    yield Stretch(mask, self._stepped(low, high))
            else:
                yield Stretch(mask, Span(low, False, high, False))

    def _is_void(self, low: Any, high: Any) -> Any:
        """Nothing lies between two neighbours."""
        return low is not None and high is not None and high - low <= step_of(self.kind)

    def _stepped(self, low: Any, high: Any) -> Span:
        step = step_of(self.kind)
        first, last = None if low is None else low + step, None if high is None else high - step
        return Span(first, first is not None, last, last is not None)

    def _list(self, shapes: Sequence[Shape | None]) -> None:
        always = inverse = 0
        for index, shape in enumerate(shapes):
            bit = 1 << index
            if shape is None:
                always |= bit
            elif shape.inverse:
                inverse |= bit
            for span in shape.spans if shape is not None else ():
                self._named.setdefault(span.low, 0)
        self._other = always | inverse
        for value in self._named:
            self._named[value] = self._other
        for index, shape in enumerate(shapes):
            for span in shape.spans if shape is not None else ():
                if shape is not None and shape.inverse:
                    self._named[span.low] &= ~(1 << index)
                else:
                    self._named[span.low] |= 1 << index

    def _sweep(self, shapes: Sequence[Shape | None]) -> None:
        """Masks of gap, point, gap, point, … gap, from the left to the right."""
        spans = [span for shape in shapes if shape is not None for span in shape.spans]
        ends = {end for span in spans for end in (span.low, span.high) if end is not None}
        self._points = sorted(ends)
        place = {point: 2 * number + 1 for number, point in enumerate(self._points)}
        last = 2 * len(self._points)
        begins, stops = [0] * (last + 2), [0] * (last + 2)
        flipped = always = 0
        for index, shape in enumerate(shapes):
            bit = 1 << index
            if shape is None:
                always |= bit
                continue
            flipped |= bit if shape.inverse else 0
            for span in _apart(shape.spans, place, last):
                begins[span[0]] |= bit
                stops[span[1] + 1] |= bit
        mask = 0
        for number in range(last + 1):
            mask = (mask & ~stops[number]) | begins[number]
            self._masks.append((mask ^ flipped) | always)


def joined(stretches: Iterable[Stretch], kind: Kind) -> list[Span]:
    """The spans of stretches in their order, neighbours as one."""
    spans: list[Span] = []
    for stretch in stretches:
        if stretch.span is None:
            continue
        if spans and _touch(spans[-1], stretch.span, kind):
            spans[-1] = Span(spans[-1].low, spans[-1].low_in, stretch.span.high, stretch.span.high_in)
        else:
            spans.append(stretch.span)
    return spans


def _touch(left: Span, right: Span, kind: Kind) -> bool:
    if left.high is None or right.low is None:
        return False
    if kind in STEPPED:
        return bool(right.low - left.high == step_of(kind))
    return bool(left.high == right.low and (left.high_in or right.low_in))


def _apart(spans: Sequence[Span], place: dict[Any, int], last: int) -> list[tuple[int, int]]:
    """First and last stretch of each span; those that touch become one."""
    ranges = sorted(
        (
            0 if span.low is None else place[span.low] + (0 if span.low_in else 1),
            last if span.high is None else place[span.high] - (0 if span.high_in else 1),
        )
        for span in spans
    )
    merged: list[tuple[int, int]] = []
    for first, end in ranges:
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((first, end))
    return merged


def _bits(numbers: Iterable[int]) -> int:
    mask = 0
    for number in numbers:
        mask |= 1 << number
    return mask
