"""Whether a process can stand still or never end: its tokens are played through before it runs.

Conditions are taken as open: every path of a decision is tried. Tokens move independently of each other and meet only
at parallel gateways, so one order of their moves stands for all (persistent sets), and few states remain. A sub-process
is a net of its own: seen from outside it is an activity.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from .graph import Flow, Kind, Node, Process

#: More states than this are not played through; more tokens in one place are not followed.
MOST_STATES, MOST_TOKENS = 5_000, 3
#: Nothing is waited for here and nothing changes: what decides the way stays as it was.
_PASSED = frozenset({Kind.START, Kind.MILESTONE, Kind.EXCLUSIVE, Kind.PARALLEL, Kind.BOUNDARY_TIMER})


@dataclass(frozen=True, order=True)
class Place:
    """Where a token is: at ``node``; with ``flow``, waiting at a parallel gateway to which it came by this arrow."""

    node: str
    flow: str = ""


State = tuple[Place, ...]


@dataclass(frozen=True)
class Trouble:
    """What is wrong at ``node``; ``missing`` are the elements from which a token may never come."""

    node: str
    kind: str
    missing: tuple[str, ...] = ()


def troubles(process: Process) -> Iterator[Trouble]:
    """Every element at which a run can stand still for good, go round without waiting, or never come to an end."""
    yield from _circles(process)
    outer = dict.fromkeys((process.start, process.reopen or process.start))
    for start in (*outer, *(node.inner_start for node in process.nodes.values() if node.inner_start)):
        yield from _Play(process, start).found()


def _circles(process: Process) -> Iterator[Trouble]:
    """Circles on which nobody and nothing is waited for: once in, a token never leaves by itself."""
    edges = {
        key: [flow.target for flow in node.outgoing if process.nodes[flow.target].kind in _PASSED]
        for key, node in process.nodes.items()
        if node.kind in _PASSED
    }
    for key, follow in edges.items():
        seen, stack = set(), list(follow)
        while stack:
            here = stack.pop()
            if here not in seen:
                seen.add(here)
                stack.extend(edges.get(here, ()))
        if key in seen and process.nodes[key].kind is Kind.EXCLUSIVE:
            yield Trouble(key, "circle")


class _Play:
    """The states that a net can reach from its start."""

    def __init__(self, process: Process, start: str) -> None:
        self.nodes = process.nodes
        self.start: State = (Place(start),)
        self.whole = True
        self.next: dict[State, list[State]] = {}
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
                yield Trouble(node, "deadlock", self._missing(state, node))
        if self.whole and not dead:
            yield from self._endless()

    def _explore(self) -> None:
        waiting = [self.start]
        while waiting:
            state = waiting.pop()
            if state in self.next:
                continue
            if len(self.next) >= MOST_STATES:
                self.whole = False
                return
            self.next[state] = [new for new in self._moves(state) if self._is_followed(new)]
            waiting += self.next[state]

    def _is_followed(self, state: State) -> bool:
        followed = max(Counter(state).values(), default=0) <= MOST_TOKENS
        self.whole &= followed
        return followed

    def _endless(self) -> Iterator[Trouble]:
        """Where a state leads to no end at all."""
        before: dict[State, list[State]] = defaultdict(list)
        for state, follow in self.next.items():
            for new in follow:
                before[new].append(state)
        ending, stack = {()}, [()]
        while stack:
            for state in before[stack.pop()]:
                if state not in ending:
                    ending.add(state)  # type: ignore[arg-type]
                    stack.append(state)  # type: ignore[arg-type]
        lost = {place.node for state in self.next if state not in ending for place in state}
        yield from (Trouble(node, "endless") for node in sorted(lost))

    def _missing(self, state: State, gate: str) -> tuple[str, ...]:
        arrived = {place.flow for place in state if place.node == gate}
        return tuple(source for flow, source in self.sources[gate].items() if flow not in arrived)

    def _moves(self, state: State) -> list[State]:
        """What follows when the first token that can move does so, by each of its ways; then gateways that join."""
        for place in state:
            if not place.flow:
                rest = list(state)
                rest.remove(place)
                node = self.nodes[place.node]
                if node.kind is Kind.TERMINATE:
                    return [()]
                return [_state(rest, new) for new in self._ways(node)]
        for gate in {place.node for place in state}:
            flows = self.sources[gate]
            if all(Place(gate, flow) in state for flow in flows):
                rest = list(state)
                for flow in flows:
                    rest.remove(Place(gate, flow))
                return [_state(rest, self._to(self.nodes[gate].outgoing))]
        return []

    def _ways(self, node: Node) -> list[list[Place]]:
        ways = [self._to(flows) for flows in _choices(node)]
        for key in node.boundary:
            if self.nodes[key].interrupting:
                ways.append([Place(key)])
            else:
                ways += [[*way, Place(key)] for way in ways]
        return ways

    def _to(self, flows: tuple[Flow, ...]) -> list[Place]:
        """A token at the end of each arrow; before a parallel gateway that joins it waits."""
        return [
            Place(flow.target, flow.id)
            if self.nodes[flow.target].kind is Kind.PARALLEL and self.nodes[flow.target].incoming > 1
            else Place(flow.target)
            for flow in flows
        ]


def _choices(node: Node) -> list[tuple[Flow, ...]]:
    """The sets of arrows by which a token may leave."""
    flows = node.outgoing
    if node.kind is Kind.EXCLUSIVE and flows:
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
