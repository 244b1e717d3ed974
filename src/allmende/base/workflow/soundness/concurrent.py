"""Lack of synchronisation: an element at which two paths meet that run at the same time, so that it runs twice.

Two arrows are concurrent where a run can have a token on both at once. The relation is built up as Kovalyov and Esparza
do for free-choice nets: what leaves a split together is concurrent; who moves on stays concurrent with whom it was; a
join is concurrent with what all its arrows were concurrent with.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator

from ..graph import ENDS, Flow, Kind, Node, Process
from .troubles import Trouble

Pair = frozenset[str]


def unsynchronised(process: Process, start: str) -> Iterator[Trouble]:
    """Elements (no ends) that concurrent paths reach; a warning, because it may be meant."""
    net = _Net(process, start)
    pairs = net.concurrent()
    for node in net.nodes.values():
        if node.kind in ENDS or (not node.outgoing and node.kind is Kind.SERVICE):
            continue
        if node.kind in (Kind.PARALLEL, Kind.INCLUSIVE) and node.incoming > 1:
            continue
        arrows = net.incoming[node.id]
        for place, one in enumerate(arrows):
            other = next((two for two in arrows[place + 1 :] if frozenset((one, two)) in pairs), None)
            if other is not None:
                sources = (net.source[one], net.source[other])
                yield Trouble(node.id, "twice", sources, net.way_to(node.id))
                break


class _Net:
    """One scope from one start; boundary events leave their activity by an arrow of their own."""

    def __init__(self, process: Process, start: str) -> None:
        scope = process.nodes[start].scope
        self.start = start
        self.nodes = {key: node for key, node in process.nodes.items() if node.scope == scope}
        self.source: dict[str, str] = {}
        self.target: dict[str, str] = {}
        self.incoming: dict[str, list[str]] = defaultdict(list)
        self.outgoing: dict[str, list[str]] = defaultdict(list)
        for node in self.nodes.values():
            for flow in node.outgoing:
                self._arrow(flow.id, node.id, flow.target)
            for key in node.boundary:
                self._arrow(f"{key}:boundary", node.id, key)

    def _arrow(self, key: str, source: str, target: str) -> None:
        self.source[key], self.target[key] = source, target
        self.incoming[target].append(key)
        self.outgoing[source].append(key)

    def concurrent(self) -> set[Pair]:
        pairs: set[Pair] = set()
        waiting: deque[Pair] = deque()

        def add(one: str, two: str) -> None:
            pair = frozenset((one, two))
            if one != two and pair not in pairs:
                pairs.add(pair)
                waiting.append(pair)

        reached = self._reached()
        for node in self.nodes.values():
            if node.id in reached:
                for one, two in self._split(node):
                    add(one, two)
        while waiting:
            one, two = tuple(waiting.popleft())
            for moving, staying in ((one, two), (two, one)):
                node = self.nodes[self.target[moving]]
                if self._passes(node, staying, pairs):
                    for follow in self.outgoing[node.id]:
                        add(follow, staying)
        return pairs

    def _passes(self, node: Node, staying: str, pairs: set[Pair]) -> bool:
        """Whether a token can go through ``node`` while another stays where it is."""
        arrows = self.incoming[node.id]
        if len(arrows) < 2 or node.kind not in (Kind.PARALLEL, Kind.INCLUSIVE):
            return True
        if node.kind is Kind.INCLUSIVE:
            return staying not in arrows and not self._leads_to(self.target[staying], node.id)
        return staying not in arrows and all(frozenset((arrow, staying)) in pairs for arrow in arrows)

    def _split(self, node: Node) -> Iterator[tuple[str, str]]:
        """Arrows by which tokens may leave together."""
        if node.kind not in (Kind.EXCLUSIVE, Kind.EVENT_BASED):
            flows = (
                [flow for flow in node.outgoing if flow.id != node.default]
                if _chooses(node)
                else node.outgoing
            )
            for place, flow in enumerate(flows):
                yield from ((flow.id, other.id) for other in flows[place + 1 :])
        for key in node.boundary:
            if not self.nodes[key].interrupting:
                yield from ((f"{key}:boundary", arrow) for arrow in self.outgoing[node.id])

    def _reached(self) -> set[str]:
        seen, stack = set(), [self.start]
        while stack:
            key = stack.pop()
            if key not in seen:
                seen.add(key)
                stack.extend(self.target[arrow] for arrow in self.outgoing[key])
        return seen

    def _leads_to(self, start: str, goal: str) -> bool:
        return bool(self._way(start, goal))

    def way_to(self, goal: str) -> tuple[str, ...]:
        return self._way(self.start, goal)

    def _way(self, start: str, goal: str) -> tuple[str, ...]:
        before: dict[str, str] = {start: ""}
        waiting = deque([start])
        while waiting:
            here = waiting.popleft()
            if here == goal:
                way = [here]
                while before[way[-1]]:
                    way.append(before[way[-1]])
                return tuple(reversed(way))
            for arrow in self.outgoing[here]:
                if self.target[arrow] not in before:
                    before[self.target[arrow]] = here
                    waiting.append(self.target[arrow])
        return ()


def _chooses(node: Node) -> bool:
    return any(_conditional(flow) for flow in node.outgoing)


def _conditional(flow: Flow) -> bool:
    return flow.condition is not None
