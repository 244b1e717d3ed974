"""The ways of a model: find, add, lead elsewhere, take away. What else changes a model is made of these."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .making import define
from .outline import FLOW_NODES, begins_by_itself, label, lane_entries
from .placing import Diagram
from .properties import write_properties
from .routing import Box
from .tree import Element, append, by_id, children, kind, new_key, remove

GAP = 50


class EditError(ValueError):
    """A change cannot be made; the message is for people."""


def node_at(root: Element, key: str) -> Element:
    """The step with this key; raises ``EditError``."""
    node = by_id(root).get(key)
    if node is None or kind(node) not in FLOW_NODES:
        raise EditError(_("This step is no longer there. Somebody may have removed it."))
    return node


def flow_at(root: Element, key: str) -> Element:
    """The way with this key; raises ``EditError``."""
    flow = by_id(root).get(key)
    if flow is None or kind(flow) != "sequenceFlow":
        raise EditError(_("This way is no longer there. Somebody may have removed it."))
    return flow


def leaving(root: Element, key: str) -> list[Element]:
    """The ways that begin at a step."""
    return [e for e in root.iter() if kind(e) == "sequenceFlow" and e.get("sourceRef") == key]


def arriving(root: Element, key: str) -> list[Element]:
    """The ways that lead to a step."""
    return [e for e in root.iter() if kind(e) == "sequenceFlow" and e.get("targetRef") == key]


def new_flow(root: Element, source: Element, target: Element) -> Element:
    """A way between two steps, not drawn yet."""
    ends = {"sourceRef": source.get("id"), "targetRef": target.get("id")}
    return append(source.getparent(), "sequenceFlow", id=new_key(root, "flow"), **ends)


def take_flow(root: Element, flow: Element) -> None:
    """Take a way out of the model and its drawing."""
    ids = by_id(root)
    Diagram(root).drop(flow.get("id"))
    ends = [ids.get(flow.get(end)) for end in ("sourceRef", "targetRef")]
    if ends[0] is not None and ends[0].get("default") == flow.get("id"):
        del ends[0].attrib["default"]
    remove(flow)
    refresh(root, *(end for end in ends if end is not None))


def refresh(root: Element, *nodes: Element) -> None:
    """Write the incoming and outgoing of nodes anew, in the files that have such."""
    uses = any(kind(e) in ("incoming", "outgoing") for e in root.iter())
    for node in nodes if uses else ():
        for part in list(children(node, "incoming", "outgoing")):
            remove(part)
        place = sum(
            1 for _part in children(node, "documentation", "extensionElements", "auditing", "monitoring")
        )
        flows = [("incoming", f) for f in arriving(root, node.get("id"))]
        flows += [("outgoing", f) for f in leaving(root, node.get("id"))]
        for number, (name, flow) in enumerate(flows):
            made = append(node, name)
            made.text = flow.get("id")
            node.insert(place + number, made)


def join_lane(root: Element, beside: str, key: str) -> None:
    """The new node belongs to the lane of its neighbour, where that has one and it has none yet."""
    entry = next(iter(lane_entries(root, beside)), None)
    if entry is not None and not lane_entries(root, key):
        append(entry.getparent(), "flowNodeRef").text = key


def add_way(
    root: Element, source: str, target: str, name: str = "", condition: str = "", ending: str = ""
) -> str:
    """A further way from a step to another one, or to a new end (``ending``: how it ends) where ``target`` is empty;
    returns its key. Raises ``EditError``.
    """
    start = node_at(root, source)
    if kind(start) == "endEvent":
        raise EditError(_("Nothing goes on behind an end."))
    end = node_at(root, target) if target else append(start.getparent(), "endEvent", id=new_key(root, "end"))
    check_way(start, end)
    if not target:
        define(root, end, ending)
    flow = new_flow(root, start, end)
    if name:
        flow.set("name", name)
    if condition:
        write_properties(root, flow, {"condition": condition})
    if not target:
        join_lane(root, start.get("attachedToRef") or source, end.get("id"))
    refresh(root, start, end)
    diagram = Diagram(root)
    if not target:
        place_end(diagram, source, end.get("id"))
    if source in diagram.shapes:
        diagram.lead(flow.get("id"), source, end.get("id"))
    return str(flow.get("id"))


def lead_way(root: Element, flow: str, target: str) -> None:
    """Let a way lead to another step; raises ``EditError``."""
    way, end = flow_at(root, flow), node_at(root, target)
    ids = by_id(root)
    start, before = ids[way.get("sourceRef")], ids.get(way.get("targetRef"))
    check_way(start, end)
    if end is before:
        raise EditError(_("The way leads there already."))
    way.set("targetRef", target)
    refresh(root, *(node for node in (start, before, end) if node is not None))
    diagram = Diagram(root)
    if start.get("id") in diagram.shapes:
        diagram.lead(flow, start.get("id"), target)


def remove_way(root: Element, flow: str) -> None:
    """Take a way away; raises ``EditError`` where its source or its target would hang loose."""
    element = flow_at(root, flow)
    source, target = element.get("sourceRef"), element.get("targetRef")
    if len(leaving(root, source)) == 1 or len(arriving(root, target)) == 1:
        raise EditError(
            _("Without this way something would hang loose. Add another way first, or remove the step.")
        )
    take_flow(root, element)


def check_way(start: Element, end: Element) -> None:
    """Whether a way may lead from ``start`` to ``end``; raises ``EditError``."""
    if end.getparent() is not start.getparent():
        raise EditError(_("A way stays in its part of the process."))
    if kind(end) in ("startEvent", "boundaryEvent"):
        raise EditError(_("No way leads to a start or to an event at a step."))
    if begins_by_itself(start) or begins_by_itself(end):
        raise EditError(_("What an event begins has no ways to it or from it."))


def place_end(diagram: Diagram, source: str, key: str) -> None:
    """Draw a new end below what stands beside its source."""
    box = diagram.box(source)
    if box is None:
        return
    lowest = diagram.lowest(source)
    diagram.make_room(source, lowest + 1, 36 + GAP, down=True)
    diagram.put(key, Box(box.right + GAP, lowest + GAP / 2, 36, 36), source)


def targets(root: Element, start: Element) -> list[tuple[str, str]]:
    """Where a way from ``start`` may lead: (key, in words)."""
    ids = by_id(root)
    return [
        (str(node.get("id")), label(node, ids))
        for node in children(start.getparent())
        if kind(node) in FLOW_NODES - {"startEvent", "boundaryEvent"}
        and node is not start
        and node.get("id")
        and not begins_by_itself(node)
    ]


def places(root: Element) -> list[tuple[str, str]]:
    """Every way on which a step can be put: (key of the flow, in words)."""
    ids = by_id(root)
    return [
        (str(e.get("id")), f"{label(ids[e.get('sourceRef')], ids)} → {label(ids[e.get('targetRef')], ids)}")
        for e in root.iter()
        if kind(e) == "sequenceFlow"
        and e.get("id")
        and {e.get("sourceRef"), e.get("targetRef")} <= ids.keys()
    ]
