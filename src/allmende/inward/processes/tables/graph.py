"""Which decision needs which, as a small drawing: those that need nothing at the left, the main one at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .dmn.outline import Sheet

WIDTH, HEIGHT, APART, BETWEEN = 210, 44, 16, 56


@dataclass(frozen=True)
class Box:
    id: str
    lines: list[tuple[int, str]]
    x: int
    y: int
    current: bool


@dataclass(frozen=True)
class Graph:
    """``arrows`` are paths; the page says the same in words beside each table."""

    boxes: list[Box]
    arrows: list[str]
    width: int
    height: int


def graph_of(sheets: Sequence[Sheet], current: str) -> Graph | None:
    """The drawing, or None where nothing needs anything."""
    known = {sheet.id: sheet for sheet in sheets}
    if not any(key in known for sheet in sheets for key in sheet.requires):
        return None
    level = dict.fromkeys(known, 0)
    for _round in known:  # a circle is a finding; here it only must end
        for sheet in sheets:
            level[sheet.id] = max(
                [level[sheet.id], *(min(level[k] + 1, len(known)) for k in sheet.requires if k in known)]
            )
    filled: dict[int, int] = {}
    steps = {step: place for place, step in enumerate(sorted(set(level.values())))}
    boxes: dict[str, Box] = {}
    for sheet in sheets:
        column = steps[level[sheet.id]]
        row = filled.get(column, 0)
        filled[column] = row + 1
        x, y = column * (WIDTH + BETWEEN) + 2, row * (HEIGHT + APART) + 2
        boxes[sheet.id] = Box(sheet.id, _lines(sheet.name, y), x, y, sheet.id == current)
    arrows = [
        _arrow(boxes[need], boxes[sheet.id]) for sheet in sheets for need in sheet.requires if need in boxes
    ]
    return Graph(
        list(boxes.values()), arrows, len(filled) * (WIDTH + BETWEEN) - BETWEEN + 4,
        max(filled.values()) * (HEIGHT + APART) - APART + 4,
    )  # fmt: skip


def _lines(name: str, y: int) -> list[tuple[int, str]]:
    """The name on one or two lines, with the height of each."""
    words, lines = name.split(), [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + len(word) >= 24:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1]} …"]
    top = y + (HEIGHT // 2 + 5 if len(lines) == 1 else HEIGHT // 2 - 4)
    return [(top + 17 * place, line[:28]) for place, line in enumerate(lines)]


def _arrow(one: Box, other: Box) -> str:
    x, y, to_x, to_y = one.x + WIDTH, one.y + HEIGHT // 2, other.x, other.y + HEIGHT // 2
    bend = (x + to_x) // 2
    return f"M {x} {y} C {bend} {y} {bend} {to_y} {to_x - 7} {to_y}"
