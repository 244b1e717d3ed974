"""What waits where a token is: timers, messages and conditions."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from ..calendar import Hours
from ..graph import Kind, Node, On
from ..timing import timer_begins
from .board import Armed, Board, Listening, Mark, StuckError
from .scopes import body_of


def arm(board: Board, mark: Mark) -> None:
    """The token waits at its element: arm what stands on the boundary and what it waits for itself.

    For a loop the boundary belongs to the whole, and what is waited for to each run.
    """
    board.wait(mark)
    node = board.node(mark)
    if node.timed or node.listening:
        arm_only(board, mark, armed_at(board, mark))


def arm_process(board: Board) -> None:
    """Arm the event sub-processes of the whole process."""
    arm_only(board, None, board.process.handlers)


def armed_at(board: Board, mark: Mark) -> tuple[str, ...]:
    """The elements whose trigger waits while the token is where it is."""
    node = board.node(mark)
    if node.loop is None:
        return node.armed + node.boundary
    return node.boundary if body_of(board, mark) is None else node.armed


def arm_only(board: Board, mark: Mark | None, keys: Iterable[str]) -> None:
    """Arm these elements at the token (None: of the whole process)."""
    around = board.around
    for key in keys:
        node = board.process.nodes[key]
        trigger = node.trigger
        if trigger is None:
            continue
        if trigger.on is On.TIMER and trigger.timer is not None:
            found = timer_begins(
                trigger.timer,
                lambda value: board.value(value, mark),
                around.now,
                around.calendar(None),
                lambda: _hours(board, mark),
            )
            if found is not None:
                again = 0 if node.interrupting else found[1]
                board.changes.armed.append(Armed(mark, node, found[0], again))
            elif node.kind is Kind.CATCH:
                raise StuckError(_("The last moment of this repetition is over."))
        elif trigger.on is On.MESSAGE:
            key_value = board.value(trigger.key, mark) if trigger.key else ""
            text = "" if key_value is None else str(key_value)[:200]
            board.changes.listening.append(Listening(mark, node, trigger.name, text))


def _hours(board: Board, mark: Mark | None) -> Hours:
    """The hours of the office that the process works for."""
    key = str(board.names(mark).get("unit") or "")
    return board.around.hours(board.around.unit_id(key) if key else None)


def conditions(board: Board) -> Iterator[tuple[Mark | None, Node]]:
    """The conditional events that wait now."""
    for key in open_handlers(board, None):
        yield None, board.process.nodes[key]
    for mark in list(board.marks.values()):
        if mark.state != "joining":
            for key in armed_now(board, mark):
                yield mark, board.process.nodes[key]


def armed_now(board: Board, mark: Mark) -> tuple[str, ...]:
    """As ``armed_at``, without the event sub-processes of a scope that one of them has interrupted."""
    keys = armed_at(board, mark)
    handlers = board.node(mark).handlers
    if not handlers or _is_open(board, mark.id):
        return keys
    return tuple(key for key in keys if key not in handlers)


def open_handlers(board: Board, scope: uuid.UUID | None) -> tuple[str, ...]:
    """The event sub-processes of the whole process that may begin."""
    return board.process.handlers if board.state == "active" and _is_open(board, scope) else ()


def _is_open(board: Board, scope: uuid.UUID | None) -> bool:
    """Whether no event sub-process has interrupted the scope."""
    return not any(
        board.node(mark).is_handler and board.process.nodes[board.node(mark).inner_start].interrupting
        for mark in board.inside(scope)
    )


def due_conditions(
    board: Board,
    before: Mapping[str, Any],
    old: Mapping[uuid.UUID, str],
    fired: set[tuple[uuid.UUID | None, str]],
) -> Iterator[tuple[Mark | None, Node]]:
    """Conditional events that became true: they hold now, and did not with the variables ``before`` or were not
    armed then (``old``: where tokens were before the move)."""
    for mark, node in conditions(board):
        trigger = node.trigger
        if trigger is None or trigger.on is not On.CONDITION or trigger.condition is None:
            continue
        place = (mark.id if mark else None, node.id)
        if place in fired or board.evaluate(trigger.condition, mark) is not True:
            continue
        was_armed = bool(old) if mark is None else old.get(mark.id) == mark.element
        if (
            was_armed
            and node.kind is not Kind.CATCH
            and trigger.condition.evaluate(board.names(mark, before)) is True
        ):
            continue
        yield mark, node
