"""What is armed where a token waits, and which tokens an inclusive gateway waits for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..graph import Kind, Node, On

_ARMED = {On.TIMER, On.MESSAGE, On.CONDITION}


def with_armed(nodes: Mapping[str, Node]) -> dict[str, Node]:
    """The nodes, each with the elements whose trigger waits while a token is there."""
    return {key: _armed(node, nodes) for key, node in nodes.items()}


def _armed(node: Node, nodes: Mapping[str, Node]) -> Node:
    if node.kind in (Kind.CATCH, Kind.RECEIVE):
        own: tuple[str, ...] = (node.id,)
    elif node.kind is Kind.EVENT_BASED:
        own = tuple(flow.target for flow in node.outgoing)
    else:
        own = node.handlers
    own = tuple(key for key in own if _waits(nodes[key]))
    every = [nodes[key].trigger for key in (*own, *node.boundary)]
    return replace(
        node,
        armed=own,
        timed=any(trigger is not None and trigger.on is On.TIMER for trigger in every),
        listening=any(trigger is not None and trigger.on is On.MESSAGE for trigger in every),
    )


def _waits(node: Node) -> bool:
    return node.trigger is not None and node.trigger.on in _ARMED


def followers(node: Node) -> Iterator[str]:
    """Where a token may go from an element of its scope: by its arrows, and by the events on its boundary."""
    yield from (flow.target for flow in node.outgoing)
    yield from node.boundary


def reaches(nodes: Mapping[str, Node]) -> dict[str, dict[str, frozenset[str]]]:
    """See ``Process.reaches``."""
    before: dict[str, list[str]] = defaultdict(list)
    arrows: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for node in nodes.values():
        for target in followers(node):
            before[target].append(node.id)
        for flow in node.outgoing:
            arrows[flow.target].append((flow.id, node.id))
    return {
        key: _reaching(key, arrows[key], before)
        for key, node in nodes.items()
        if node.kind is Kind.INCLUSIVE and node.incoming > 1
    }


def _reaching(
    gate: str, arrows: list[tuple[str, str]], before: Mapping[str, list[str]]
) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for flow, source in arrows:
        stack = [source]
        while stack:
            here = stack.pop()
            if here == gate or flow in found[here]:
                continue
            found[here].add(flow)
            stack.extend(before.get(here, ()))
    return {key: frozenset(flows) for key, flows in found.items() if flows}
