"""One instance on the move: what can happen to it, and the loop that moves its tokens until all wait."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from ..graph import PERSON, Kind, Node, On
from . import activities, gateways, scopes, throwing, waiting
from .board import Board, Mark, StuckError

#: A move that takes more steps runs in a circle without ever waiting.
MOST_STEPS = 5_000


@dataclass
class Run(Board):
    """One instance on the move."""

    def __post_init__(self) -> None:
        # What conditional events compare with: they happen when a condition becomes true.
        self._before: Mapping[str, Any] = self.variables
        self._old = (
            {key: mark.element for key, mark in self.marks.items()} if self.process.has_conditions else {}
        )
        self._fired: set[tuple[uuid.UUID | None, str]] = set()

    def start(self, *, reopened: bool = False, element: str = "") -> None:
        """Put the first token on a start event (``element``; else the one without trigger), or where a reopened
        subject goes on, and move."""
        first = element or (self.process.reopen if reopened else "") or self.process.start
        self.begin(first, None)
        waiting.arm_process(self)
        self.move()

    def go_on(self, mark: Mark) -> None:
        """The activity or event where ``mark`` waited is over: leave it and move."""
        scopes.leave(self, mark)
        self.move()

    def again(self, mark: Mark) -> None:
        """Try once more where ``mark`` got stuck."""
        self.changes.freed.add(mark.id)
        if mark.state == "leaving":
            scopes.leave(self, mark)
        else:
            self.ready.append(mark)
        self.move()

    def fire(self, mark: Mark | None, element: str, values: Mapping[str, Any] | None = None) -> None:
        """The event ``element`` happened, for which ``mark`` (None: the whole process) waited."""
        throwing.catch(self, mark, self.process.nodes[element], values)
        self.move()

    def waits_for(self, token_id: uuid.UUID | None, element: str) -> bool:
        """Whether the event ``element`` may happen now where the token is."""
        if self.state != "active":
            return False
        if token_id is None:
            return element in waiting.open_handlers(self, None)
        mark = self.marks.get(token_id)
        return mark is not None and element in waiting.armed_now(self, mark)

    def throw_error(self, mark: Mark, code: str, message: str = "") -> bool:
        """An error happened in the activity at ``mark``; False where nothing catches it (nothing is changed then)."""
        caught = throwing.throw_error(self, mark, code, message)
        self.move()
        return caught

    def escalate(self, mark: Mark, code: str) -> bool:
        """An escalation came out of the process called at ``mark``; False where nothing catches it."""
        caught = throwing.throw(self, mark, On.ESCALATION, code)
        self.move()
        return caught

    def cancel(self) -> None:
        """Take all tokens away."""
        for mark in list(self.marks.values()):
            self.remove(mark)
        self.state = "cancelled"

    def move(self) -> None:
        """Move all tokens until each waits; then let inclusive gateways and conditional events go on."""
        steps = 0
        while True:
            while self.ready:
                steps += 1
                self._step(self.ready.pop(), steps)
            if self.process.reaches and gateways.open_joins(self):
                continue
            if not self.process.has_conditions or not self._fire_condition():
                return

    def _step(self, mark: Mark, steps: int) -> None:
        if mark.id not in self.marks:
            return
        node = self.node(mark)
        try:
            if steps > MOST_STEPS:
                raise StuckError(_("The process runs in a circle without ever waiting."))
            if node.loop is not None and scopes.body_of(self, mark) is None:
                waiting.arm(self, mark)
                if not scopes.enter_loop(self, mark, node.loop):
                    scopes.leave(self, mark)
                return
            _ENTER[node.kind](self, mark, node)
        except (StuckError, ValueError) as error:
            self.get_stuck(mark, node, "stuck", str(error))

    def _fire_condition(self) -> bool:
        for mark, node in waiting.due_conditions(self, self._before, self._old, self._fired):
            self._fired.add((mark.id if mark else None, node.id))
            throwing.catch(self, mark, node)
            return True
        return False


def _pass(board: Board, mark: Mark, _node: Node) -> None:
    scopes.leave(board, mark)


def _milestone(board: Board, mark: Mark, node: Node) -> None:
    board.changes.happened.append((node, "milestone"))
    scopes.leave(board, mark)


def _wait(board: Board, mark: Mark, _node: Node) -> None:
    waiting.arm(board, mark)


_ENTER: dict[Kind, Callable[[Board, Mark, Node], None]] = {
    Kind.START: _pass,
    Kind.LINK: _pass,
    Kind.BOUNDARY: _pass,
    Kind.MILESTONE: _milestone,
    Kind.CATCH: _wait,
    Kind.RECEIVE: _wait,
    Kind.ESCALATE: throwing.enter_escalation,
    Kind.ESCALATION_END: throwing.enter_escalation,
    Kind.END: throwing.enter_end,
    Kind.TERMINATE: throwing.enter_terminate,
    Kind.ERROR_END: throwing.enter_error_end,
    Kind.SERVICE: activities.enter_service,
    Kind.SCRIPT: activities.enter_script,
    Kind.RULE: activities.enter_rule,
    Kind.CALL: activities.enter_call,
    Kind.SUBPROCESS: activities.enter_subprocess,
    Kind.EXCLUSIVE: gateways.enter_exclusive,
    Kind.PARALLEL: gateways.enter_parallel,
    Kind.INCLUSIVE: gateways.enter_inclusive,
    Kind.EVENT_BASED: gateways.enter_event_based,
    **dict.fromkeys(PERSON, activities.enter_person),
}
