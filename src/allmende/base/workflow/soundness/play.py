"""Playing the tokens through: the states that a net can reach from its start.

Tokens move independently of each other and meet only at parallel and inclusive gateways, so one order of their moves
stands for all (persistent sets), and few states remain: whatever can move moves before a gateway joins.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from ..graph import Flow, Kind, Node, Process
from .troubles import Trouble

#: More states than this are not played through; more tokens in one place are not followed.
MOST_STATES, MOST_TOKENS = 5_000, 3
_JOINS = frozenset({Kind.PARALLEL, Kind.INCLUSIVE})
_ENDS_ALL = frozenset({Kind.TERMINATE, Kind.ERROR_END})


@dataclass(frozen=True, order=True)
class Place:
    """Where a token is: at ``node``; with ``flow``, waiting at a gateway that joins, to which it came by this arrow."""

    node: str
    flow: str = ""


State = tuple[Place, ...]


class Play:
    """A net; ``whole`` says whether all its states were seen, ``visited`` which elements a token can reach."""

    def __init__(self, process: Process, start: str) -> None:
        self.nodes = process.nodes
        self.reaches = process.reaches
        self.start: State = (Place(start),)
        self.whole = True
        self.visited: set[str] = set()
        self.next: dict[State, list[State]] = {}
        self.came: dict[State, tuple[State, str]] = {}
        self.sources: dict[str, dict[str, str]] = defaultdict(dict)
        for node in process.nodes.values():
            for flow in node.outgoing:
                self.sources[flow.target][flow.id] = node.id

    def found(self) -> Iterator[Trouble]:
        self._explore()
        dead = [state for state, follow in self.next.items() if state and not follow]
        told: set[str] = set()
        for state in dead:
            for node in {place.node for place in state} - told:
                told.add(node)
                yield Trouble(node, "deadlock", self._missing(state, node), self._example(state))
        if self.whole and not dead:
            yield from self._endless()

    def _explore(self) -> None:
        """Breadth first: the way by which a state was found is a shortest one."""
        waiting = deque([self.start])
        self.next[self.start] = []
        while waiting:
            state = waiting.popleft()
            moved, follow = self._moves(state)
            self.visited.update(place.node for place in state)
            for new in follow:
                if not self._is_followed(new):
                    continue
                self.next[state].append(new)
                if new in self.next:
                    continue
                if len(self.next) >= MOST_STATES:
                    self.whole = False
                    return
                self.next[new], self.came[new] = [], (state, moved)
                waiting.append(new)

    def _is_followed(self, state: State) -> bool:
        followed = max(Counter(state).values(), default=0) <= MOST_TOKENS
        self.whole &= followed
        return followed

    def _example(self, state: State) -> tuple[str, ...]:
        way: list[str] = []
        while state in self.came:
            state, moved = self.came[state]
            way.append(moved)
        return tuple(reversed(way))

    def _endless(self) -> Iterator[Trouble]:
        """Where a state leads to no end at all."""
        before: dict[State, list[State]] = defaultdict(list)
        for state, follow in self.next.items():
            for new in follow:
                before[new].append(state)
        ending: set[State] = {()}
        stack: list[State] = [()]
        while stack:
            for state in before[stack.pop()]:
                if state not in ending:
                    ending.add(state)
                    stack.append(state)
        told: set[str] = set()
        for state in self.next:
            if state not in ending:
                for node in sorted({place.node for place in state} - told):
                    told.add(node)
                    yield Trouble(node, "endless", example=self._example(state))

    def _missing(self, state: State, gate: str) -> tuple[str, ...]:
        arrived = {place.flow for place in state if place.node == gate}
        return tuple(source for flow, source in self.sources[gate].items() if flow not in arrived)

    def _moves(self, state: State) -> tuple[str, list[State]]:
        """Which element moves, and what follows by each of its ways: the first token that can move; then a parallel
        gateway that joins; then an inclusive one for which nothing more can come. An end of everything may come before
        any other move or after it, so it never keeps another token from being followed.
        """
        ending = next((p.node for p in state if not p.flow and self.nodes[p.node].kind in _ENDS_ALL), "")
        over: list[State] = [()] if ending else []
        for place in state:
            if not place.flow and self.nodes[place.node].kind not in _ENDS_ALL:
                rest = list(state)
                rest.remove(place)
                return place.node, [_state(rest, new) for new in self._ways(self.nodes[place.node])] + over
        for gate in dict.fromkeys(place.node for place in state if place.flow):
            joined = self._joined(state, gate)
            if joined:
                rest = list(state)
                for flow in joined:
                    rest.remove(Place(gate, flow))
                node = self.nodes[gate]
                return gate, [_state(rest, self._to(flows)) for flows in _choices(node)] + over
        return ending, over

    def _joined(self, state: State, gate: str) -> list[str]:
        """The arrows whose tokens a gateway takes now."""
        flows = self.sources[gate]
        arrived = [flow for flow in flows if Place(gate, flow) in state]
        if self.nodes[gate].kind is Kind.PARALLEL:
            return arrived if len(arrived) == len(flows) else []
        reaches = self.reaches.get(gate, {})
        for place in state:
            ways = reaches.get(place.node, frozenset())
            if place.node != gate and ways.difference(arrived) and not ways.intersection(arrived):
                return []
        return arrived

    def _ways(self, node: Node) -> list[list[Place]]:
        ways = [self._to(flows) for flows in _choices(node)]
        for key in node.boundary:
            if self.nodes[key].interrupting:
                ways.append([Place(key)])
            else:
                ways += [[*way, Place(key)] for way in ways]
        return ways

    def _to(self, flows: tuple[Flow, ...]) -> list[Place]:
        """A token at the end of each arrow; before a gateway that joins it waits."""
        return [
            Place(flow.target, flow.id)
            if self.nodes[flow.target].kind in _JOINS and self.nodes[flow.target].incoming > 1
            else Place(flow.target)
            for flow in flows
        ]


def _choices(node: Node) -> list[tuple[Flow, ...]]:
    """The sets of arrows by which a token may leave."""
    flows = node.outgoing
    if node.kind in (Kind.EXCLUSIVE, Kind.EVENT_BASED) and flows:
        return [(flow,) for flow in flows]
    if node.kind is Kind.PARALLEL or not flows:
        return [flows]
    always = tuple(flow for flow in flows if flow.condition is None and flow.id != node.default)
    maybe = [flow for flow in flows if flow.condition is not None and flow.id != node.default]
    if not maybe:
        return [always or flows]
    sizes = range(1, len(maybe) + 1) if len(maybe) <= 4 else (1, len(maybe))
    some = [always + picked for size in sizes for picked in combinations(maybe, size)]
    otherwise = tuple(flow for flow in flows if flow.id == node.default)
    return [*some, always or otherwise] if always or otherwise else some


def _state(rest: list[Place], new: list[Place]) -> State:
    return tuple(sorted([*rest, *new]))
