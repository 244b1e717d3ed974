"""Finished runs of a process as traces, read from the event log in one streaming pass."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection
from django.utils import timezone

from allmende.base.cases.events import CaseAssigned, CaseDecided, CaseOpened
from allmende.base.workflow.events import (
    EventHappened,
    InstanceEnded,
    InstanceStarted,
    ServiceDone,
    TaskAssigned,
    TaskCancelled,
    TaskCompleted,
    TaskOpened,
    TimerFired,
)
from allmende.base.workflow.models import Instance
from allmende.foundation import sql
from allmende.foundation.tenants.context import current_tenant_id

PERSON, SERVICE, TIMER, EVENT, ADDED = "person", "service", "timer", "event", "added"
_HAPPENED = {ServiceDone.type: SERVICE, TimerFired.type: TIMER, EventHappened.type: EVENT}
_TYPES = (
    InstanceStarted.type, InstanceEnded.type, TaskOpened.type, TaskCompleted.type, TaskCancelled.type,
    TaskAssigned.type, *_HAPPENED, CaseOpened.type, CaseAssigned.type, CaseDecided.type,
)  # fmt: skip
_OPENED, _COMPLETED = TaskOpened.type, TaskCompleted.type
#: So many streams a statement.
_AT_ONCE = 500
_NAIVE, _AWARE = datetime(1970, 1, 1), datetime(1970, 1, 1, tzinfo=UTC)  # noqa: DTZ001
_decode = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
Row = tuple[str, str, str, Any, str]


@dataclass(slots=True)
class Step:
    """Something that happened to an element; times in seconds since 1970.

    ``taken`` is when a person took it on, where that was after it was opened; ``who`` did it.
    """

    element: str
    kind: str
    opened: float
    done: float = 0.0
    taken: float | None = None
    who: str = ""
    due: float | None = None


@dataclass(slots=True)
class Trace:
    """One finished run; ``steps`` in the order in which they were done. ``in_time``: whether the case was decided by
    the day that it named when it came in; None where it named none or was not decided."""

    version: str
    unit: str
    started: float
    ended: float = 0.0
    cut_short: bool = False
    in_time: bool | None = None
    steps: list[Step] = field(default_factory=list)


def finished(versions: Collection[uuid.UUID], since: datetime, before: datetime) -> list[tuple[str, str]]:
    """(subject, instance) of the runs of ``versions`` that ended in this time, by subject."""
    rows = Instance.objects.filter(
        version_id__in=versions, state__in=(Instance.State.ENDED, Instance.State.CANCELLED),
        ended_at__gte=since, ended_at__lt=before,
    )  # fmt: skip
    return sorted((subject, str(key)) for key, subject in rows.values_list("id", "subject").iterator(5000))


def traces(runs: Sequence[tuple[str, str]], elements: Callable[[str], Collection[str]]) -> Iterator[Trace]:
    """The traces of ``runs`` (as ``finished`` returns them); ``elements`` gives those of a version by its key."""
    wanted = {instance for _subject, instance in runs}
    subjects = list(dict.fromkeys(subject for subject, _instance in runs))
    for start in range(0, len(subjects), _AT_ONCE):
        for _stream, rows in groupby(_rows(subjects[start : start + _AT_ONCE]), itemgetter(0)):
            yield from _Stream(wanted, elements).read(rows)


def _rows(subjects: Sequence[str]) -> list[Row]:
    marks, types = ", ".join(["%s"] * len(subjects)), ", ".join(["%s"] * len(_TYPES))
    statement = (
        f"SELECT stream, type, actor, {_at()}, data FROM events_event"  # noqa: S608
        f" WHERE tenant_id = %s AND stream IN ({marks}) AND type IN ({types}) ORDER BY stream, seq"
    )
    found: list[Any] = sql.rows(statement, [sql.key(current_tenant_id()), *subjects, *_TYPES])
    return found


def _at() -> str:
    """SQLite's driver would make each time in Python, slowly."""
    return "CAST(at AS TEXT)" if connection.vendor == "sqlite" else "at"


def _seconds(value: Any) -> float:
    """A time as the database returned it: SQLite as text without a zone."""
    if isinstance(value, str):
        return (datetime.fromisoformat(value) - _NAIVE).total_seconds()
    return float((value - _AWARE).total_seconds())


def day_of(seconds: float) -> date:
    """The day here at which this was."""
    return datetime.fromtimestamp(seconds, timezone.get_default_timezone()).date()


class _Stream:
    """The runs of one subject; mostly one, sometimes several after or within each other."""

    def __init__(self, wanted: Collection[str], elements: Callable[[str], Collection[str]]) -> None:
        self.wanted, self.elements = wanted, elements
        self.running: dict[str, Trace] = {}
        self.ended: list[Trace] = []
        self.tasks: dict[str, tuple[Trace, Step]] = {}
        self.unit, self.due, self.assigned = "", "", ""
        self.in_time: bool | None = None

    def read(self, rows: Iterable[Row]) -> list[Trace]:
        last_at: Any = None
        data: Any
        now = 0.0
        for _stream, kind, actor, at, text in rows:
            if at != last_at:  # what happens in one move happens at one time
                now, last_at = _seconds(at), at
            data = _decode(text, 0)[0] if text.__class__ is str else text
            if kind == _OPENED:
                self._open(data, now)
            elif kind == _COMPLETED:
                known = self.tasks.pop(data["task"], None)
                if known is not None:
                    trace, step = known
                    step.done, step.who = now, actor
                    trace.steps.append(step)
            elif kind in _HAPPENED:
                found = self._owner(data)
                if found is not None:
                    before = found.steps[-1].done if found.steps else found.started
                    found.steps.append(Step(data["element"], _HAPPENED[kind], before, now))
            else:
                self._rare(kind, data, now)
        for trace in self.ended:
            trace.unit, trace.in_time = trace.unit or self.unit, self.in_time
        return self.ended

    def _rare(self, kind: str, data: dict[str, Any], now: float) -> None:
        if kind == InstanceStarted.type:
            self.running[data["instance"]] = Trace(data["version"], self.unit, now)
        elif kind == InstanceEnded.type:
            trace = self.running.pop(data["instance"], None)
            if trace is not None and data["instance"] in self.wanted:
                trace.ended, trace.cut_short = now, bool(data.get("cancelled"))
                self.ended.append(trace)
        elif kind == CaseAssigned.type:
            self._take(list(self.tasks.values()) if data.get("assignee") else [], now)
        elif kind == TaskAssigned.type:
            known = self.tasks.get(data["task"])
            self._take([known] if known and data.get("assignee") else [], now)
        elif kind == TaskCancelled.type:
            self.tasks.pop(data["task"], None)
        elif kind == CaseOpened.type:
            self.unit, self.due = data.get("unit") or "", data.get("due_on") or ""
        elif kind == CaseDecided.type and self.due and self.in_time is None:
            self.in_time = day_of(now).isoformat() <= self.due

    def _open(self, data: dict[str, Any], now: float) -> None:
        trace = self._owner(data)
        if trace is None:
            return
        due, element = data["due_at"], data["element"]
        limit = (datetime.fromisoformat(due) - _AWARE).total_seconds() if due else None
        step = Step(element, PERSON if element else ADDED, now, due=limit)
        if not trace.unit:
            trace.unit = data["unit"] or ""
        self.tasks[data["task"]] = (trace, step)

    @staticmethod
    def _take(tasks: Iterable[tuple[Trace, Step]], now: float) -> None:
        for _trace, step in tasks:
            step.taken = now

    def _owner(self, data: dict[str, Any]) -> Trace | None:
        """The run to which an event belongs: named, or the newest one that has such an element."""
        if len(self.running) < 2:
            return next(iter(self.running.values()), None)
        if "instance" in data:
            return self.running.get(data["instance"])
        element = data["element"]
        for trace in reversed(self.running.values()):
            if not element or element in self.elements(trace.version):
                return trace
        return None
