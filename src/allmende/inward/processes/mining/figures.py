"""The figures of a process: counted from the log, told only of groups of five."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from allmende.base.workflow.graph import Process
from allmende.base.workflow.models import ProcessVersion

from .groups import Released, released
from .log import finished, traces
from .net import is_seen
from .periods import Period
from .tally import CASE, CUT, DEVIATES, FITS, KEPT, LATE, Cells, Models, Tally, What, is_of_people

#: So many ways are told, the most frequent first.
MOST_WAYS = 20


@dataclass(frozen=True)
class Spread:
    """Of ``cases`` the middle duration and the one that nine of ten do not exceed, in seconds."""

    cases: int
    median: float | None = None
    tenth: float | None = None


@dataclass(frozen=True)
class Way:
    """A sequence of steps, by their keys, that at least five cases took."""

    steps: list[str]
    spread: Spread


@dataclass(frozen=True)
class StepFigures:
    """What is told of one step; where ``spread`` is None, too few cases or people have to do with it.

    ``waited`` and ``handled``: the middle time until
    somebody took it on, and from then until it was done.
    """

    element: str
    cases: int | None
    spread: Spread | None
    waited: float | None
    handled: float | None
    kept: int | None
    late: int | None


@dataclass(frozen=True)
class Odd:
    """A step that so many cases did again, left out or added."""

    element: str
    cases: int
    kind: str = ""


@dataclass(frozen=True)
class Figures:
    """The figures of one process, period and office ("": all); ``names`` gives the names of the steps.

    All numbers of cases are in fives, rounded down.
    """

    process: str
    first: int
    last: int
    unit: str
    cases: Spread | None
    kept: int | None
    late: int | None
    cut_short: int | None
    fitting: int | None
    deviating: int | None
    ways: list[Way]
    steps: list[StepFigures]
    again: list[Odd]
    deviations: list[Odd]
    names: dict[str, str]
    offices: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    @classmethod
    def read(cls, data: dict[str, Any]) -> Figures:
        """What ``as_json`` gave."""
        return cls(
            **{
                **data,
                "cases": _spread(data["cases"]),
                "ways": [Way(row["steps"], Spread(**row["spread"])) for row in data["ways"]],
                "steps": [StepFigures(**{**row, "spread": _spread(row["spread"])}) for row in data["steps"]],
                "again": [Odd(**row) for row in data["again"]],
                "deviations": [Odd(**row) for row in data["deviations"]],
            }
        )


def _spread(data: dict[str, Any] | None) -> Spread | None:
    return Spread(**data) if data else None


def versions_of(key: str) -> list[uuid.UUID]:
    """The versions of a process, the newest first."""
    rows = ProcessVersion.objects.filter(definition__key=key).order_by("-number")
    return list(rows.values_list("pk", flat=True))


def count(key: str, period: Period, unit: str = "") -> Figures:
    """Work the figures out: reads each event of the period (from its first January) once."""
    versions, models = versions_of(key), Models()
    tally = Tally(models)
    tally.add_all(traces(finished(versions, period.since(), period.before()), models.elements))
    graphs = [graph for version in versions if (graph := models.graph(str(version))) is not None]
    return _Telling(tally.cells(), graphs, period, unit).figures(key)


class _Telling:
    """Picks from the cells what may be told."""

    def __init__(self, cells: Cells, graphs: list[Process], period: Period, unit: str) -> None:
        self.cells, self.graphs, self.period, self.unit = cells, graphs, period, unit
        self.newest = graphs[0] if graphs else None

    def figures(self, key: str) -> Figures:
        steps = list(self._steps())
        found = Figures(
            process=key, first=self.period.first, last=self.period.last, unit=self.unit,
            cases=spread(self.told(CASE)), kept=self.number("due", KEPT), late=self.number("due", LATE),
            cut_short=self.number(*CUT), fitting=self.number(*FITS), deviating=self.number(*DEVIATES),
            ways=self._ways(), steps=steps, again=self._odd("again"), deviations=self._odd("deviation"),
            names={}, offices=self._offices(),
        )  # fmt: skip
        return dataclasses.replace(found, names=self._names(found))

    def told(self, what: What) -> Released | None:
        """What may be told of these cases."""
        offices = self.cells.get(what, {})
        graph = next((graph for graph in self.graphs if len(what) > 1 and what[1] in graph.nodes), None)
        of_people = is_of_people(what, graph)
        return released(offices, self.period.first, self.period.last, self.unit, of_people=of_people)

    def number(self, *what: str) -> int | None:
        found = self.told(what)
        return found.cases if found else None

    def _ways(self) -> list[Way]:
        found = [
            Way(list(what[1:]), spread_of(row))
            for what in self.cells
            if what[0] == "way" and (row := self.told(what)) is not None
        ]
        return sorted(found, key=lambda way: (-way.spread.cases, way.steps))[:MOST_WAYS]

    def _steps(self) -> Iterator[StepFigures]:
        """The steps of the newest version, whether anything is told of them or not, and others that are told."""
        of_model = [key for key, node in self.newest.nodes.items() if is_seen(node)] if self.newest else []
        others = sorted(what[1] for what in self.cells if what[0] == "seen" and self.told(what))
        for key in dict.fromkeys((*of_model, *others)):
            seen, row = self.told(("seen", key)), self.told(("step", key))
            taken = self.told(("taken", key))
            yield StepFigures(
                key, seen.cases if seen else None, spread(row),
                taken.median("waited") if taken else None, taken.median("handled") if taken else None,
                self.number("step due", key, KEPT), self.number("step due", key, LATE),
            )  # fmt: skip

    def _odd(self, kind: str) -> list[Odd]:
        found = [
            Odd(what[-1], row.cases, what[1] if kind == "deviation" else "")
            for what in self.cells
            if what[0] == kind and (row := self.told(what)) is not None
        ]
        return sorted(found, key=lambda odd: (-odd.cases, odd.kind, odd.element))

    def _names(self, found: Figures) -> dict[str, str]:
        wanted = {key for way in found.ways for key in way.steps}
        wanted |= {row.element for rows in (found.steps, found.again, found.deviations) for row in rows}
        return {
            key: next((graph.nodes[key].name for graph in self.graphs if key in graph.nodes), "") or key
            for key in sorted(wanted)
        }

    def _offices(self) -> list[str]:
        """Offices of which there is something to tell in this period."""
        offices = self.cells.get(CASE, {})
        return sorted(
            key for key in offices if key and released(offices, self.period.first, self.period.last, key)
        )


def spread(found: Released | None) -> Spread | None:
    return spread_of(found) if found else None


def spread_of(found: Released) -> Spread:
    return Spread(found.cases, found.median("lasted"), found.tenth("lasted"))
