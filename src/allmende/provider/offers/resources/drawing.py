"""A resource between what it needs and what needs it, as a drawing: needed at the left, needing at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from .models import Dependency, Resource
from .types import type_label

WIDTH, HEIGHT, APART, BETWEEN = 230, 46, 14, 60
#: How far and how wide it is drawn; the lists on the page have everything.
DEPTH, ROWS = 3, 8


@dataclass(frozen=True)
class Box:
    """One resource: two lines of text at their places."""

    x: int
    y: int
    kind: str
    name: str
    current: bool


@dataclass(frozen=True)
class Drawing:
    """``arrows`` are paths from what is needed to what needs it; ``more`` counts those that are not drawn."""

    boxes: list[Box]
    arrows: list[str]
    width: int
    height: int
    more: int


def draw(resource: Resource) -> Drawing | None:
    """The drawing, or None where nothing hangs together; a constant number of statements."""
    columns: dict[int, list[Resource]] = {0: [resource]}
    seen, edges, more = {resource.pk}, set[tuple[UUID, UUID]](), 0
    for side in (-1, 1):
        level = [resource]
        for step in range(1, DEPTH + 1):
            level, over = _next(level, side, seen, edges)
            more += over
            if not level:
                break
            columns[side * step] = level
    if len(columns) == 1:
        return None
    places = _place(columns)
    boxes = [
        Box(*places[row.pk], str(type_label(row.type)), _short(row.name), row.pk == resource.pk)
        for rows in columns.values()
        for row in rows
    ]
    arrows = [
        _arrow(places[needed], places[needing])
        for needing, needed in sorted(edges)
        if needed in places and needing in places
    ]
    height = max(len(rows) for rows in columns.values()) * (HEIGHT + APART) - APART + 4
    return Drawing(boxes, arrows, len(columns) * (WIDTH + BETWEEN) - BETWEEN + 4, height, more)


def _next(
    level: Sequence[Resource], side: int, seen: set[UUID], edges: set[tuple[UUID, UUID]]
) -> tuple[list[Resource], int]:
    """The resources one step further at a side, and how many of them are left out."""
    keys = [row.pk for row in level]
    mine, theirs = ("resource_id", "needs") if side < 0 else ("needs_id", "resource")
    rows = Dependency.objects.filter(**{f"{mine}__in": keys}).select_related(theirs)
    rows = rows.exclude(**{f"{theirs}__state": Resource.State.ENDED})
    found: list[Resource] = []
    over = 0
    for row in rows.order_by(f"{theirs}__type", f"{theirs}__name", "id")[:200]:
        other: Resource = getattr(row, theirs)
        if other.pk not in seen and len(found) >= ROWS:
            over += 1
            continue
        edges.add((row.resource_id, row.needs_id))
        if other.pk not in seen:
            seen.add(other.pk)
            found.append(other)
    return found, over


def _place(columns: dict[int, list[Resource]]) -> dict[UUID, tuple[int, int]]:
    """Where each box stands: columns from left to right, each in the middle of the height."""
    highest = max(len(rows) for rows in columns.values())
    places = {}
    for column, step in enumerate(sorted(columns)):
        top = (highest - len(columns[step])) * (HEIGHT + APART) // 2 + 2
        for row, resource in enumerate(columns[step]):
            places[resource.pk] = (column * (WIDTH + BETWEEN) + 2, top + row * (HEIGHT + APART))
    return places


def _arrow(one: tuple[int, int], other: tuple[int, int]) -> str:
    y, to_y = one[1] + HEIGHT // 2, other[1] + HEIGHT // 2
    if other[0] > one[0]:
        x, to_x = one[0] + WIDTH, other[0]
        bend = (x + to_x) // 2
        return f"M {x} {y} C {bend} {y} {bend} {to_y} {to_x - 7} {to_y}"
    # Within a column or back, as in a circle: out at the right side and in again there.
    x, to_x = one[0] + WIDTH, other[0] + WIDTH
    return f"M {x} {y} C {x + 50} {y} {to_x + 50} {to_y} {to_x + 7} {to_y}"


def _short(name: str) -> str:
    return name if len(name) <= 27 else f"{name[:26]}…"
