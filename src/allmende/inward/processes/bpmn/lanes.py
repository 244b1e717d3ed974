"""Lanes: who does what stands in them. Add one, move steps into it, take one away; the drawing follows."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .outline import FLOW_NODES, lane_entries, pool_of
from .placing import Diagram
from .routing import Box
from .tree import BPMNDI, Element, append, by_id, child, children, kind, name_of, new_key, remove
from .ways import EditError, node_at

_HEAD, _HEIGHT, _AROUND = 30, 160, 50


def lanes_in(process: Element) -> list[Element]:
    """The lanes of a process that hold steps, from above."""
    return [lane for lane in process.iter() if kind(lane) == "lane" and child(lane, "childLaneSet") is None]


def lane_choices(root: Element, node: Element) -> list[tuple[str, str]]:
    """The lanes into which a step may go: (key, name)."""
    process = node.getparent()
    if kind(process) != "process":
        return []
    return [(str(lane.get("id")), name_of(lane) or str(lane.get("id"))) for lane in lanes_in(process)]


def lane_of(root: Element, key: str) -> str:
    """The key of the lane in which a step stands, or an empty text."""
    found = [entry.getparent() for entry in lane_entries(root, key)]
    inner = [lane for lane in found if child(lane, "childLaneSet") is None]
    return str(inner[0].get("id")) if inner else ""


def add_lane(root: Element, within: str, name: str) -> str:
    """A lane below the others; the first one takes in all steps that there are. Raises ``EditError``."""
    process = by_id(root).get(within)
    if process is None or kind(process) != "process":
        raise EditError(_("Lanes stand in a process."))
    if not name:
        raise EditError(_("Please give the lane a name."))
    lanes = child(process, "laneSet")
    first = lanes is None
    if lanes is None:
        lanes = append(process, "laneSet", id=new_key(root, "lanes"))
        place = sum(1 for _part in children(process, "documentation", "extensionElements", "property"))
        process.insert(place, lanes)
    last = next(iter(lanes_in(process)[::-1]), None)
    lane = append(lanes, "lane", id=new_key(root, "lane"), name=name)
    if first:
        for node in children(process):
            if kind(node) in FLOW_NODES and node.get("id"):
                append(lane, "flowNodeRef").text = node.get("id")
    _draw_lane(root, process, lane, last)
    return str(lane.get("id"))


def remove_lane(root: Element, key: str) -> None:
    """Take a lane away; its steps go to its neighbour. Raises ``EditError``."""
    lane = by_id(root).get(key)
    if lane is None or kind(lane) != "lane":
        raise EditError(_("This lane is no longer there. Somebody may have removed it."))
    if child(lane, "childLaneSet") is not None:
        raise EditError(_("This lane has lanes in it. Remove these first."))
    around = lane.getparent()
    others = list(children(around, "lane"))
    place = others.index(lane)
    beside = others[place - 1] if place else others[1] if len(others) > 1 else None
    diagram = Diagram(root)
    box = diagram.box(key)
    if beside is not None:
        for reference in children(lane, "flowNodeRef"):
            append(beside, "flowNodeRef").text = reference.text
        other = diagram.box(beside.get("id"))
        if box and other:
            diagram.resize(beside.get("id"), Box(other.x, min(box.y, other.y), other.w, box.h + other.h))
    diagram.drop(key)
    remove(lane if beside is not None else around)


def put_in_lane(root: Element, key: str, lane_key: str) -> None:
    """Let a step stand in another lane, with the events at it. Raises ``EditError``."""
    node = node_at(root, key)
    lane = by_id(root).get(lane_key)
    if lane is None or lane_key not in dict(lane_choices(root, node)):
        raise EditError(_("This lane is no longer there. Somebody may have removed it."))
    if lane_of(root, key) == lane_key:
        return
    moved = [node, *(e for e in children(node.getparent(), "boundaryEvent") if e.get("attachedToRef") == key)]
    for entry in lane_entries(root, *(str(e.get("id")) for e in moved)):
        remove(entry)
    for one in moved:
        append(lane, "flowNodeRef").text = one.get("id")
    _draw_in_lane(root, moved, lane_key)


def draw_in_own_lane(root: Element, node: Element) -> None:
    """Move a step that is drawn outside of the lane to which it belongs into that lane."""
    diagram, lane = Diagram(root), lane_of(root, str(node.get("id")))
    box, band = diagram.box(node.get("id")), diagram.box(lane)
    if box is not None and band is not None and not band.y <= box.middle[1] <= band.bottom:
        _draw_in_lane(root, [node], lane)


def _draw_in_lane(root: Element, moved: list[Element], lane: str) -> None:
    """Move the shapes up or down into the lane: beside what stands there, else into a row of their own."""
    diagram = Diagram(root)
    box, band = diagram.box(moved[0].get("id")), diagram.box(lane)
    if box is None or band is None:
        return
    keys = [str(e.get("id")) for one in moved for e in one.iter() if kind(e) and e.get("id")]
    lifted = diagram.lift(keys)
    around = Diagram(root)
    wanted = Box(box.x, band.middle[1] - box.h / 2, box.w, box.h)
    others = [
        other
        for part in children(moved[0].getparent())
        if kind(part) in FLOW_NODES and (other := around.box(str(part.get("id")))) is not None
    ]
    if any(wanted.touches(other) for other in others) or wanted.h + 20 > band.h:
        around.make_room(lane, band.bottom - 1, box.h + 40, down=True)
        wanted = Box(box.x, band.bottom + 10, box.w, box.h)
    around.settle(lifted, lane, 0, wanted.y - box.y)
    diagram = Diagram(root)
    inner = {key for key in keys if key not in {one.get("id") for one in moved}}
    for flow in children(moved[0].getparent(), "sequenceFlow"):
        ends = {flow.get("sourceRef"), flow.get("targetRef")}
        if ends & {one.get("id") for one in moved} and flow.get("id") not in inner:
            diagram.lead(flow.get("id"), flow.get("sourceRef"), flow.get("targetRef"))


def _draw_lane(root: Element, process: Element, lane: Element, last: Element | None) -> None:
    diagram = Diagram(root)
    pool = pool_of(root, process)
    if pool is None:
        pool = _make_pool(root, process, diagram)
        diagram = Diagram(root)
    around = diagram.box(pool.get("id"))
    if around is None:
        return
    if last is None:
        band = Box(around.x + _HEAD, around.y, around.w - _HEAD, around.h)
    else:
        above = diagram.box(last.get("id"))
        if above is None:
            return
        diagram.make_room(pool.get("id"), above.bottom, _HEIGHT, down=True)
        grown = diagram.box(pool.get("id")) or around
        diagram.resize(pool.get("id"), Box(grown.x, grown.y, grown.w, above.bottom + _HEIGHT - grown.y))
        band = Box(above.x, above.bottom, above.w, _HEIGHT)
    diagram.put(lane.get("id"), band, pool.get("id"))
    diagram.shapes[lane.get("id")].set("isHorizontal", "true")


def _make_pool(root: Element, process: Element, diagram: Diagram) -> Element:
    """A pool around a process that has none: lanes are drawn in pools."""
    collaboration = child(root, "collaboration")
    if collaboration is None:
        collaboration = append(root, "collaboration", id=new_key(root, "collaboration"))
        root.insert(root.index(process), collaboration)
    name = name_of(process)
    pool = append(collaboration, "participant", id=new_key(root, "pool"), processRef=process.get("id"))
    if name:
        pool.set("name", name)
    boxes = [box for part in children(process) if (box := diagram.extent(str(part.get("id")))) is not None]
    drawn = next((str(p.get("id")) for p in children(process) if p.get("id") in diagram.shapes), "")
    if not boxes or not drawn:
        return pool
    left, top = min(box.x for box in boxes) - _AROUND, min(box.y for box in boxes) - _AROUND
    right, bottom = max(box.right for box in boxes) + _AROUND, max(box.bottom for box in boxes) + _AROUND
    left -= 2 * _HEAD
    plane = diagram.shapes[drawn].getparent()
    if plane.tag == f"{{{BPMNDI}}}BPMNPlane" and plane.get("bpmnElement") == process.get("id"):
        plane.set("bpmnElement", collaboration.get("id"))
    diagram.put(pool.get("id"), Box(left, top, right - left, max(bottom - top, _HEIGHT)), drawn)
    diagram.shapes[pool.get("id")].set("isHorizontal", "true")
    return pool
