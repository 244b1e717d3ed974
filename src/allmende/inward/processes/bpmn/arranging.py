"""Where things go in a model that has no layout: columns along the flow, one band for each lane."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from .outline import ACTIVITIES, CONTAINERS, DATA, EVENTS, GATEWAYS, Scope, read_scope
from .routing import Box, Point, route
from .tree import Element, children, kind, resolve

GAP_X, GAP_Y, EDGE = 60, 40, 40
HEAD = 30
_SIZES = {"dataObjectReference": (36, 50), "dataStoreReference": (50, 50), "textAnnotation": (160, 50)}


@dataclass
class Placed:
    """Boxes and lines relative to the upper left corner; ``expanded`` are sub-processes shown open."""

    boxes: dict[str, Box] = field(default_factory=dict)
    lines: dict[str, list[Point]] = field(default_factory=dict)
    expanded: set[str] = field(default_factory=set)
    lanes: dict[str, Box] = field(default_factory=dict)
    width: float = 0
    height: float = 0

    def take(self, other: Placed, dx: float, dy: float) -> None:
        """Add what was placed elsewhere, moved."""
        self.boxes |= {key: box.moved(dx, dy) for key, box in other.boxes.items()}
        self.lanes |= {key: box.moved(dx, dy) for key, box in other.lanes.items()}
        self.lines |= {key: [(x + dx, y + dy) for x, y in line] for key, line in other.lines.items()}
        self.expanded |= other.expanded


def arrange(scope: Scope, ids: dict[str, Element]) -> Placed:
    """Place a process or sub-process with everything in it."""
    inner = {
        key: arrange(read_scope(node, ids), ids)
        for key, node in scope.nodes.items()
        if kind(node) in CONTAINERS and next(children(node), None) is not None
    }
    hosts = _hosts(scope, ids)
    sizes = {key: _size(node, inner.get(key)) for key, node in scope.nodes.items() if key not in hosts}
    result = Placed()
    _place_nodes(scope, hosts, sizes, result)
    for key, part in inner.items():
        if part.boxes and key in result.boxes:
            box = result.boxes[key]
            result.take(part, box.x, box.y)
            result.expanded.add(key)
    _place_boundary(hosts, result)
    _place_others(scope, ids, result)
    own = {key: result.boxes[key] for key in scope.nodes if key in result.boxes}
    for key, source, target in scope.flows:
        if source in result.boxes and target in result.boxes:
            result.lines[key] = route(source, target, own, host=hosts.get(source))
    bottom = max((y for line in result.lines.values() for _x, y in line), default=0)
    result.height = max(result.height, bottom + EDGE / 2)
    return result


def _hosts(scope: Scope, ids: dict[str, Element]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, node in scope.nodes.items():
        host = resolve(ids, node.get("attachedToRef")) if kind(node) == "boundaryEvent" else None
        if host is not None and host.get("id") in scope.nodes:
            found[key] = str(host.get("id"))
    return found


def _size(node: Element, inner: Placed | None) -> tuple[float, float]:
    name = kind(node)
    if inner is not None and inner.boxes:
        return max(100, inner.width), max(80, inner.height)
    if name in EVENTS:
        return 36, 36
    return (50, 50) if name in GATEWAYS else (100, 80)


def _place_nodes(
    scope: Scope, hosts: dict[str, str], sizes: dict[str, tuple[float, float]], result: Placed
) -> None:
    flows = [(hosts.get(source, source), hosts.get(target, target)) for _key, source, target in scope.flows]
    ranks = _ranks(list(sizes), flows)
    widths: dict[int, float] = defaultdict(float)
    for key, rank in ranks.items():
        widths[rank] = max(widths[rank], sizes[key][0])
    centres, x = {}, float(EDGE)
    for rank in range(max(widths, default=-1) + 1):
        centres[rank] = x + widths[rank] / 2
        x += widths[rank] + GAP_X
    y, side = 0.0, _aside(scope, hosts)
    for lane, members in _bands(scope, ranks):
        top = y
        members.sort(key=lambda key: (key in side, ranks[key]))
        y = _place_band(members, flows, side | set(hosts.values()), ranks, sizes, centres, top, result)
        if lane is not None and lane.get("id"):
            result.lanes[str(lane.get("id"))] = Box(0, top, 0, y - top)
    result.width, result.height = max(x - GAP_X + EDGE, 2 * EDGE), y
    result.lanes = {key: Box(0, box.y, result.width, box.h) for key, box in result.lanes.items()}


def _aside(scope: Scope, hosts: dict[str, str]) -> set[str]:
    """What is reached only by what happens at the edge of a step: drawn below the main way."""
    after: dict[str, list[str]] = defaultdict(list)
    for _key, source, target in scope.flows:
        after[source].append(target)
    targets = {target for many in after.values() for target in many}
    main = [key for key in scope.nodes if key not in targets and key not in hosts]
    return set(scope.nodes) - set(depth_first(main, after)) - set(hosts)


def _bands(scope: Scope, ranks: dict[str, int]) -> Iterator[tuple[Element | None, list[str]]]:
    """Each lane with its nodes along the flow; nodes outside any lane come first."""
    ordered = sorted(ranks, key=lambda key: ranks[key])
    free = [key for key in ordered if scope.lanes.get(key) not in scope.all_lanes]
    if free or not scope.all_lanes:
        yield None, free
    for lane in scope.all_lanes:
        yield lane, [key for key in ordered if scope.lanes.get(key) is lane]


def _place_band(
    members: list[str], flows: list[tuple[str, str]], roomy: set[str], ranks: dict[str, int],
    sizes: dict[str, tuple[float, float]], centres: dict[int, float], top: float, result: Placed,
) -> float:  # fmt: skip
    """Stack the nodes of a band in rows, each behind its predecessor where it can; returns the lower edge."""
    before: dict[str, list[str]] = defaultdict(list)
    for source, target in flows:
        before[target].append(source)
    rows: dict[str, int] = {}
    taken: set[tuple[int, int]] = set()
    for key in members:
        wanted = next((rows[source] for source in before[key] if source in rows), 0)
        free = (row for distance in range(len(members) + 1) for row in (wanted + distance,))
        row = next(row for row in free if (row, ranks[key]) not in taken)
        rows[key] = row
        taken.add((row, ranks[key]))
    heights: dict[int, float] = defaultdict(lambda: 80.0)
    for key, row in rows.items():
        heights[row] = max(heights[row], sizes[key][1] + (60 if key in roomy else 0))
    y = top + EDGE / 2
    middles = {}
    for row in range(max(rows.values(), default=0) + 1):
        middles[row] = y + heights[row] / 2
        y += heights[row] + GAP_Y
    for key, row in rows.items():
        width, height = sizes[key]
        result.boxes[key] = Box(centres[ranks[key]] - width / 2, middles[row] - height / 2, width, height)
    return y - GAP_Y + EDGE


def _ranks(nodes: list[str], flows: list[tuple[str, str]]) -> dict[str, int]:
    """The column of each node: the longest way to it, without the arrows that lead back."""
    after: dict[str, list[str]] = defaultdict(list)
    known = set(nodes)
    for source, target in flows:
        if source != target and {source, target} <= known:
            after[source].append(target)
    targets = {target for many in after.values() for target in many}
    order = depth_first([*(key for key in nodes if key not in targets), *nodes], after)
    place = {key: number for number, key in enumerate(order)}
    ranks = dict.fromkeys(nodes, 0)
    for key in order:
        for target in after[key]:
            if place[target] > place[key]:
                ranks[target] = max(ranks[target], ranks[key] + 1)
    return ranks


def depth_first(roots: list[str], after: dict[str, list[str]]) -> list[str]:
    """Reverse post-order: each node before those that it leads to, but for circles."""
    seen: set[str] = set()
    done: list[str] = []
    for root in roots:
        stack: list[tuple[str, Iterator[str]]] = []
        if root not in seen:
            seen.add(root)
            stack.append((root, iter(after.get(root, ()))))
        while stack:
            key, rest = stack[-1]
            follower = next((other for other in rest if other not in seen), None)
            if follower is None:
                done.append(key)
                stack.pop()
            else:
                seen.add(follower)
                stack.append((follower, iter(after.get(follower, ()))))
    return done[::-1]


def _place_boundary(hosts: dict[str, str], result: Placed) -> None:
    counted: dict[str, int] = defaultdict(int)
    for key, host in hosts.items():
        box = result.boxes[host]
        counted[host] += 1
        x = box.x + box.w - 18 - 46 * counted[host] + 20
        result.boxes[key] = Box(max(x, box.x - 18), box.y + box.h - 18, 36, 36)


def _place_others(scope: Scope, ids: dict[str, Element], result: Placed) -> None:
    """Data, notes and groups in a row below, each under what it belongs to where there is room."""
    links = list(_links(scope, ids))
    beside = {end: other for _key, *pair in links for end, other in (pair, pair[::-1])}
    x, top = float(EDGE), result.height
    for element in scope.others:
        key, name = element.get("id"), kind(element)
        if not key or name in ("association", "dataObject"):
            continue
        width, height = _SIZES.get(name, (36, 50) if name in DATA else (160, 60))
        near = result.boxes.get(beside.get(key, ""))
        x = max(x, near.x if near else x)
        result.boxes[key] = Box(x, top, width, height)
        x += width + GAP_X
        result.height = max(result.height, top + 50 + EDGE)
        result.width = max(result.width, x)
    result.lanes = {key: Box(0, box.y, result.width, box.h) for key, box in result.lanes.items()}
    for key, source, target in links:
        if source in result.boxes and target in result.boxes:
            start, end = result.boxes[source], result.boxes[target]
            result.lines[key] = [start.towards(end), end.towards(start)]


def _links(scope: Scope, ids: dict[str, Element]) -> Iterator[tuple[str, str, str]]:
    """Associations and data associations: key, source, target."""
    for element in scope.others:
        if kind(element) == "association":
            ends = [resolve(ids, element.get(end)) for end in ("sourceRef", "targetRef")]
            if all(end is not None and end.get("id") for end in ends):
                yield element.get("id"), *(end.get("id") for end in ends)  # type: ignore[union-attr]
    for node in scope.nodes.values():
        if kind(node) not in ACTIVITIES | EVENTS:
            continue
        for link in children(node, "dataInputAssociation", "dataOutputAssociation"):
            incoming = kind(link) == "dataInputAssociation"
            end = next(children(link, "sourceRef" if incoming else "targetRef"), None)
            other = resolve(ids, end.text if end is not None else "")
            if other is not None and other.get("id") and link.get("id"):
                pair = (other.get("id"), node.get("id"))
                yield link.get("id"), *(pair if incoming else pair[::-1])
