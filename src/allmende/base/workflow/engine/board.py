"""The tokens of one instance in memory, its variables, and what a move has to write."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from allmende.foundation.calendar.days import Calendar
from allmende.foundation.expressions import Expression
from allmende.foundation.ids import uuid7

from ..calendar import Hours, usual_hours
from ..decisions.results import Result
from ..graph import Node, Process, Value


class StuckError(Exception):
    """A token cannot go on; the message is for the operator."""


class ProcessError(Exception):
    """An error in the sense of BPMN: ``code`` is what an error event catches."""

    def __init__(self, code: str, message: str = "") -> None:
        self.code = code
        super().__init__(message or code)


@dataclass
class Mark:
    """A token in memory; its states are those of the table.

    ``data`` holds, where it has any: ``local`` its own variables, ``loop`` how far the loop is whose runs are the
    tokens in its scope.
    """

    element: str
    state: str = "waiting"
    flow: str = ""
    scope: uuid.UUID | None = None
    id: uuid.UUID = field(default_factory=uuid7)
    data: dict[str, Any] | None = None


def _no_process(_key: str) -> uuid.UUID | None:
    return None


def _no_decision(key: str, _variables: Mapping[str, Any]) -> tuple[uuid.UUID, Result]:
    raise StuckError(key)


@dataclass(frozen=True)
class Surroundings:
    """What the engine asks of the world: the time, the calendar of an office (None: of all), units, processes and
    decisions by their key.
    """

    now: datetime
    calendar: Callable[[uuid.UUID | None], Calendar]
    unit_id: Callable[[str], uuid.UUID | None]
    hours: Callable[[uuid.UUID | None], Hours] = lambda _unit: usual_hours
    process: Callable[[str], uuid.UUID | None] = _no_process
    decide: Callable[[str, Mapping[str, Any]], tuple[uuid.UUID, Result]] = _no_decision


@dataclass(frozen=True)
class OpenedTask:
    mark: Mark
    node: Node
    unit_id: uuid.UUID | None
    due_at: datetime | None


@dataclass(frozen=True)
class Armed:
    """A timer that began; ``mark`` is None for one of the whole process."""

    mark: Mark | None
    node: Node
    due_at: datetime
    again: int = 0


@dataclass(frozen=True)
class Listening:
    """A message for which somebody began to wait."""

    mark: Mark | None
    node: Node
    name: str
    key: str


@dataclass(frozen=True)
class Called:
    """A process that was called, with the variables it gets."""

    mark: Mark
    node: Node
    version_id: uuid.UUID
    variables: dict[str, Any]


@dataclass(frozen=True)
class Decided:
    node: Node
    version_id: uuid.UUID
    result: Result


@dataclass
class Changes:
    """What a move has to write.

    ``closed``: activities and events that are over, token and element; ``disarmed``: single events that wait no more
    (token None: of the whole process); ``freed``: tokens whose incident has settled itself; ``happened``: events, and
    what they were.
    """

    added: set[uuid.UUID] = field(default_factory=set)
    moved: set[uuid.UUID] = field(default_factory=set)
    removed: set[uuid.UUID] = field(default_factory=set)
    freed: set[uuid.UUID] = field(default_factory=set)
    disarmed: list[tuple[uuid.UUID | None, str]] = field(default_factory=list)
    closed: list[tuple[uuid.UUID, Node]] = field(default_factory=list)
    opened: list[OpenedTask] = field(default_factory=list)
    queued: list[tuple[Mark, Node]] = field(default_factory=list)
    armed: list[Armed] = field(default_factory=list)
    listening: list[Listening] = field(default_factory=list)
    called: list[Called] = field(default_factory=list)
    decided: list[Decided] = field(default_factory=list)
    happened: list[tuple[Node, str]] = field(default_factory=list)
    stuck: list[tuple[Mark, Node, str]] = field(default_factory=list)
    begun: set[uuid.UUID] = field(default_factory=set)
    variables: bool = False


@dataclass
class Board:
    """Tokens, variables and changes; the steps of the modules beside it move them."""

    process: Process
    variables: dict[str, Any]
    marks: dict[uuid.UUID, Mark]
    around: Surroundings
    state: str = "active"
    end_element: str = ""
    error: str = ""
    is_called: bool = False
    changes: Changes = field(default_factory=Changes)
    ready: list[Mark] = field(default_factory=list)

    def node(self, mark: Mark) -> Node:
        return self.process.nodes[mark.element]

    def alive(self, mark: Mark) -> bool:
        return mark.id in self.marks

    # -- variables

    def names(self, mark: Mark | None, base: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """The variables as an element sees them: those of the loops and scopes around it lie over the process's."""
        found: Mapping[str, Any] = self.variables if base is None else base
        if mark is None or (mark.data is None and mark.scope is None):
            return found
        for local in reversed(
            [m.data["local"] for m in self.around_mark(mark) if m.data and "local" in m.data]
        ):
            found = {**found, **local}
        return found

    def around_mark(self, mark: Mark | None) -> Iterator[Mark]:
        """``mark`` and the tokens of the scopes around it, from the inside."""
        while mark is not None:
            yield mark
            mark = self.marks.get(mark.scope) if mark.scope else None

    def evaluate(self, expression: Expression, mark: Mark | None = None) -> Any:
        """What the expression says now; None where it is unknown, because a variable is missing."""
        return expression.evaluate(self.names(mark))

    def value(self, value: Value, mark: Mark | None = None) -> Any:
        """The constant text, or what the expression says now (None where it is unknown)."""
        return value.text if value.expression is None else self.evaluate(value.expression, mark)

    def set_variables(self, values: Mapping[str, Any], mark: Mark | None = None) -> None:
        """Set variables: in the innermost loop around ``mark`` that has one of this name, else in the process."""
        rest = dict(values)
        for holder in self.around_mark(mark):
            local = holder.data.get("local") if holder.data else None
            own = {name: rest.pop(name) for name in values if local and name in local and name in rest}
            if own and holder.data is not None:
                holder.data = {**holder.data, "local": {**holder.data["local"], **own}}
                self.changes.moved.add(holder.id)
                self.changes.variables = True
        if rest:
            self.variables = {**self.variables, **rest}
            self.changes.variables = True

    # -- tokens

    def add(
        self, element: str, flow: str, scope: uuid.UUID | None, data: dict[str, Any] | None = None
    ) -> Mark:
        mark = Mark(element, flow=flow, scope=scope, data=data)
        self.marks[mark.id] = mark
        self.changes.added.add(mark.id)
        return mark

    def begin(
        self, element: str, scope: uuid.UUID | None, *, flow: str = "", data: dict[str, Any] | None = None
    ) -> Mark:
        """A new token that moves next."""
        mark = self.add(element, flow, scope, data)
        self.ready.append(mark)
        return mark

    def place(self, mark: Mark, element: str, flow: str) -> None:
        if mark.state in ("stuck", "leaving"):
            self.changes.freed.add(mark.id)
        mark.element, mark.flow, mark.state = element, flow, "waiting"
        self.changes.moved.add(mark.id)

    def wait(self, mark: Mark, state: str = "waiting") -> None:
        mark.state = state
        self.changes.moved.add(mark.id)
        self.changes.begun.add(mark.id)

    def keep(self, mark: Mark, **data: Any) -> None:
        """Note something with a token."""
        mark.data = {**(mark.data or {}), **data}
        self.changes.moved.add(mark.id)

    def close(self, mark: Mark) -> None:
        """What waits at the token's element is over, also where it began in this very move."""
        changes = self.changes
        changes.closed.append((mark.id, self.node(mark)))
        if mark.id in changes.begun:
            changes.begun.discard(mark.id)
            changes.opened = [entry for entry in changes.opened if entry.mark is not mark]
            changes.armed = [entry for entry in changes.armed if entry.mark is not mark]
            changes.listening = [entry for entry in changes.listening if entry.mark is not mark]
            changes.called = [entry for entry in changes.called if entry.mark is not mark]
            changes.queued = [entry for entry in changes.queued if entry[0] is not mark]

    def remove(self, mark: Mark) -> None:
        self.close(mark)
        if mark.state in ("stuck", "leaving"):
            self.changes.freed.add(mark.id)
        self.marks.pop(mark.id, None)
        self.changes.removed.add(mark.id)

    def drop_inner(self, mark: Mark) -> None:
        """Take away all that runs inside the token's activity."""
        for inner in self.inside(mark.id):
            self.drop_inner(inner)
            self.remove(inner)

    def inside(self, scope: uuid.UUID | None) -> list[Mark]:
        """The tokens directly in a scope."""
        return [mark for mark in self.marks.values() if mark.scope == scope]

    def get_stuck(self, mark: Mark, node: Node, state: str, message: str) -> None:
        self.wait(mark, state)
        self.changes.stuck.append((mark, node, message))
