"""The token engine: pure steps over a graph, without a database.

A ``Run`` holds the tokens of one instance in memory; moving it collects what has to be written, and the store
writes it in few statements.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.utils.translation import gettext as _

from allmende.foundation.expressions import Expression
from allmende.foundation.ids import uuid7

from .graph import PERSON, Flow, Kind, Node, Process, Value
from .timing import task_due, timer_due

#: A move that takes more steps runs in a circle without ever waiting.
MOST_STEPS = 2_000


class StuckError(Exception):
    """A token cannot go on; the message is for the operator."""


@dataclass
class Mark:
    """A token in memory; its states are those of the table."""

    element: str
    state: str = "waiting"
    flow: str = ""
    scope: uuid.UUID | None = None
    id: uuid.UUID = field(default_factory=uuid7)


@dataclass(frozen=True)
class Surroundings:
    """What the engine asks of the world: the time, the federal state, and units by their key."""

    now: datetime
    federal_state: str
    unit_id: Callable[[str], uuid.UUID | None]


@dataclass(frozen=True)
class OpenedTask:
    mark: Mark
    node: Node
    unit_id: uuid.UUID | None
    due_at: datetime | None


@dataclass
class Changes:
    """What a move has to write. ``closed`` are activities and timers that are over: token and element."""

    added: set[uuid.UUID] = field(default_factory=set)
    moved: set[uuid.UUID] = field(default_factory=set)
    removed: set[uuid.UUID] = field(default_factory=set)
    closed: list[tuple[uuid.UUID, Node]] = field(default_factory=list)
    opened: list[OpenedTask] = field(default_factory=list)
    queued: list[tuple[Mark, Node]] = field(default_factory=list)
    armed: list[tuple[Mark, Node, datetime]] = field(default_factory=list)
    stuck: list[tuple[Mark, Node, str]] = field(default_factory=list)
    variables: bool = False


@dataclass
class Run:
    """One instance on the move."""

    process: Process
    variables: dict[str, Any]
    marks: dict[uuid.UUID, Mark]
    around: Surroundings
    state: str = "active"
    end_element: str = ""
    changes: Changes = field(default_factory=Changes)
    _ready: list[Mark] = field(default_factory=list)

    # -- what can happen to an instance

    def start(self, *, reopened: bool = False) -> None:
        """Put the first token on the start event, or where a reopened subject goes on, and move."""
        first = (self.process.reopen if reopened else "") or self.process.start
        self._ready.append(self._add(first, "", None))
        self._move()

    def go_on(self, mark: Mark) -> None:
        """The activity or event where ``mark`` waited is over: leave it and move."""
        self._leave(mark)
        self._move()

    def again(self, mark: Mark) -> None:
        """Try once more where ``mark`` got stuck."""
        if mark.state == "leaving":
            self._leave(mark)
        else:
            self._ready.append(mark)
        self._move()

    def fire(self, mark: Mark, element: str) -> None:
        """The timer ``element`` fired: the event that ``mark`` waits at, or one on the boundary of its activity."""
        node = self.process.nodes[element]
        if node.kind is not Kind.BOUNDARY_TIMER:
            self.go_on(mark)
            return
        if node.interrupting:
            self._drop_inner(mark)
            self._close(mark)
            self._place(mark, node.id, mark.flow)
        else:
            mark = self._add(node.id, mark.flow, mark.scope)
        self._ready.append(mark)
        self._move()

    def cancel(self) -> None:
        """Take all tokens away."""
        for mark in list(self.marks.values()):
            self._remove(mark)
        self.state = "cancelled"

    def set_variables(self, values: Mapping[str, Any]) -> None:
        self.variables = {**self.variables, **values}
        self.changes.variables = True

    def node(self, mark: Mark) -> Node:
        return self.process.nodes[mark.element]

    def value(self, value: Value) -> Any:
        """The constant text, or what the expression says now (None where it is unknown)."""
        return value.text if value.expression is None else self._evaluate(value.expression)

    # -- moving

    def _evaluate(self, expression: Expression) -> Any:
        """What the expression says now; None where it is unknown, because a variable is missing."""
        return expression.evaluate(self.variables)

    def _move(self) -> None:
        steps = 0
        while self._ready:
            mark = self._ready.pop()
            if mark.id in self.changes.removed:
                continue
            steps += 1
            node = self.node(mark)
            try:
                if steps > MOST_STEPS:
                    raise StuckError(_("The process runs in a circle without ever waiting."))
                _ENTER[node.kind](self, mark, node)
            except (StuckError, ValueError) as error:
                self._get_stuck(mark, node, "stuck", str(error))

    def _get_stuck(self, mark: Mark, node: Node, state: str, message: str) -> None:
        mark.state = state
        self.changes.moved.add(mark.id)
        self.changes.stuck.append((mark, node, message))

    def _add(self, element: str, flow: str, scope: uuid.UUID | None) -> Mark:
        mark = Mark(element, flow=flow, scope=scope)
        self.marks[mark.id] = mark
        self.changes.added.add(mark.id)
        return mark

    def _place(self, mark: Mark, element: str, flow: str) -> None:
        mark.element, mark.flow, mark.state = element, flow, "waiting"
        self.changes.moved.add(mark.id)

    def _close(self, mark: Mark) -> None:
        self.changes.closed.append((mark.id, self.node(mark)))

    def _remove(self, mark: Mark) -> None:
        self._close(mark)
        self.marks.pop(mark.id, None)
        self.changes.removed.add(mark.id)

    def _consume(self, mark: Mark) -> None:
        """``mark`` reached an end; with the last token its scope ends."""
        self._remove(mark)
        self._scope_may_end(mark.scope)

    def _scope_may_end(self, scope: uuid.UUID | None) -> None:
        if any(mark.scope == scope for mark in self.marks.values()):
            return
        if scope is None:
            self.state = "ended"
        elif scope in self.marks:
            self._leave(self.marks[scope])

    def _drop_inner(self, mark: Mark) -> None:
        for inner in [other for other in self.marks.values() if other.scope == mark.id]:
            self._drop_inner(inner)
            self._remove(inner)

    def _leave(self, mark: Mark) -> None:
        """Leave an activity or event by every path that is open."""
        node = self.node(mark)
        self._close(mark)
        try:
            paths = self._open_paths(node)
        except StuckError as error:
            self._get_stuck(mark, node, "leaving", str(error))
            return
        self._take(mark, node, paths)

    def _open_paths(self, node: Node) -> list[Flow]:
        free = [flow for flow in node.outgoing if flow.id != node.default]
        taken = [flow for flow in free if flow.condition is None or self._evaluate(flow.condition) is True]
        if not taken and node.outgoing:
            return [self._default(node)]
        return taken

    def _default(self, node: Node) -> Flow:
        for flow in node.outgoing:
            if flow.id == node.default:
                return flow
        raise StuckError(_("No condition of the outgoing paths holds, and none of them is the default."))

    def _take(self, mark: Mark, node: Node, flows: list[Flow]) -> None:
        if not flows:
            self.end_element = node.id
            self._consume(mark)
            return
        for flow in reversed(flows[1:]):
            self._ready.append(self._add(flow.target, flow.id, mark.scope))
        self._place(mark, flows[0].target, flows[0].id)
        self._ready.append(mark)

    # -- entering, by kind

    def _enter_pass(self, mark: Mark, node: Node) -> None:
        self._leave(mark)

    def _enter_end(self, mark: Mark, node: Node) -> None:
        self.end_element = node.id
        self._consume(mark)

    def _enter_terminate(self, mark: Mark, node: Node) -> None:
        self.end_element = node.id
        for other in [other for other in self.marks.values() if other.scope == mark.scope]:
            self._drop_inner(other)
            self._remove(other)
        self._scope_may_end(mark.scope)

    def _enter_person(self, mark: Mark, node: Node) -> None:
        key = str(self.value(node.unit) or self.variables.get("unit") or "")
        unit_id = self.around.unit_id(key) if key else None
        if key and unit_id is None:
            raise StuckError(_("There is no unit “%(key)s”.") % {"key": key})
        due_at = task_due(node, self.value, self.around.now, self.around.federal_state)
        self._wait(mark, node)
        self.changes.opened.append(OpenedTask(mark, node, unit_id, due_at))

    def _enter_service(self, mark: Mark, node: Node) -> None:
        self._wait(mark, node)
        self.changes.queued.append((mark, node))

    def _enter_timer(self, mark: Mark, node: Node) -> None:
        self._arm(mark, [node])

    def _enter_subprocess(self, mark: Mark, node: Node) -> None:
        self._wait(mark, node)
        self._ready.append(self._add(node.inner_start, "", mark.id))

    def _wait(self, mark: Mark, node: Node) -> None:
        self._arm(mark, [self.process.nodes[key] for key in node.boundary])

    def _arm(self, mark: Mark, timers: list[Node]) -> None:
        around = self.around
        armed = [
            (mark, node, timer_due(node.timer, self.value, around.now, around.federal_state))
            for node in timers
            if node.timer is not None
        ]
        mark.state = "waiting"
        self.changes.moved.add(mark.id)
        self.changes.armed += armed

    def _enter_script(self, mark: Mark, node: Node) -> None:
        if node.script is not None:
            self.set_variables({node.result: _as_json(self._evaluate(node.script))})
        self._leave(mark)

    def _enter_exclusive(self, mark: Mark, node: Node) -> None:
        if len(node.outgoing) < 2:
            self._take(mark, node, list(node.outgoing))
            return
        for flow in node.outgoing:
            if flow.condition is not None and self._evaluate(flow.condition) is True:
                self._take(mark, node, [flow])
                return
        self._take(mark, node, [self._default(node)])

    def _enter_parallel(self, mark: Mark, node: Node) -> None:
        mark.state = "joining"
        self.changes.moved.add(mark.id)
        arrived: dict[str, Mark] = {}
        for other in self.marks.values():
            if other.element == node.id and other.scope == mark.scope and other.state == "joining":
                arrived.setdefault(other.flow, other)
        if len(arrived) < node.incoming:
            return
        for other in arrived.values():
            if other is not mark:
                self._remove(other)
        self._take(mark, node, list(node.outgoing))


def _as_json(value: Any) -> Any:
    """CEL's points in time as ISO text: a day where it is midnight."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat()
    if isinstance(value, dict):
        return {str(key): _as_json(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_as_json(part) for part in value]
    return value


_ENTER: dict[Kind, Callable[[Run, Mark, Node], None]] = {
    Kind.START: Run._enter_pass,
    Kind.MILESTONE: Run._enter_pass,
    Kind.BOUNDARY_TIMER: Run._enter_pass,
    Kind.END: Run._enter_end,
    Kind.TERMINATE: Run._enter_terminate,
    Kind.SERVICE: Run._enter_service,
    Kind.SCRIPT: Run._enter_script,
    Kind.EXCLUSIVE: Run._enter_exclusive,
    Kind.PARALLEL: Run._enter_parallel,
    Kind.TIMER: Run._enter_timer,
    Kind.SUBPROCESS: Run._enter_subprocess,
    **dict.fromkeys(PERSON, Run._enter_person),
}
