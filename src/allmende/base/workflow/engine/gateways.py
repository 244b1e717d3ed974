"""Gateways: which ways are taken, and which tokens are waited for."""

from __future__ import annotations

from collections.abc import Mapping

from ..graph import Node
from .board import Board, Mark
from .scopes import default_path, leave, take
from .waiting import arm


def enter_exclusive(board: Board, mark: Mark, node: Node) -> None:
    """The first arrow whose condition holds, else the default."""
    if len(node.outgoing) < 2:
        take(board, mark, node, list(node.outgoing))
        return
    for flow in node.outgoing:
        if flow.condition is not None and board.evaluate(flow.condition, mark) is True:
            take(board, mark, node, [flow])
            return
    take(board, mark, node, [default_path(node)])


def enter_parallel(board: Board, mark: Mark, node: Node) -> None:
    """Wait for one token from each incoming arrow, then take every arrow."""
    if node.incoming > 1:
        board.wait(mark, "joining")
        arrived = _arrived(board, mark, node)
        if len(arrived) < node.incoming:
            return
        mark = _merge(board, mark, arrived)
    take(board, mark, node, list(node.outgoing))


def enter_inclusive(board: Board, mark: Mark, node: Node) -> None:
    """Split at once; before a join wait until nothing more can come (``open_joins`` looks when all else rests)."""
    if node.incoming > 1:
        board.wait(mark, "joining")
    else:
        leave(board, mark)


def enter_event_based(board: Board, mark: Mark, node: Node) -> None:
    """Wait for the first of the events that follow."""
    arm(board, mark)


def open_joins(board: Board) -> bool:
    """Let an inclusive gateway go on that no further token can reach; whether there was one.

    As BPMN 2.0 (table 13.3) says: a token elsewhere in the scope is waited for where it may still come by an arrow
    that has no token yet, unless it may as well come by one that has.
    """
    for mark in list(board.marks.values()):
        reaches = board.process.reaches.get(mark.element) if mark.state == "joining" else None
        if reaches is None:
            continue
        arrived = _arrived(board, mark, board.node(mark))
        if not _more_may_come(board, mark, reaches, frozenset(arrived)):
            leave(board, _merge(board, mark, arrived))
            return True
    return False


def _more_may_come(
    board: Board, mark: Mark, reaches: Mapping[str, frozenset[str]], arrived: frozenset[str]
) -> bool:
    for other in board.inside(mark.scope):
        ways = reaches.get(other.element, frozenset())
        if other.element != mark.element and ways - arrived and not ways & arrived:
            return True
    return False


def _arrived(board: Board, mark: Mark, node: Node) -> dict[str, Mark]:
    """The oldest waiting token of each incoming arrow."""
    arrived: dict[str, Mark] = {}
    for other in board.inside(mark.scope):
        if other.element == node.id and other.state == "joining":
            arrived.setdefault(other.flow, other)
    return arrived


def _merge(board: Board, mark: Mark, arrived: dict[str, Mark]) -> Mark:
    """The tokens become one."""
    merged = mark if mark in arrived.values() else next(iter(arrived.values()))
    for other in arrived.values():
        if other is not merged:
            board.remove(other)
    return merged
