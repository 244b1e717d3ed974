"""Changes to the steps of a model without a canvas: add, remove, move a step, add and remove a way."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .outline import FLOW_NODES, label
from .placing import Diagram
from .properties import write_properties
from .routing import Box
from .tree import Element, append, by_id, children, kind, remove

#: What can be added to a list, in this order.
ADDABLE = (
    "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "exclusiveGateway", "parallelGateway",
    "intermediateCatchEvent",
)  # fmt: skip
_SIZES = {"Gateway": (50, 50), "Event": (36, 36)}
_GAP = 50


class EditError(ValueError):
    """A change cannot be made; the message is for people."""


def add_step(root: Element, flow: str, name: str, step_kind: str) -> str:
    """A new step on the way ``flow``; returns its key. Raises ``EditError``."""
    if step_kind not in ADDABLE:
        raise EditError(_("This kind of step cannot be added here."))
    element = _flow(root, flow)
    key = _new_key(root, "step")
    made = append(element.getparent(), step_kind, id=key)
    if name:
        made.set("name", name)
    if step_kind == "intermediateCatchEvent":
        append(made, "timerEventDefinition", id=_new_key(root, "timer"))
        write_properties(root, made, {"duration": "P1D"})
    _put_on(root, element, made)
    return key


def remove_step(root: Element, key: str) -> None:
    """Take a step away; what came before it goes on with what came behind it. Raises ``EditError``."""
    node = _node(root, key)
    if kind(node) == "startEvent":
        raise EditError(_("The start cannot be removed; it can be changed."))
    attached = [e for e in children(node.getparent(), "boundaryEvent") if e.get("attachedToRef") == key]
    for event in attached:
        for flow in _leaving(root, event.get("id")):
            _take_flow(root, flow)
        _take(root, event)
    if kind(node) == "boundaryEvent":
        for flow in _leaving(root, key):
            _take_flow(root, flow)
    else:
        _bridge(root, node)
    _take(root, node)


def move_step(root: Element, key: str, flow: str) -> None:
    """Put a step on another way. Raises ``EditError``."""
    node, element = _node(root, key), _flow(root, flow)
    if key in (element.get("sourceRef"), element.get("targetRef")):
        raise EditError(_("The step already stands there."))
    if kind(node) in ("startEvent", "endEvent", "boundaryEvent"):
        raise EditError(_("A start, an end or an event at a step keeps its place."))
    if node.getparent() is not element.getparent():
        raise EditError(_("A step stays in its part of the process."))
    _bridge(root, node)
    diagram = Diagram(root)
    diagram.drop(key)
    if by_id(root).get(flow) is None:
        raise EditError(_("This way ended at the step itself; choose another one."))
    _put_on(root, element, node)


def add_way(root: Element, source: str, target: str, name: str = "", condition: str = "") -> str:
    """A further way from a step to another one, or to a new end where ``target`` is empty; returns its key."""
    start = _node(root, source)
    if kind(start) == "endEvent":
        raise EditError(_("Nothing goes on behind an end."))
    end = _node(root, target) if target else append(start.getparent(), "endEvent", id=_new_key(root, "end"))
    if end.getparent() is not start.getparent():
        raise EditError(_("A way stays in its part of the process."))
    flow = _new_flow(root, start, end)
    if name:
        flow.set("name", name)
    if condition:
        write_properties(root, flow, {"condition": condition})
    if not target:
        _join_lane(root, source, end.get("id"))
    _refresh(root, start, end)
    diagram = Diagram(root)
    if not target:
        _place_end(diagram, source, end.get("id"))
    if source in diagram.shapes:
        diagram.lead(flow.get("id"), source, end.get("id"))
    return str(flow.get("id"))


def remove_way(root: Element, flow: str) -> None:
    """Take a way away; raises ``EditError`` where its source or its target would hang loose."""
    element = _flow(root, flow)
    source, target = element.get("sourceRef"), element.get("targetRef")
    if len(_leaving(root, source)) == 1 or len(_arriving(root, target)) == 1:
        raise EditError(
            _("Without this way something would hang loose. Add another way first, or remove the step.")
        )
    _take_flow(root, element)


def _put_on(root: Element, flow: Element, node: Element) -> None:
    """Let ``flow`` lead to ``node`` and a new flow from there to where it led before."""
    ids = by_id(root)
    source, target = ids[flow.get("sourceRef")], ids[flow.get("targetRef")]
    flow.set("targetRef", node.get("id"))
    onward = _new_flow(root, node, target)
    _join_lane(root, str(source.get("id")), str(node.get("id")))
    _refresh(root, source, node, target)
    diagram = Diagram(root)
    before, behind = diagram.box(source.get("id")), diagram.box(target.get("id"))
    if before is None or behind is None:
        return
    width, height = next((size for word, size in _SIZES.items() if word in kind(node)), (100, 80))
    back = behind.x <= before.right
    x = before.right + _GAP if back else behind.x
    y = before.middle[1] if back else behind.middle[1]
    diagram.make_room(source.get("id"), x - 1, width + _GAP)
    diagram.put(node.get("id"), Box(x, y - height / 2, width, height), source.get("id"))
    diagram.lead(flow.get("id"), source.get("id"), node.get("id"))
    diagram.lead(onward.get("id"), node.get("id"), target.get("id"))


def _place_end(diagram: Diagram, source: str, key: str) -> None:
    box = diagram.box(source)
    if box is None:
        return
    lowest = diagram.lowest(source)
    diagram.make_room(source, lowest + 1, 36 + _GAP, down=True)
    diagram.put(key, Box(box.right + _GAP, lowest + _GAP / 2, 36, 36), source)


def _bridge(root: Element, node: Element) -> None:
    """Let all flows to a node lead to where its only way leads."""
    key = node.get("id")
    leaving, arriving = _leaving(root, key), _arriving(root, key)
    if len(leaving) > 1:
        raise EditError(_("Several ways go on from here. Remove all but one first."))
    if not leaving:
        for flow in arriving:
            if len(_leaving(root, flow.get("sourceRef"))) == 1:
                raise EditError(_("Without this end something would hang loose. Add another way first."))
        for flow in arriving:
            _take_flow(root, flow)
        return
    ids = by_id(root)
    target = ids[leaving[0].get("targetRef")]
    _take_flow(root, leaving[0])
    diagram = Diagram(root)
    for flow in arriving:
        if flow.get("sourceRef") == target.get("id"):
            _take_flow(root, flow)
            continue
        flow.set("targetRef", target.get("id"))
        _refresh(root, ids[flow.get("sourceRef")], target)
        if flow.get("sourceRef") in diagram.shapes:
            diagram.shapes.pop(key, None)
            diagram.lead(flow.get("id"), flow.get("sourceRef"), target.get("id"))
    _refresh(root, node)


def _node(root: Element, key: str) -> Element:
    node = by_id(root).get(key)
    if node is None or kind(node) not in FLOW_NODES:
        raise EditError(_("This step is no longer there. Somebody may have removed it."))
    return node


def _flow(root: Element, key: str) -> Element:
    flow = by_id(root).get(key)
    if flow is None or kind(flow) != "sequenceFlow":
        raise EditError(_("This way is no longer there. Somebody may have removed it."))
    return flow


def _leaving(root: Element, key: str) -> list[Element]:
    return [e for e in root.iter() if kind(e) == "sequenceFlow" and e.get("sourceRef") == key]


def _arriving(root: Element, key: str) -> list[Element]:
    return [e for e in root.iter() if kind(e) == "sequenceFlow" and e.get("targetRef") == key]


def _new_flow(root: Element, source: Element, target: Element) -> Element:
    ends = {"sourceRef": source.get("id"), "targetRef": target.get("id")}
    return append(source.getparent(), "sequenceFlow", id=_new_key(root, "flow"), **ends)


def _take_flow(root: Element, flow: Element) -> None:
    ids = by_id(root)
    Diagram(root).drop(flow.get("id"))
    ends = [ids.get(flow.get(end)) for end in ("sourceRef", "targetRef")]
    if ends[0] is not None and ends[0].get("default") == flow.get("id"):
        del ends[0].attrib["default"]
    remove(flow)
    _refresh(root, *(end for end in ends if end is not None))


def _take(root: Element, node: Element) -> None:
    """Remove a node with its lane entry, its notes' lines and its drawing."""
    key, diagram = node.get("id"), Diagram(root)
    inside = {e.get("id") for e in node.iter() if kind(e)} - {None}
    for reference in [e for e in root.iter() if kind(e) == "flowNodeRef" and (e.text or "").strip() == key]:
        remove(reference)
    for line in [e for e in root.iter() if kind(e) in ("association", "messageFlow")]:
        if {line.get("sourceRef"), line.get("targetRef")} & inside:
            diagram.drop(line.get("id"))
            remove(line)
    for part in inside:
        diagram.drop(part)
    remove(node)


def _join_lane(root: Element, beside: str, key: str) -> None:
    """The new node belongs to the lane of its neighbour, where that has one and it has none yet."""
    references = [e for e in root.iter() if kind(e) == "flowNodeRef"]
    if any((e.text or "").strip() == key for e in references):
        return
    lane = next((e.getparent() for e in references if (e.text or "").strip() == beside), None)
    if lane is not None:
        append(lane, "flowNodeRef").text = key


def _refresh(root: Element, *nodes: Element) -> None:
    """Write the incoming and outgoing of nodes anew, in the files that have such."""
    uses = any(kind(e) in ("incoming", "outgoing") for e in root.iter())
    for node in nodes if uses else ():
        for part in list(children(node, "incoming", "outgoing")):
            remove(part)
        place = sum(
            1 for _part in children(node, "documentation", "extensionElements", "auditing", "monitoring")
        )
        flows = [("incoming", f) for f in _arriving(root, node.get("id"))]
        flows += [("outgoing", f) for f in _leaving(root, node.get("id"))]
        for number, (name, flow) in enumerate(flows):
            made = append(node, name)
            made.text = flow.get("id")
            node.insert(place + number, made)


def _new_key(root: Element, word: str) -> str:
    ids, number = by_id(root), 1
    while f"{word}_{number}" in ids:
        number += 1
    return f"{word}_{number}"


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
