"""Traces counted by kind, office and month: the cells that groups of five are made of."""

from __future__ import annotations

import uuid
from array import array
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from allmende.base.workflow.compiled import compiled
from allmende.base.workflow.findings import ProcessRefusedError
from allmende.base.workflow.graph import Kind, Process

from .groups import NOBODY, Cell
from .log import Trace, day_of
from .net import Net
from .replay import Deviation, replay

#: What a cell counts: ("case",), ("way", keys…), ("seen", key), ("step", key), ("taken", key), ("again", key),
#: ("due", word), ("step due", key, word), ("fits",), ("deviates",), ("deviation", kind, key), ("cut short",).
What = tuple[str, ...]
CASE, FITS, DEVIATES, CUT = ("case",), ("fits",), ("deviates",), ("cut short",)
KEPT, LATE = "kept", "late"
#: Rarer ways than so many different ones are not held against the model.
_MOST_REPLAYS = 3_000

Cells = dict[What, dict[str, dict[int, Cell]]]


class Models:
    """The graphs and nets of the versions that occur, as far as this engine reads them."""

    def __init__(self) -> None:
        self.graph = lru_cache(maxsize=None)(_graph)
        self._nets: dict[str, Net] = {}

    def net(self, version: str) -> Net | None:
        process = self.graph(version)
        if process is None:
            return None
        if version not in self._nets:
            self._nets[version] = Net(process)
        return self._nets[version]

    def elements(self, version: str) -> frozenset[str]:
        process = self.graph(version)
        return frozenset(process.nodes) if process is not None else frozenset()


def _graph(version: str) -> Process | None:
    try:
        return compiled(uuid.UUID(version))
    except ProcessRefusedError:
        return None


def way_of(trace: Trace) -> tuple[str, ...]:
    """The steps of a trace by their keys; what was added by hand is "+"."""
    return tuple([step.element or "+" for step in trace.steps])


def month_of(seconds: float) -> int:
    """Months since the year 0."""
    day = day_of(seconds)
    return day.year * 12 + day.month - 1


@dataclass(slots=True)
class _Alike:
    """Cases of one version, way, office and month: what is the same for all of them is worked out once."""

    replayed: tuple[Deviation, ...] | None
    cases: int = 0
    hands: set[str] = field(default_factory=set)
    lasted: array[float] = field(default_factory=lambda: array("d"))


@dataclass(slots=True)
class _AtStep:
    """What happened at one step, in one office and month."""

    step: Cell = field(default_factory=Cell)
    taken: Cell = field(default_factory=Cell)
    kept: Cell = field(default_factory=Cell)
    late: Cell = field(default_factory=Cell)
    lasted: array[float] = field(default_factory=lambda: array("d"))
    waited: array[float] = field(default_factory=lambda: array("d"))
    handled: array[float] = field(default_factory=lambda: array("d"))


class Tally:
    """Counts traces; ``cells()`` is what it found."""

    def __init__(self, models: Models) -> None:
        self.models = models
        self._cells: Cells = {}
        self._alike: dict[tuple[str, tuple[str, ...], bool, str, int], _Alike] = {}
        self._steps: dict[tuple[str, int], dict[str, _AtStep]] = {}
        self._replayed: dict[tuple[str, tuple[str, ...], bool], tuple[Deviation, ...] | None] = {}
        self._month: Callable[[int], int] = lru_cache(maxsize=20_000)(lambda hour: month_of(hour * 3600))

    def add_all(self, traces: Iterable[Trace]) -> Tally:
        for trace in traces:
            self.add(trace)
        return self

    def add(self, trace: Trace) -> None:
        unit, month, way = trace.unit, self._month(int(trace.ended // 3600)), way_of(trace)
        key = (trace.version, way, trace.cut_short, unit, month)
        alike = self._alike.get(key)
        if alike is None:
            alike = self._alike[key] = _Alike(self._replay(trace, way))
        alike.cases += 1
        alike.lasted.append(trace.ended - trace.started)
        hands = {step.who for step in trace.steps if step.who} or {NOBODY}
        alike.hands |= hands
        if trace.in_time is not None:
            self._cell(("due", KEPT if trace.in_time else LATE), unit, month).put(1, hands)
        self._add_steps(trace, self._steps.setdefault((unit, month), {}), repeats=len(set(way)) < len(way))

    @staticmethod
    def _add_steps(trace: Trace, here: dict[str, _AtStep], *, repeats: bool) -> None:
        """Each step counts its own people: the figure is about their work."""
        touched: set[int] = set()

        def count(cell: Cell, who: str) -> None:
            if not repeats or id(cell) not in touched:
                cell.cases += 1
                if repeats:
                    touched.add(id(cell))
            if who:
                cell.people.add(who)

        for step in trace.steps:
            key, opened, done, taken, who = step.element or "+", step.opened, step.done, step.taken, step.who
            found = here.get(key)
            if found is None:
                found = here[key] = _AtStep()
            count(found.step, who)
            found.lasted.append(done - opened)
            if taken is not None and taken >= opened:
                count(found.taken, who)
                found.waited.append(taken - opened)
                found.handled.append(done - taken)
            if step.due is not None:
                count(found.kept if done <= step.due else found.late, who)

    def cells(self) -> Cells:
        """Everything that was counted, by what, office and month."""
        for (version, way, cut_short, unit, month), alike in self._alike.items():
            self._put(alike, version, way, unit, month, cut_short=cut_short)
        for (unit, month), steps in self._steps.items():
            for key, found in steps.items():
                found.step.values["lasted"] = found.lasted
                found.taken.values |= {"waited": found.waited, "handled": found.handled}
                for what, cell in (
                    (("step", key), found.step), (("taken", key), found.taken),
                    (("step due", key, KEPT), found.kept), (("step due", key, LATE), found.late),
                ):  # fmt: skip
                    if cell.cases:
                        self._cells.setdefault(what, {}).setdefault(unit, {})[month] = cell
        self._alike, self._steps = {}, {}
        return self._cells

    def _put(
        self, alike: _Alike, version: str, way: tuple[str, ...], unit: str, month: int, *, cut_short: bool
    ) -> None:
        def cell(*what: str) -> Cell:
            found = self._cell(what, unit, month)
            found.put(alike.cases, alike.hands)
            return found

        cell(*CASE).extend("lasted", alike.lasted)
        cell("way", *way).extend("lasted", alike.lasted)
        graph = self.models.graph(version)
        for key, times in Counter(way).items():
            cell("seen", key)
            node = graph.nodes.get(key) if graph is not None else None
            if times > 1 and (node is None or node.loop is None) and key != "+":
                cell("again", key)
        if cut_short:
            cell(*CUT)
        if alike.replayed is not None:
            cell(*(DEVIATES if alike.replayed else FITS))
            for deviation in dict.fromkeys(alike.replayed):
                cell("deviation", deviation.kind, deviation.element)

    def _cell(self, what: What, unit: str, month: int) -> Cell:
        months = self._cells.setdefault(what, {}).setdefault(unit, {})
        found = months.get(month)
        if found is None:
            found = months[month] = Cell()
        return found

    def _replay(self, trace: Trace, way: tuple[str, ...]) -> tuple[Deviation, ...] | None:
        key = (trace.version, way, trace.cut_short)
        if key not in self._replayed:
            net = self.models.net(trace.version) if len(self._replayed) < _MOST_REPLAYS else None
            self._replayed[key] = replay(net, way, cut_short=trace.cut_short) if net is not None else None
        return self._replayed[key]


def is_of_people(what: What, graph: Process | None) -> bool:
    """Whether a figure is about the work of the people at a step: not where a timer or the system does it."""
    if what[0] not in ("step", "taken", "step due"):
        return False
    node = graph.nodes.get(what[1]) if graph is not None else None
    return node is None or node.kind in (Kind.USER, Kind.MANUAL)


__all__ = ["CASE", "CUT", "DEVIATES", "FITS", "KEPT", "LATE", "Cells", "Models", "Tally", "What"]
