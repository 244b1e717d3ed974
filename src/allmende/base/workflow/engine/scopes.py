"""How a token leaves an element, and what ends with it: the run of a loop, a sub-process, the process."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.translation import gettext as _

from ..graph import Flow, Loop, Node
from .board import Board, Mark, StuckError


def leave(board: Board, mark: Mark) -> None:
    """Leave an activity or event by every path that is open; a run of a loop ends instead."""
    body = body_of(board, mark)
    if body is not None:
        _end_run(board, mark, body)
        return
    node = board.node(mark)
    board.close(mark)
    try:
        paths = open_paths(board, mark, node)
    except StuckError as error:
        board.get_stuck(mark, node, "leaving", str(error))
        return
    take(board, mark, node, paths)


def open_paths(board: Board, mark: Mark, node: Node) -> list[Flow]:
    """The arrows without condition and those whose condition holds, else the default."""
    if len(node.outgoing) == 1 and node.outgoing[0].condition is None:
        return list(node.outgoing)
    free = [flow for flow in node.outgoing if flow.id != node.default]
    taken = [flow for flow in free if flow.condition is None or board.evaluate(flow.condition, mark) is True]
    if not taken and node.outgoing:
        return [default_path(node)]
    return taken


def default_path(node: Node) -> Flow:
    for flow in node.outgoing:
        if flow.id == node.default:
            return flow
    raise StuckError(_("No condition of the outgoing paths holds, and none of them is the default."))


def take(board: Board, mark: Mark, node: Node, flows: list[Flow]) -> None:
    """Put tokens on the elements to which ``flows`` lead; where there are none, the token's way ends here."""
    if not flows:
        if not node.is_handler:
            board.end_element = node.id
        consume(board, mark)
        return
    # What is begun last moves first: so the paths are gone in their order.
    for flow in reversed(flows[1:]):
        board.begin(flow.target, mark.scope, flow=flow.id)
    board.place(mark, flows[0].target, flows[0].id)
    board.ready.append(mark)


def consume(board: Board, mark: Mark) -> None:
    """The token reached an end; with the last one its scope ends."""
    board.remove(mark)
    scope_may_end(board, mark.scope)


def scope_may_end(board: Board, scope: uuid.UUID | None) -> None:
    if any(mark.scope == scope for mark in board.marks.values()):
        return
    if scope is None:
        board.state = "ended"
    elif scope in board.marks:
        leave(board, board.marks[scope])


def end_scope(board: Board, mark: Mark) -> None:
    """A terminating end: everything in the scope of ``mark`` is over."""
    scope = mark.scope
    for other in board.inside(scope):
        board.drop_inner(other)
        board.remove(other)
    scope_may_end(board, scope)


# -- loops: the body waits at the activity; each run is a token of its own at the same activity, in the body's scope


def body_of(board: Board, mark: Mark) -> Mark | None:
    """The body of which the token is a run, or None."""
    body = board.marks.get(mark.scope) if mark.scope else None
    if body is not None and body.element == mark.element and body.data and "loop" in body.data:
        return body
    return None


def enter_loop(board: Board, mark: Mark, loop: Loop) -> bool:
    """Begin the runs of a loop; False where there is none to do."""
    if loop.is_multiple:
        items = _items(board, mark, loop)
        if not items:
            if loop.results:
                board.set_variables({loop.results: []}, mark)
            return False
        counted = {"total": len(items), "done": 0, "next": 0, "results": [None] * len(items)}
        if not loop.parallel:
            counted["items"] = items
        board.keep(mark, loop=counted)
        runs = [
            _run(board, mark, loop, number, item)
            for number, item in enumerate(items if loop.parallel else items[:1])
        ]
        board.ready.extend(reversed(runs))
        return True
    if loop.test_before and not _goes_on(board, mark, loop):
        return False
    board.keep(mark, loop={"total": 0, "done": 0, "next": 0})
    board.ready.append(_run(board, mark, loop, 0, None))
    return True


def _items(board: Board, mark: Mark, loop: Loop) -> list[Any]:
    if loop.items:
        found = board.value(loop.items, mark)
        if not isinstance(found, list):
            raise StuckError(_("The list for which this element runs several times is no list."))
        return found
    number = board.value(loop.times, mark)
    if isinstance(number, bool) or not isinstance(number, int | float) or number < 0:
        raise StuckError(_("How often this element runs is no number."))
    if number > MOST_RUNS:
        raise StuckError(_("An element runs at most %(most)s times.") % {"most": MOST_RUNS})
    return list(range(int(number)))


#: More runs of one element are a mistake in the data.
MOST_RUNS = 1_000


def _run(board: Board, body: Mark, loop: Loop, number: int, item: Any) -> Mark:
    local: dict[str, Any] = {"loopCounter": number + 1}
    if loop.item:
        local[loop.item] = item
    if loop.is_multiple and loop.result:
        local[loop.result] = None
    return board.add(body.element, "", body.id, {"local": local})


def _end_run(board: Board, mark: Mark, body: Mark) -> None:
    node = board.node(body)
    loop = node.loop
    if loop is None or body.data is None:
        return
    state = dict(body.data["loop"])
    local = (mark.data or {}).get("local", {})
    number = int(local.get("loopCounter", 1)) - 1
    state["done"] += 1
    if loop.results:
        results = list(state["results"])
        results[number] = board.names(mark).get(loop.result)
        state["results"] = results
    board.remove(mark)
    board.keep(body, loop=state)
    if not loop.is_multiple:
        if _goes_on(board, body, loop) and not 0 < loop.most <= state["done"]:
            board.ready.append(_run(board, body, loop, state["done"], None))
            return
    elif not _is_complete(board, body, loop, state):
        if not loop.parallel:
            board.ready.append(_run(board, body, loop, number + 1, state["items"][number + 1]))
        return
    end_loop(board, body, loop)


def _goes_on(board: Board, mark: Mark, loop: Loop) -> bool:
    return loop.again_while is not None and board.evaluate(loop.again_while, mark) is True


def _is_complete(board: Board, body: Mark, loop: Loop, state: dict[str, Any]) -> bool:
    if state["done"] >= state["total"]:
        return True
    if loop.until is None:
        return False
    running = len(board.inside(body.id))
    counts = {
        "numberOfInstances": state["total"],
        "numberOfCompletedInstances": state["done"],
        "numberOfActiveInstances": running,
    }
    collected = {loop.results: state["results"]} if loop.results else {}
    return loop.until.evaluate({**board.names(body), **counts, **collected}) is True


def end_loop(board: Board, body: Mark, loop: Loop) -> None:
    """The last run is over, or the others are not needed any more: collect and leave."""
    board.drop_inner(body)
    data = body.data or {}
    if loop.results:
        done = [value for value in data["loop"]["results"] if value is not None]
        board.set_variables({loop.results: done}, body)
    rest = {name: value for name, value in data.items() if name != "loop"}
    body.data = rest or None
    leave(board, body)
