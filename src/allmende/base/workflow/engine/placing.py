"""A token put elsewhere by hand: what an operator does where a process went wrong."""

from __future__ import annotations

import uuid
from itertools import pairwise

from django.utils.translation import gettext as _

from ..graph import Kind, Node, Process
from .board import Board, Mark
from .run import Run
from .scopes import body_of
from .waiting import arm

#: Where a token cannot be put: they belong to another element, or wait for several tokens.
_NEVER = frozenset({Kind.BOUNDARY})
_JOINS = frozenset({Kind.PARALLEL, Kind.INCLUSIVE})


class CannotPlaceError(ValueError):
    """A token cannot be put there; the message is for the operator."""


def place_token(run: Run, mark: Mark, target: str) -> Mark:
    """Put ``mark`` on the element ``target`` and move on; returns the token that moved.

    What waited at the token's old place is over. Where the target lies outside the token's sub-process or loop, these
    end with all that runs in them; where it lies inside a sub-process, that begins without its start event. Raises
    ``CannotPlaceError``; nothing is changed then.
    """
    node = run.process.nodes.get(target)
    if node is None:
        raise CannotPlaceError(_("The process has no such element."))
    goal = _scopes_of(run.process, node)
    _check(run, node, goal)
    moved, inside = _where(run, mark, goal)
    run.drop_inner(moved)
    run.close(moved)
    moved.data = {name: value for name, value in (moved.data or {}).items() if name == "local"} or None
    last = moved
    for number, key in enumerate([*goal[inside:], target]):
        if number == 0:
            run.place(moved, key, "")
        else:
            arm(run, last)
            last = run.add(key, "", last.id)
    run.ready.append(last)
    run.move()
    return moved


def places(process: Process) -> list[Node]:
    """The elements on which a token of this process may be put."""
    return [
        node for node in process.nodes.values() if not _objection(process, node, _scopes_of(process, node))
    ]


def _check(run: Run, node: Node, goal: list[str]) -> None:
    objection = _objection(run.process, node, goal)
    if objection:
        raise CannotPlaceError(objection)


def _objection(process: Process, node: Node, goal: list[str]) -> str:
    nodes = process.nodes
    if node.kind in _NEVER:
        return _("An event on a boundary belongs to its activity. Choose the activity or what follows.")
    if node.kind in _JOINS and node.incoming > 1:
        return _("This gateway waits for several paths. Choose what follows it.")
    if node.is_handler or any(nodes[key].is_handler for key in goal):
        return _("This sub-process begins by its event only.")
    if any(nodes[key].loop is not None for key in goal):
        return _("This element runs several times. Choose the whole activity.")
    return ""


def _scopes_of(process: Process, node: Node) -> list[str]:
    """The sub-processes around the element, the outermost first."""
    found: list[str] = []
    while node.scope is not None:
        found.insert(0, node.scope)
        node = process.nodes[node.scope]
    return found


def _where(board: Board, mark: Mark, goal: list[str]) -> tuple[Mark, int]:
    """Which token moves: the outermost one around ``mark`` in the innermost scope that it shares with the goal, and
    how many sub-processes they share."""
    line = list(board.around_mark(mark))
    levels = [outer for inner, outer in pairwise(line) if body_of(board, inner) is not outer][::-1]
    shared: uuid.UUID | None = None
    depth = 0
    for level, wanted in zip(levels, goal, strict=False):
        if level.element != wanted:
            break
        shared, depth = level.id, depth + 1
    return next(token for token in line if token.scope == shared), depth
