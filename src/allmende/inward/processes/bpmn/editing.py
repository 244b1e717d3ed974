"""Changes to the steps of a model without a canvas: add one of any kind, move it, attach events to it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .lanes import draw_in_own_lane
from .making import AT_ANY_TIME, REPEATABLE, STEPS, TRIGGERED, define, fill, make_handler, make_step
from .outline import CONTAINERS, begins_by_itself, lane_entries
from .placing import Diagram
from .removing import bridge
from .routing import Box
from .tree import Element, append, by_id, child, children, kind, new_key, remove
from .ways import (
    GAP,
    EditError,
    add_way,
    arriving,
    flow_at,
    join_lane,
    leaving,
    new_flow,
    node_at,
    refresh,
)

_SIZES = {"Gateway": (50, 50), "Event": (36, 36), "subProcess": (360, 160)}


def add_step(root: Element, flow: str, name: str, step: str) -> str:
    """A new step of a kind in ``STEPS`` on the way ``flow``; returns its key. Raises ``EditError``."""
    if step not in STEPS:
        raise EditError(_("This kind of step cannot be added here."))
    element = flow_at(root, flow)
    made = make_step(root, element.getparent(), step, name)
    _put_on(root, element, made)
    return str(made.get("id"))


def move_step(root: Element, key: str, place: str, other: str) -> None:
    """Put a step ``before`` or ``after`` another one, also into another part. Raises ``EditError``."""
    node, beside = node_at(root, key), node_at(root, other)
    if node is beside or place not in ("before", "after"):
        raise EditError(_("The step already stands there."))
    if kind(node) in ("startEvent", "endEvent", "boundaryEvent") or begins_by_itself(node):
        raise EditError(_("A start, an end or an event at a step keeps its place."))
    if beside in list(node.iter()):
        raise EditError(_("A part of the process cannot be moved into itself."))
    attached = any(e.get("attachedToRef") == key for e in children(node.getparent(), "boundaryEvent"))
    if attached and node.getparent() is not beside.getparent():
        raise EditError(
            _("Events at this step lead to others of its part. Remove them before moving it elsewhere.")
        )
    bridge(root, node)
    flow = _way_beside(root, beside, place)
    diagram = Diagram(root)
    inside = [str(e.get("id")) for e in node.iter() if kind(e) and e is not node and e.get("id")]
    stood, lifted = diagram.box(key), diagram.lift(inside)
    diagram.drop(key)
    for event in children(node.getparent(), "boundaryEvent"):
        if event.get("attachedToRef") == key:
            diagram.drop(event.get("id"))
    if node.getparent() is not flow.getparent():
        for entry in lane_entries(root, key):
            remove(entry)
        flow.getparent().append(node)
    _put_on(root, flow, node, (stood.w, stood.h) if stood else None)
    stands = Diagram(root).box(key)
    if stood and stands:
        Diagram(root).settle(lifted, key, stands.x - stood.x, stands.y - stood.y)
    _draw_attached(root, node)


def _way_beside(root: Element, node: Element, place: str) -> Element:
    """The way before or behind a step; where several lead to it they are led together first."""
    key = node.get("id")
    ways = arriving(root, key) if place == "before" else leaving(root, key)
    if not ways:
        raise EditError(
            _("Nothing can stand before this step.")
            if place == "before"
            else _("Nothing goes on behind an end.")
        )
    if len(ways) > 1:
        raise EditError(
            _("Several ways lead to this step. Choose the step behind which it shall stand.")
            if place == "before"
            else _("Several ways go on from there. Choose the step before which it shall stand.")
        )
    return ways[0]


def attach_event(root: Element, host: str, trigger: str, name: str, *, interrupting: bool) -> str:
    """An event at a step, with a new end to which it leads; returns its key. Raises ``EditError``."""
    node = node_at(root, host)
    if kind(node) not in REPEATABLE or begins_by_itself(node) or trigger not in TRIGGERED["boundaryEvent"]:
        raise EditError(_("Such an event cannot be attached here."))
    event = append(node.getparent(), "boundaryEvent", id=new_key(root, "event"), attachedToRef=host)
    if name:
        event.set("name", name)
    if not interrupting:
        event.set("cancelActivity", "false")
    define(root, event, trigger)
    join_lane(root, host, event.get("id"))
    _draw_attached(root, node)
    add_way(root, event.get("id"), "")
    return str(event.get("id"))


def add_handler(root: Element, within: str, trigger: str, name: str, *, interrupting: bool) -> str:
    """A part that an event begins at any time, in a process or sub-process; returns its key. Raises ``EditError``."""
    parent = by_id(root).get(within)
    if parent is None or kind(parent) not in CONTAINERS | {"process"} or trigger not in AT_ANY_TIME:
        raise EditError(_("Such an event cannot be attached here."))
    beside = next((str(e.get("id")) for e in children(parent, "startEvent") if e.get("id")), "")
    made = make_handler(root, parent, trigger, name, interrupting=interrupting)
    join_lane(root, beside, made.get("id"))
    diagram = Diagram(root)
    box = diagram.box(beside)
    if box is not None:
        lowest, (width, height) = diagram.lowest(beside), _SIZES["subProcess"]
        diagram.make_room(beside, lowest + 1, height + GAP, down=True)
        diagram.put(made.get("id"), Box(box.x, lowest + GAP / 2, width, height), beside)
        _draw_inside(root, made)
    return str(made.get("id"))


def begin_part(root: Element, key: str) -> None:
    """Give an empty sub-process its start, a task and an end. Raises ``EditError``."""
    node = node_at(root, key)
    if kind(node) not in CONTAINERS or child(node, "startEvent") is not None:
        raise EditError(_("This part of the process has steps already."))
    fill(root, node)
    _draw_inside(root, node)


def _put_on(root: Element, flow: Element, node: Element, size: tuple[float, float] | None = None) -> None:
    """Let ``flow`` lead to ``node`` and a new flow from there to where it led before."""
    ids = by_id(root)
    source, target = ids[flow.get("sourceRef")], ids[flow.get("targetRef")]
    flow.set("targetRef", node.get("id"))
    onward = new_flow(root, node, target)
    join_lane(root, str(source.get("attachedToRef") or source.get("id")), str(node.get("id")))
    refresh(root, source, node, target)
    diagram = Diagram(root)
    before, behind = diagram.box(source.get("id")), diagram.box(target.get("id"))
    if before is None or behind is None:
        return
    width, height = size or _size(node)
    back = behind.x <= before.right
    x = before.right + GAP if back else behind.x
    y = before.middle[1] if back else behind.middle[1]
    diagram.make_room(source.get("id"), x - 1, width + GAP)
    diagram.put(node.get("id"), Box(x, y - height / 2, width, height), source.get("id"))
    if kind(node) == "subProcess" and size is None:
        _draw_inside(root, node)
        diagram = Diagram(root)
    diagram.lead(flow.get("id"), source.get("id"), node.get("id"))
    diagram.lead(onward.get("id"), node.get("id"), target.get("id"))
    draw_in_own_lane(root, node)


def _size(node: Element) -> tuple[float, float]:
    return next((size for word, size in _SIZES.items() if word in kind(node)), (100, 80))


def _draw_inside(root: Element, part: Element) -> None:
    """Draw the new steps of a sub-process in a row; what is too small for them grows."""
    diagram, key = Diagram(root), str(part.get("id"))
    box = diagram.box(key)
    if box is None:
        return
    wide, high = _SIZES["subProcess"]
    if box.w < wide:
        diagram.make_room(key, box.right - 1, wide - box.w)
    if box.h < high:
        diagram.make_room(key, box.bottom - 1, high - box.h, down=True)
    diagram.shapes[key].set("isExpanded", "true")
    x, middle = box.x + 40, box.y + max(box.h, high) / 2
    for node in children(part, "startEvent", "userTask", "endEvent"):
        width, height = _size(node)
        diagram.put(node.get("id"), Box(x, middle - height / 2, width, height), key)
        x += width + GAP
    for flow in children(part, "sequenceFlow"):
        diagram.lead(flow.get("id"), flow.get("sourceRef"), flow.get("targetRef"))


def _draw_attached(root: Element, node: Element) -> None:
    """Draw the events at a step on its lower edge, from the right, and their ways."""
    diagram = Diagram(root)
    box = diagram.box(node.get("id"))
    if box is None:
        return
    events = [
        e for e in children(node.getparent(), "boundaryEvent") if e.get("attachedToRef") == node.get("id")
    ]
    for number, event in enumerate(events):
        if event.get("id") in diagram.shapes:
            continue
        x = box.right - 36 - 40 * (number % max(int(box.w // 40), 1))
        diagram.put(event.get("id"), Box(x, box.bottom - 18, 36, 36), node.get("id"))
        for flow in leaving(root, event.get("id")):
            diagram.lead(flow.get("id"), event.get("id"), flow.get("targetRef"))
