"""The event log of a process for other tools: XES (IEEE 1849) and CSV, written as it is read.

Only cases that went a way which five went, without names, numbers and accounts, and with times to the hour: enough to
find the model and the bottlenecks, not enough to find the person.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from xml.sax.saxutils import quoteattr

from django.utils.translation import gettext as _

from allmende.base.directory.models import Unit
from allmende.foundation.tables import no_formula

from .figures import versions_of
from .groups import Cell, blocks
from .log import ADDED, PERSON, Step, Trace, finished, traces
from .periods import Period
from .tally import Models, month_of, way_of

_HOUR = 3600
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="2.0" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event"><string key="concept:name" value=""/><string key="lifecycle:transition" value="complete"/>
<date key="time:timestamp" value="1970-01-01T00:00:00Z"/></global>
<classifier name="Step" scope="event" keys="concept:name"/>
<classifier name="StepAndTransition" scope="event" keys="concept:name lifecycle:transition"/>
"""
COLUMNS = ("case", "step", "element", "transition", "time", "office")


@dataclass(frozen=True)
class Line:
    """One event of an exported case; ``case`` is a running number and says nothing elsewhere."""

    case: int
    step: str
    element: str
    transition: str
    time: str
    office: str


def xes(key: str, period: Period, unit: str = "") -> Iterator[str]:
    """The log as an XES document, in pieces."""
    yield _HEAD
    yield f'<string key="concept:name" value={quoteattr(key)}/>\n<string key="lifecycle:model" value="standard"/>\n'
    for lines in cases(key, period, unit):
        yield f'<trace><string key="concept:name" value="{lines[0].case}"/>\n{"".join(map(_event, lines))}</trace>\n'
    yield "</log>\n"


def _event(line: Line) -> str:
    office = f'<string key="org:group" value={quoteattr(line.office)}/>' if line.office else ""
    return (
        f'<event><string key="concept:name" value={quoteattr(line.step)}/>'
        f'<string key="lifecycle:transition" value="{line.transition}"/>'
        f'<date key="time:timestamp" value="{line.time}"/>{office}'
        f'<string key="element" value={quoteattr(line.element)}/></event>\n'
    )


def csv_lines(key: str, period: Period, unit: str = "") -> Iterator[str]:
    """The log as CSV with a line of names, in pieces."""
    yield _csv(COLUMNS)
    for lines in cases(key, period, unit):
        yield "".join(
            _csv(
                (
                    line.case,
                    no_formula(line.step),
                    line.element,
                    line.transition,
                    line.time,
                    no_formula(line.office),
                )
            )
            for line in lines
        )


def _csv(values: tuple[object, ...]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(values)
    return text.getvalue()


def cases(key: str, period: Period, unit: str = "") -> Iterator[list[Line]]:
    """The events of each case that may be told."""
    versions, models = versions_of(key), Models()
    runs = finished(versions, period.since(), period.before())
    told = _told(traces(runs, models.elements), period)
    graphs = [graph for version in versions if (graph := models.graph(str(version))) is not None]
    names = {node.id: node.name or node.id for graph in reversed(graphs) for node in graph.nodes.values()}
    offices = {str(pk): name for pk, name in Unit.objects.values_list("pk", "name")}
    number = 0
    for trace in traces(runs, models.elements):
        if unit in ("", trace.unit) and (way_of(trace), trace.unit, month_of(trace.ended)) in told:
            number += 1
            yield list(_lines(number, trace, names, offices))


def _told(found: Iterator[Trace], period: Period) -> set[tuple[tuple[str, ...], str, int]]:
    """Way, office and month of the cases in closed blocks inside the period."""
    cells: dict[tuple[tuple[str, ...], str], dict[int, Cell]] = {}
    for trace in found:
        if trace.steps:
            months = cells.setdefault((way_of(trace), trace.unit), {})
            cell = months.setdefault(month_of(trace.ended), Cell())
            cell.cases += 1
            cell.people |= {step.who for step in trace.steps if step.who} or {""}
    return {
        (way, office, month)
        for (way, office), months in cells.items()
        for block, _number in blocks(months, of_people=False)
        if period.first <= block[0] and block[-1] <= period.last
        for month in block
    }


def _lines(number: int, trace: Trace, names: dict[str, str], offices: dict[str, str]) -> Iterator[Line]:
    office = offices.get(trace.unit, "")
    happened: list[tuple[float, int, str, Step]] = []
    for place, step in enumerate(trace.steps):
        if step.kind in (PERSON, ADDED):
            happened.append((step.opened, place, "schedule", step))
            if step.taken is not None and step.taken >= step.opened:
                happened.append((step.taken, place, "start", step))
        happened.append((step.done, place, "complete", step))
    for at, _place, transition, step in sorted(happened, key=lambda row: row[:2]):
        name = names.get(step.element, step.element) if step.element else _("Added by hand")
        yield Line(number, name, step.element, transition, _time(int(at // _HOUR)), office)


@lru_cache(maxsize=20_000)
def _time(hour: int) -> str:
    return datetime.fromtimestamp(hour * _HOUR, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
