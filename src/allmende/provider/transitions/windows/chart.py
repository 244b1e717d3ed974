"""The burn-down as lines of an SVG: how many are left, beside how many the windows would leave."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from .progress import Week

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 640, 220, 44, 30, 10


@dataclass(frozen=True)
class Chart:
    """Points of the lines, and where the axes have marks (place, label)."""

    left: str
    planned: str
    across: tuple[tuple[float, str], ...]
    up: tuple[tuple[float, str], ...]


def chart(weeks: Sequence[Week], most: int, day_words: Callable[[date], str]) -> Chart | None:
    """The picture of ``weeks``; None where there is nothing to draw. ``day_words`` writes a day for the axis."""
    if len(weeks) < 2 or not most:
        return None
    wide = (WIDTH - LEFT - 30) / (len(weeks) - 1)
    high = HEIGHT - BOTTOM - TOP

    def at(place: int, value: int) -> str:
        return f"{LEFT + place * wide:.1f},{TOP + high * (1 - value / most):.1f}"

    marks = sorted({0, len(weeks) // 3, len(weeks) * 2 // 3, len(weeks) - 1})
    return Chart(
        " ".join(at(place, week.left) for place, week in enumerate(weeks) if week.left >= 0),
        " ".join(at(place, week.planned) for place, week in enumerate(weeks) if week.planned is not None),
        tuple((round(LEFT + place * wide, 1), day_words(weeks[place].ends_on)) for place in marks),
        tuple((round(TOP + high * (1 - share / 2), 1), str(most * share // 2)) for share in (0, 1, 2)),
    )
