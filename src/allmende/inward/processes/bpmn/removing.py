"""Taking a step away, and with it what would hang loose; what that is can be said beforehand."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext as _

from .outline import FLOW_NODES, label, lane_entries
from .placing import Diagram
from .tree import Element, by_id, children, kind, remove
from .ways import EditError, arriving, leaving, node_at, refresh, take_flow


def remove_step(root: Element, key: str) -> None:
    """Take a step away; what came before it goes on with what came behind it. What only an event at it led to goes
    as well. Raises ``EditError``.
    """
    node = node_at(root, key)
    if kind(node) == "startEvent":
        raise EditError(_("The start cannot be removed; it can be changed."))
    for other in loose_without(root, node):
        for flow in [*leaving(root, other.get("id")), *arriving(root, other.get("id"))]:
            if flow.getparent() is not None:
                take_flow(root, flow)
        take(root, other)
    if kind(node) == "boundaryEvent":
        for flow in leaving(root, key):
            take_flow(root, flow)
    else:
        bridge(root, node)
    take(root, node)


def goes_with(root: Element, key: str) -> list[str]:
    """What else goes when this step is removed, in words."""
    node = by_id(root)[key]
    ids = by_id(root)
    inside = [e for e in node.iter() if kind(e) in FLOW_NODES and e is not node]
    return [label(e, ids) for e in [*inside, *loose_without(root, node)]]


def loose_without(root: Element, node: Element) -> list[Element]:
    """The events at a step, and what only these lead to; of an event itself what only it leads to."""
    parent = node.getparent()
    nodes = {e.get("id"): e for e in children(parent) if kind(e) in FLOW_NODES and e.get("id")}
    key = node.get("id")
    attached = [k for k, e in nodes.items() if kind(e) == "boundaryEvent" and e.get("attachedToRef") == key]
    events = [key] if kind(node) == "boundaryEvent" else attached
    after: dict[str, list[str]] = defaultdict(list)
    targets = set()
    for flow in children(parent, "sequenceFlow"):
        after[flow.get("sourceRef")].append(flow.get("targetRef"))
        targets.add(flow.get("targetRef"))
    for k, e in nodes.items():
        if kind(e) == "boundaryEvent":
            after[e.get("attachedToRef")].append(k)
    behind = _closure(events, after)
    roots = [k for k, e in nodes.items() if k not in targets and kind(e) != "boundaryEvent"]
    without = {k: [t for t in ends if t not in events] for k, ends in after.items()}
    kept = _closure(roots, without)
    return [e for k, e in nodes.items() if k in behind - kept - {key}]


def _closure(begin: list[str], after: dict[str, list[str]]) -> set[str]:
    seen: set[str] = set()
    stack = list(begin)
    while stack:
        key = stack.pop()
        if key not in seen:
            seen.add(key)
            stack += after.get(key, [])
    return seen


def bridge(root: Element, node: Element) -> None:
    """Let all flows to a node lead to where its only way leads."""
    key = node.get("id")
    for flow in [flow for flow in leaving(root, key) if flow.get("targetRef") == key]:
        take_flow(root, flow)  # back to itself: it leads nowhere else
    going, coming = leaving(root, key), arriving(root, key)
    if len(going) > 1:
        raise EditError(_("Several ways go on from here. Remove all but one first."))
    if not going:
        for flow in coming:
            if len(leaving(root, flow.get("sourceRef"))) == 1:
                raise EditError(_("Without this end something would hang loose. Add another way first."))
        for flow in coming:
            take_flow(root, flow)
        return
    ids = by_id(root)
    target = ids[going[0].get("targetRef")]
    take_flow(root, going[0])
    diagram = Diagram(root)
    for flow in coming:
        if flow.get("sourceRef") == target.get("id"):
            take_flow(root, flow)
            continue
        flow.set("targetRef", target.get("id"))
        refresh(root, ids[flow.get("sourceRef")], target)
        if flow.get("sourceRef") in diagram.shapes:
            diagram.shapes.pop(key, None)
            diagram.lead(flow.get("id"), flow.get("sourceRef"), target.get("id"))
    refresh(root, node)


def take(root: Element, node: Element) -> None:
    """Remove a node with its lane entry, its notes' lines and its drawing."""
    key, diagram = node.get("id"), Diagram(root)
    inside = {e.get("id") for e in node.iter() if kind(e)} - {None}
    for entry in lane_entries(root, key):
        remove(entry)
    for line in [e for e in root.iter() if kind(e) in ("association", "messageFlow")]:
        if {line.get("sourceRef"), line.get("targetRef")} & inside:
            diagram.drop(line.get("id"))
            remove(line)
    for part in inside:
        diagram.drop(part)
    remove(node)
