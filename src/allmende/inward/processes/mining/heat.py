"""Figures drawn on the diagram: warmer where more happens or more time passes, always with the number beside it."""

from __future__ import annotations

from collections.abc import Mapping

from ..bpmn.drawing import Drawing, Mark, draw
from ..bpmn.layout import laid_out
from .figures import Figures, StepFigures
from .words import short

FREQUENCY, TIME = "haeufigkeit", "dauer"
_FILLS = ("#fff8ec", "#ffe9c7", "#ffd59b", "#ffbd72", "#ffa25c")
_LINES = ("#8a6d3b", "#8a5a00", "#8a4300", "#8a2b00", "#7a1200")


def heat(content: bytes, found: Figures, by: str) -> list[Drawing]:
    """The diagrams of a model with the figures; ``by`` is FREQUENCY or TIME."""
    return draw(laid_out(content), marks=marks(found, by), prefix="h")


def marks(found: Figures, by: str) -> Mapping[str, Mark]:
    """Colour and number by element: only where something may be told."""
    values = {row.element: value for row in found.steps if (value := _value(row, by)) is not None}
    most = max(values.values(), default=0.0)
    return {key: _mark(value / most if most else 0.0, _text(value, by)) for key, value in values.items()}


def _value(row: StepFigures, by: str) -> float | None:
    if by == TIME:
        return row.spread.median if row.spread else None
    return None if row.cases is None else float(row.cases)


def _text(value: float, by: str) -> str:
    return short(value) if by == TIME else f"{int(value)} ×"


def _mark(heat_of_it: float, text: str) -> Mark:
    level = min(int(heat_of_it * len(_FILLS)), len(_FILLS) - 1)
    return Mark(stroke=_LINES[level], fill=_FILLS[level], text=text, width=2)
