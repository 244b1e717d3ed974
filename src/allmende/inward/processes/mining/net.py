"""A compiled process as a net of places, for replaying traces: which elements may happen next, and what follows.

Looser than the engine: conditions are not worked out (every path may be taken), an inclusive gateway may go on with
what has arrived. So whatever the engine can do fits; what does not fit was done past the model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import combinations

from allmende.base.workflow.graph import PERSON, Kind, Node, On, Process

#: Tokens, sorted: an arrow's key, "@element" (about to begin there), "+element" (a sub-process that runs).
Marking = tuple[str, ...]
#: How a marking moves: by which element (None: nothing is seen of it), whether the log must show it, to what.
Move = tuple[str | None, bool, Marking]
_MOST_PATHS = 4
_ONE_OF = frozenset({Kind.EXCLUSIVE, Kind.EVENT_BASED})


class Net:
    """The moves of one process."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.nodes: Mapping[str, Node] = process.nodes
        self.target = {flow.id: flow.target for node in process.nodes.values() for flow in node.outgoing}
        self.incoming: dict[str, list[str]] = {}
        for flow, target in self.target.items():
            self.incoming.setdefault(target, []).append(flow)
        self.moves = lru_cache(maxsize=20_000)(self._moves)

    def starts(self) -> list[Marking]:
        """With which markings a run may begin."""
        first = dict.fromkeys((self.process.start, *self.process.starts, self.process.reopen))
        return [(f"@{key}",) for key in first if key]

    def _moves(self, marking: Marking) -> tuple[Move, ...]:
        return tuple(self._all(marking))

    def _all(self, marking: Marking) -> Iterator[Move]:
        if marking:
            yield from self._handlers(marking, self.process.handlers, None)
        for place in dict.fromkeys(marking):
            node = self._node(place)
            rest = _without(marking, place)
            if place[0] == "+":
                yield from self._handlers(marking, node.handlers, node.id)
                yield from self._boundary(marking, place, node)
                if not any(self._is_inside(other, node.id) for other in rest):
                    for paths in self._out(node):
                        yield None, False, _with(rest, *paths)
            else:
                yield from self._boundary(marking, place, node)
                yield from self._at(marking, place, node, rest)

    def _at(self, marking: Marking, place: str, node: Node, rest: Marking) -> Iterator[Move]:
        if node.kind is Kind.SUBPROCESS:
            yield None, False, _with(rest, f"+{node.id}", f"@{node.inner_start}")
        elif node.kind is Kind.TERMINATE:
            yield None, False, self._clear(rest, node.scope)
        elif node.kind is Kind.ERROR_END:
            yield from self._error(node, rest)
        elif node.kind in (Kind.PARALLEL, Kind.INCLUSIVE) and len(self.incoming.get(node.id, ())) > 1:
            yield from self._join(marking, node)
        else:
            yield from self._pass(marking, node, rest)

    def _pass(self, marking: Marking, node: Node, rest: Marking) -> Iterator[Move]:
        """An activity, an event, a gateway that splits: over, and on by its paths."""
        must = is_seen(node)
        if node.loop is not None:
            yield node.id, False, marking
        for paths in self._out(node):
            after = _with(rest, *paths)
            yield node.id, must, after
            if not must or node.loop is not None:
                yield None, False, after

    def _join(self, marking: Marking, node: Node) -> Iterator[Move]:
        arrived = [flow for flow in self.incoming[node.id] if flow in marking]
        if node.kind is Kind.PARALLEL and len(arrived) < len(self.incoming[node.id]):
            return
        rest = marking
        for flow in arrived:
            rest = _without(rest, flow)
        for paths in self._out(node):
            yield None, False, _with(rest, *paths)

    def _boundary(self, marking: Marking, place: str, host: Node) -> Iterator[Move]:
        for key in host.boundary:
            node = self.nodes[key]
            rest = marking
            if node.interrupting:
                rest = _without(marking, place)
                rest = self._clear(rest, host.id) if place[0] == "+" else rest
            for paths in self._out(node):
                yield key, False, _with(rest, *paths)

    def _handlers(self, marking: Marking, starts: tuple[str, ...], scope: str | None) -> Iterator[Move]:
        for key in starts:
            start = self.nodes[key]
            rest = self._clear(marking, scope) if start.interrupting else marking
            for paths in self._out(start):
                yield key, False, _with(rest, f"+{start.scope}", *paths)

    def _error(self, node: Node, rest: Marking) -> Iterator[Move]:
        scope = node.scope
        left = self._clear(rest, scope)
        caught = [
            key
            for key in (self.nodes[scope].boundary if scope else ())
            if (trigger := self.nodes[key].trigger) is not None and trigger.on is On.ERROR
        ]
        if not caught:
            yield None, False, left
        for key in caught:
            yield None, False, _with(_without(left, f"+{scope}"), f"@{key}")

    def _out(self, node: Node) -> list[tuple[str, ...]]:
        """The arrows that may be taken together."""
        flows = [flow.id for flow in node.outgoing]
        if not flows:
            return [()]
        if node.kind in _ONE_OF:
            return [(flow,) for flow in flows]
        if node.kind is Kind.INCLUSIVE:
            return _some(flows)
        always = [f.id for f in node.outgoing if f.condition is None and f.id != node.default]
        maybe = [f.id for f in node.outgoing if f.condition is not None and f.id != node.default]
        ways = [(*always, *more) for more in [(), *_some(maybe)] if always or more]
        if node.default and not always:
            ways.append((node.default,))
        return ways or [tuple(flows)]

    def _node(self, place: str) -> Node:
        return self.nodes[place[1:] if place[0] in "@+" else self.target[place]]

    def _is_inside(self, place: str, scope: str) -> bool:
        node: Node | None = self._node(place)
        while node is not None and node.scope:
            if node.scope == scope:
                return True
            node = self.nodes.get(node.scope)
        return False

    def _clear(self, marking: Marking, scope: str | None) -> Marking:
        if scope is None:
            return ()
        return tuple(place for place in marking if not self._is_inside(place, scope))


def is_seen(node: Node) -> bool:
    """Whether the log tells of every time that the element was done: work of people, actions, waiting for a time."""
    timer = node.kind is Kind.CATCH and node.trigger is not None and node.trigger.on is On.TIMER
    return node.kind in PERSON or node.kind is Kind.SERVICE or timer


def _some(flows: list[str]) -> list[tuple[str, ...]]:
    """Every choice of one or more; of many arrows only single ones and all."""
    if len(flows) > _MOST_PATHS:
        return [*((flow,) for flow in flows), tuple(flows)]
    return [chosen for size in range(1, len(flows) + 1) for chosen in combinations(flows, size)]


def _without(marking: Marking, place: str) -> Marking:
    at = marking.index(place)
    return marking[:at] + marking[at + 1 :]


def _with(marking: Marking, *places: str) -> Marking:
    return tuple(sorted((*marking, *places)))
