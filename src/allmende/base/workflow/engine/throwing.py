"""Errors and escalations on their way outward, and what happens where an event catches one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..graph import Kind, Node, On
from .board import Board, Mark
from .scopes import body_of, consume, end_scope, leave


def catch(
    board: Board, mark: Mark | None, node: Node, values: Mapping[str, Any] | None = None
) -> Mark | None:
    """The event ``node`` happens where ``mark`` is (None: to the whole process); its token moves next.

    ``values`` came with it: as the variable that the event names, else each under its own name.
    """
    if values:
        result = node.trigger.result if node.trigger else ""
        board.set_variables({result: dict(values)} if result else values, mark)
    board.changes.happened.append((node, node.trigger.on.value if node.trigger else ""))
    if node.kind is Kind.START:
        return _begin_handler(board, mark, node)
    if mark is None:
        return None
    if node.kind is Kind.BOUNDARY:
        return _leave_by_boundary(board, mark, node)
    if mark.element != node.id:  # after an event-based gateway
        board.close(mark)
        board.place(mark, node.id, mark.flow)
    leave(board, mark)
    return mark


def _leave_by_boundary(board: Board, mark: Mark, node: Node) -> Mark:
    if not node.interrupting:
        return board.begin(node.id, mark.scope, flow=mark.flow)
    board.drop_inner(mark)
    board.close(mark)
    mark.data = {k: v for k, v in (mark.data or {}).items() if k != "loop"} or None
    board.place(mark, node.id, mark.flow)
    board.ready.append(mark)
    return mark


def _begin_handler(board: Board, scope: Mark | None, start: Node) -> Mark:
    """Begin an event sub-process in the scope; one that interrupts takes away all that runs there."""
    scope_id = scope.id if scope else None
    if start.interrupting:
        for other in board.inside(scope_id):
            board.drop_inner(other)
            board.remove(other)
        handlers = board.process.nodes[scope.element].handlers if scope else board.process.handlers
        board.changes.disarmed += [(scope_id, key) for key in handlers]
    handler = board.add(start.scope or "", "", scope_id)
    board.begin(start.id, handler.id)
    return handler


def throw(board: Board, mark: Mark, on: On, code: str, values: Mapping[str, Any] | None = None) -> bool:
    """Look outward from ``mark`` for who catches; an error interrupts there. Whether somebody did."""
    for holder in list(board.around_mark(mark)):
        node = board.node(holder)
        is_run = body_of(board, holder) is not None
        if not is_run:
            found = _matching(board, node.boundary, on, code)
            if found is not None:
                catch(board, holder, found, values)
                return True
        if is_run or node.is_handler:
            continue
        scope = board.marks.get(holder.scope) if holder.scope else None
        keys = board.process.nodes[scope.element].handlers if scope else board.process.handlers
        found = _matching(board, keys, on, code)
        if found is not None:
            catch(board, scope, found, values)
            return True
    return False


def _matching(board: Board, keys: tuple[str, ...], on: On, code: str) -> Node | None:
    """The event that catches this very code, else one that catches all."""
    nodes = [board.process.nodes[key] for key in keys]
    fitting = [node for node in nodes if node.trigger is not None and node.trigger.on is on]
    for wanted in (code, ""):
        for node in fitting:
            if node.trigger is not None and node.trigger.name == wanted:
                return node
    return None


def throw_error(board: Board, mark: Mark, code: str, message: str = "") -> bool:
    """An error at the token's element; where a called process does not catch it, that ends with it."""
    if throw(board, mark, On.ERROR, code, {"code": code, "message": message}):
        return True
    if not board.is_called:
        return False
    fail(board, code)
    return True


def fail(board: Board, code: str) -> None:
    """The whole process ends with an error."""
    for mark in list(board.marks.values()):
        if board.alive(mark):
            board.remove(mark)
    board.state, board.error = "ended", code


def enter_error_end(board: Board, mark: Mark, node: Node) -> None:
    """An error that nobody catches ends the process."""
    board.end_element = node.id
    code = node.trigger.name if node.trigger else ""
    if not throw(board, mark, On.ERROR, code, {"code": code, "message": node.name}):
        fail(board, code)


def enter_escalation(board: Board, mark: Mark, node: Node) -> None:
    """An escalation goes outward; the thrower goes on unless it was interrupted.

    Out of a called process it goes in the background, under the lock of the caller; until then the thrower waits.
    """
    code = node.trigger.name if node.trigger else ""
    caught = throw(board, mark, On.ESCALATION, code)
    if not caught and board.is_called:
        board.wait(mark)
        board.changes.queued.append((mark, node))
        return
    if not board.alive(mark) or mark.element != node.id:
        return
    if node.kind is Kind.ESCALATION_END:
        board.end_element = node.id
        consume(board, mark)
    else:
        leave(board, mark)


def enter_end(board: Board, mark: Mark, node: Node) -> None:
    board.end_element = node.id
    consume(board, mark)


def enter_terminate(board: Board, mark: Mark, node: Node) -> None:
    board.end_element = node.id
    end_scope(board, mark)
