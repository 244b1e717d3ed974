"""Traces counted by kind, office and month: the cells that groups of five are made of."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from functools import lru_cache

from allmende.base.workflow.compiled import compiled
from allmende.base.workflow.findings import ProcessRefusedError
from allmende.base.workflow.graph import Kind, Process

from .groups import NOBODY, Cell
from .log import Step, Trace, day_of
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
        self._nets: dict[uuid.UUID, Net] = {}

    def net(self, version: uuid.UUID) -> Net | None:
        process = self.graph(version)
        if process is None:
            return None
        if version not in self._nets:
            self._nets[version] = Net(process)
        return self._nets[version]

    def elements(self, version: str) -> frozenset[str]:
        process = self.graph(uuid.UUID(version))
        return frozenset(process.nodes) if process is not None else frozenset()


def _graph(version: uuid.UUID) -> Process | None:
    try:
        return compiled(version)
    except ProcessRefusedError:
        return None


def way_of(trace: Trace) -> tuple[str, ...]:
    """The steps of a trace by their keys; what was added by hand is "+"."""
    return tuple([step.element or "+" for step in trace.steps])


def month_of(seconds: float) -> int:
    """Months since the year 0."""
    day = day_of(seconds)
    return day.year * 12 + day.month - 1


class Tally:
    """Counts traces; ``cells`` is what it found."""

    def __init__(self, models: Models) -> None:
        self.cells: Cells = {}
        self.models = models
        self._replayed: dict[tuple[uuid.UUID, tuple[str, ...], bool], tuple[Deviation, ...] | None] = {}
        self._month: Callable[[int], int] = lru_cache(maxsize=20_000)(lambda hour: month_of(hour * 3600))

    def add_all(self, traces: Iterable[Trace]) -> Tally:
        for trace in traces:
            self.add(trace)
        return self

    def add(self, trace: Trace) -> None:
        unit, month = trace.unit, self._month(int(trace.ended // 3600))
        way = way_of(trace)
        hands = {step.who for step in trace.steps if step.who} or {NOBODY}
        lasted = trace.ended - trace.started

        def cell(*what: str) -> Cell:
            found = self._cell(what, unit, month)
            found.cases += 1
            found.people |= hands
            return found

        cell(*CASE).add("lasted", lasted)
        cell("way", *way).add("lasted", lasted)
        if trace.in_time is not None:
            cell("due", KEPT if trace.in_time else LATE)
        self._replay(trace, way, cell)
        self._steps(trace, unit, month, cell)

    def _cell(self, what: What, unit: str, month: int) -> Cell:
        offices = self.cells.get(what)
        if offices is None:
            offices = self.cells[what] = {}
        months = offices.get(unit)
        if months is None:
            months = offices[unit] = {}
        found = months.get(month)
        if found is None:
            found = months[month] = Cell()
        return found

    def _steps(self, trace: Trace, unit: str, month: int, cell: Callable[..., Cell]) -> None:
        """Each step counts its own people: the figure is about their work."""
        done: dict[str, int] = {}
        touched: set[What] = set()
        graph = self.models.graph(trace.version)

        def own(what: What, step: Step) -> Cell:
            found = self._cell(what, unit, month)
            if what not in touched:
                touched.add(what)
                found.cases += 1
            if step.who:
                found.people.add(step.who)
            return found

        for step in trace.steps:
            key = step.element or "+"
            done[key] = done.get(key, 0) + 1
            own(("step", key), step).add("lasted", step.done - step.opened)
            if step.taken is not None and step.taken >= step.opened:
                taken = own(("taken", key), step)
                taken.add("waited", step.taken - step.opened)
                taken.add("handled", step.done - step.taken)
            if step.due is not None:
                own(("step due", key, KEPT if step.done <= step.due else LATE), step)
        for key, times in done.items():
            cell("seen", key).add("times", times)
            node = graph.nodes.get(key) if graph is not None else None
            if times > 1 and (node is None or node.loop is None) and key != "+":
                cell("again", key).add("extra", times - 1)

    def _replay(self, trace: Trace, way: tuple[str, ...], cell: Callable[..., Cell]) -> None:
        key = (trace.version, way, trace.cut_short)
        if key not in self._replayed:
            net = self.models.net(trace.version) if len(self._replayed) < _MOST_REPLAYS else None
            self._replayed[key] = replay(net, way, cut_short=trace.cut_short) if net is not None else None
        found = self._replayed[key]
        if trace.cut_short:
            cell(*CUT)
        if found is None:
            return
        if not found:
            cell(*FITS)
            return
        cell(*DEVIATES)
        for deviation in dict.fromkeys(found):
            cell("deviation", deviation.kind, deviation.element)


def is_of_people(what: What, graph: Process | None) -> bool:
    """Whether a figure is about the work of the people at a step: not where a timer or the system does it."""
    if what[0] not in ("step", "taken", "step due"):
        return False
    node = graph.nodes.get(what[1]) if graph is not None else None
    return node is None or node.kind in (Kind.USER, Kind.MANUAL)


__all__ = ["CASE", "CUT", "DEVIATES", "FITS", "KEPT", "LATE", "Cells", "Models", "Tally", "What"]
