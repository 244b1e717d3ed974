"""Figures as the pages show them: rows of text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from . import words
from .figures import Figures, Spread, StepFigures


@dataclass(frozen=True)
class StepRow:
    name: str
    figures: StepFigures
    median: str
    tenth: str
    waited: str
    handled: str
    in_time: str

    @property
    def cells(self) -> tuple[str, ...]:
        return self.median, self.tenth, self.waited, self.handled, self.in_time


@dataclass(frozen=True)
class WayRow:
    names: list[str]
    cases: int
    median: str
    tenth: str


@dataclass(frozen=True)
class Shown:
    """``found`` with names and durations in words."""

    found: Figures

    @cached_property
    def facts(self) -> list[tuple[str, str]]:
        """The figures of the whole process: what, how much; empty where it may not be told."""
        found, spread = self.found, self.found.cases
        return [
            (_("Finished cases"), _number(spread.cases if spread else None)),
            (_("Half of them took at most"), words.duration(spread.median) if spread else ""),
            (_("Nine of ten took at most"), words.duration(spread.tenth) if spread else ""),
            (_("Decided by the day that was named"), words.share(found.kept, found.late)),
            (_("Went as the model says"), words.share(found.fitting, found.deviating)),
            (_("Ended early"), _number(found.cut_short)),
        ]

    @cached_property
    def steps(self) -> list[StepRow]:
        return [self._step(row) for row in self.found.steps]

    def _step(self, row: StepFigures) -> StepRow:
        spread = row.spread or Spread(0)
        return StepRow(
            words.name_of(self.found, row.element), row, words.duration(spread.median),
            words.duration(spread.tenth), words.duration(row.waited), words.duration(row.handled),
            words.share(row.kept, row.late),
        )  # fmt: skip

    @cached_property
    def ways(self) -> list[WayRow]:
        return [
            WayRow(
                [words.name_of(self.found, key) for key in way.steps], way.spread.cases,
                words.duration(way.spread.median), words.duration(way.spread.tenth),
            )
            for way in self.found.ways
        ]  # fmt: skip

    @cached_property
    def again(self) -> list[tuple[str, int]]:
        """Steps done again: name, in how many cases."""
        return [(words.name_of(self.found, row.element), row.cases) for row in self.found.again]

    @cached_property
    def deviations(self) -> list[str]:
        return [words.deviation(self.found, row) for row in self.found.deviations]


def side_by_side(left: Figures, right: Figures) -> list[tuple[str, str, str]]:
    """What, on the left, on the right: of the whole, then the middle time of each step."""
    one, two = Shown(left), Shown(right)
    rows = [(label, value, other) for (label, value), (_l, other) in zip(one.facts, two.facts, strict=True)]
    others = {row.figures.element: row for row in two.steps}
    mine = {row.figures.element: row for row in one.steps}
    for key in dict.fromkeys((*mine, *others)):
        name = (mine.get(key) or others[key]).name
        for label, tell in ((_("how often"), _times), (_("median"), _median)):
            first, second = (tell(found[key]) if key in found else "" for found in (mine, others))
            if first or second:
                rows.append((f"{name}: {label}", first, second))
    return rows


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _times(row: StepRow) -> str:
    return _number(row.figures.cases)


def _median(row: StepRow) -> str:
    return row.median
