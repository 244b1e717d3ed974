"""Boxes, and lines with right angles between them."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

Point = tuple[float, float]


class Box(NamedTuple):
    """A rectangle: upper left corner, width, height."""

    x: float
    y: float
    w: float
    h: float

    @property
    def middle(self) -> Point:
        return self.x + self.w / 2, self.y + self.h / 2

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    def moved(self, dx: float, dy: float) -> Box:
        """The same box elsewhere."""
        return Box(self.x + dx, self.y + dy, self.w, self.h)

    def touches(self, other: Box) -> bool:
        """Whether two boxes share more than an edge."""
        return (
            self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom
        )

    def towards(self, other: Box) -> Point:
        """The middle of the side that looks at ``other``."""
        (x, y), (ox, oy) = self.middle, other.middle
        if abs(oy - y) * self.w >= abs(ox - x) * self.h:
            return x, self.bottom if oy > y else self.y
        return (self.right if ox > x else self.x), y

    def cuts(self, start: Point, end: Point) -> bool:
        """Whether a horizontal or vertical line crosses this box."""
        left, right = sorted((start[0], end[0]))
        top, bottom = sorted((start[1], end[1]))
        return left < self.right - 1 and right > self.x + 1 and top < self.bottom - 1 and bottom > self.y + 1


def route(source: str, target: str, boxes: dict[str, Box], host: str | None = None) -> list[Point]:
    """The simplest line from box to box that crosses no third one, else one below all of them."""
    start, end = boxes[source], boxes[target]
    if source == target:
        return _loop(start)
    obstacles = [box for key, box in boxes.items() if key not in (source, target, host)]
    ways = _from_boundary(start, end) if host else _forward(start, end)
    lowest = max(box.bottom for box in boxes.values()) + 20
    for way in ways:
        if not any(box.cuts(a, b) for a, b in pairwise(way) for box in obstacles):
            return way
    (x, _y), (tx, _ty) = start.middle, end.middle
    return [(x, start.bottom), (x, lowest), (tx, lowest), (tx, end.bottom)]


def _forward(start: Box, end: Box) -> list[list[Point]]:
    (x, y), (tx, ty) = start.middle, end.middle
    if abs(x - tx) < 1 and (end.y >= start.bottom or end.bottom <= start.y):
        return [[(x, start.bottom), (x, end.y)] if end.y >= start.bottom else [(x, start.y), (x, end.bottom)]]
    if end.x <= start.right:
        below = max(start.bottom, end.bottom) + 20
        return [[(x, start.bottom), (x, below), (tx, below), (tx, end.bottom)]]
    if abs(y - ty) < 1:
        return [[(start.right, y), (end.x, y)]]
    side = end.x - 30
    return [
        [(x, start.bottom if ty > y else start.y), (x, ty), (end.x, ty)],
        [(start.right, y), (side, y), (side, ty), (end.x, ty)],
        [(start.right, y), (start.right + 30, y), (start.right + 30, ty), (end.x, ty)],
        [(start.right, y), (tx, y), (tx, end.y if ty > y else end.bottom)],
    ]


def _from_boundary(start: Box, end: Box) -> list[list[Point]]:
    (x, _y), (tx, ty) = start.middle, end.middle
    below = start.bottom + 20
    direct = [[(x, start.bottom), (x, ty), (end.x, ty)]] if ty > start.bottom else []
    return [
        *direct,
        [(x, start.bottom), (x, below), (end.x - 30, below), (end.x - 30, ty), (end.x, ty)],
        [(x, start.bottom), (x, below), (tx, below), (tx, end.bottom)],
    ]


def _loop(box: Box) -> list[Point]:
    x, y = box.middle
    return [(box.right, y), (box.right + 20, y), (box.right + 20, box.y - 20), (x, box.y - 20), (x, box.y)]
