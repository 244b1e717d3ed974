"""Circles on which nobody and nothing is waited for."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping

from ..graph import Kind, Process
from .troubles import Trouble

#: Nothing is waited for here and nothing changes: what decides the way stays as it was.
_PASSED = frozenset(
    {Kind.START, Kind.MILESTONE, Kind.LINK, Kind.ESCALATE, Kind.EXCLUSIVE, Kind.PARALLEL, Kind.INCLUSIVE, Kind.BOUNDARY}
)  # fmt: skip


def circles(process: Process) -> Iterator[Trouble]:
    """Circles that a token, once in, never leaves by itself."""
    edges = {
        key: [flow.target for flow in node.outgoing if process.nodes[flow.target].kind in _PASSED]
        for key, node in process.nodes.items()
        if node.kind in _PASSED
    }
    for key in edges:
        if process.nodes[key].kind in (Kind.EXCLUSIVE, Kind.INCLUSIVE):
            way = _way_back(key, edges)
            if way:
                yield Trouble(key, "circle", example=way)


def _way_back(start: str, edges: Mapping[str, list[str]]) -> tuple[str, ...]:
    """The shortest way from an element back to itself; empty where there is none."""
    before: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for follow in edges.get(here, ()):
            if follow == start:
                way = [start, here]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return tuple(reversed(way))
            if follow not in before:
                before[follow] = here
                waiting.append(follow)
    return ()
