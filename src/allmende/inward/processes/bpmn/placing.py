"""The layout of a file while steps come and go: room is made, lines are led anew, all else stays where it is."""

from __future__ import annotations

from .outline import CONTAINERS, FLOW_NODES, lane_entries
from .routing import Box, Point, route
from .tree import BPMNDI, DC, DI, Element, append, by_id, children, kind, number_of, remove, resolve

_HOLDS = CONTAINERS | {"participant", "lane", "group"}


class Diagram:
    """Shapes and edges of a file by the key of their element; a file without any is left without."""

    def __init__(self, root: Element) -> None:
        self.ids = by_id(root)
        self.shapes = self._drawn(root, "BPMNShape")
        self.edges = self._drawn(root, "BPMNEdge")

    def _drawn(self, root: Element, name: str) -> dict[str, Element]:
        found: dict[str, Element] = {}
        for drawn in root.iter(f"{{{BPMNDI}}}{name}"):
            element = resolve(self.ids, drawn.get("bpmnElement"))
            if element is not None:
                found.setdefault(str(element.get("id")), drawn)
        return found

    def box(self, key: str) -> Box | None:
        """Where an element stands."""
        bounds = self.shapes[key].find(f"{{{DC}}}Bounds") if key in self.shapes else None
        if bounds is None:
            return None
        return Box(*(number_of(bounds, name) for name in ("x", "y", "width", "height")))

    def extent(self, key: str) -> Box | None:
        """How far an element reaches, be it a shape or a line."""
        if key not in self.edges:
            return self.box(key)
        points = [(number_of(p, "x"), number_of(p, "y")) for p in self.edges[key].iter(f"{{{DI}}}waypoint")]
        if not points:
            return None
        (left, top), (right, bottom) = (
            map(min, zip(*points, strict=True)),
            map(max, zip(*points, strict=True)),
        )
        return Box(left, top, right - left, bottom - top)

    def put(self, key: str, box: Box, near: str) -> None:
        """Draw a new element in the diagram in which ``near`` is drawn."""
        plane = self.shapes[near].getparent()
        shape = append(plane, "BPMNShape", BPMNDI, id=self._free(key), bpmnElement=key)
        names = zip(("x", "y", "width", "height"), box, strict=True)
        append(shape, "Bounds", DC, **{name: _text(value) for name, value in names})
        self.shapes[key] = shape

    def resize(self, key: str, box: Box) -> None:
        """Let an element that is drawn stand elsewhere, in another size."""
        bounds = self.shapes[key].find(f"{{{DC}}}Bounds")
        for name, value in zip(("x", "y", "width", "height"), box, strict=True):
            bounds.set(name, _text(value))

    def drop(self, key: str) -> None:
        """Take an element out of the drawing."""
        for drawn in (self.shapes.pop(key, None), self.edges.pop(key, None)):
            if drawn is not None:
                remove(drawn)

    def lift(self, keys: list[str]) -> list[Element]:
        """Take what is drawn of these elements out of the drawing, to ``settle`` it elsewhere."""
        lifted = [
            drawn
            for key in keys
            for drawn in (self.shapes.get(key), self.edges.get(key))
            if drawn is not None
        ]
        for drawn in lifted:
            remove(drawn)
        return lifted

    def settle(self, lifted: list[Element], near: str, right: float, down: float) -> None:
        """Put back what was lifted, moved as a whole, where ``near`` is drawn."""
        plane = self.shapes[near].getparent()
        for drawn in lifted:
            plane.append(drawn)
            for part in [*drawn.iter(f"{{{DC}}}Bounds"), *drawn.iter(f"{{{DI}}}waypoint")]:
                part.set("x", _text(number_of(part, "x") + right))
                part.set("y", _text(number_of(part, "y") + down))

    def lead(self, flow: str, source: str, target: str) -> None:
        """Draw the line of a flow anew, around what stands between."""
        boxes = {key: box for key in self._beside(source) if (box := self.box(key)) is not None}
        if source not in boxes or target not in boxes:
            self.drop(flow)
            return
        host = self.ids[source].get("attachedToRef") if kind(self.ids[source]) == "boundaryEvent" else None
        self._draw_line(flow, route(source, target, boxes, host), source)

    def _beside(self, key: str) -> list[str]:
        parent = self.ids[key].getparent()
        return [str(node.get("id")) for node in children(parent) if kind(node) in FLOW_NODES]

    def _draw_line(self, flow: str, line: list[Point], near: str) -> None:
        edge = self.edges.get(flow)
        if edge is None:
            plane = self.shapes[near].getparent()
            edge = self.edges[flow] = append(plane, "BPMNEdge", BPMNDI, id=self._free(flow), bpmnElement=flow)
        for part in list(edge):
            remove(part)  # the name's place belongs to the old line
        for x, y in line:
            append(edge, "waypoint", DI, x=_text(x), y=_text(y))

    def make_room(self, near: str, at: float, by: float, *, down: bool = False) -> None:
        """Move what begins at ``at`` or behind by ``by`` to the right (or down); what holds it grows."""
        plane = self.shapes[near].getparent()
        place, length = ("y", "height") if down else ("x", "width")
        for drawn in plane:
            element = resolve(self.ids, drawn.get("bpmnElement"))
            holds = element is not None and kind(element) in _HOLDS
            for bounds in drawn.iter(f"{{{DC}}}Bounds"):
                start, size = number_of(bounds, place), number_of(bounds, length)
                if start >= at:
                    bounds.set(place, _text(start + by))
                elif holds and bounds.getparent() is drawn and start + size > at:
                    bounds.set(length, _text(size + by))
            for point in drawn.iter(f"{{{DI}}}waypoint"):
                value = number_of(point, place)
                if value >= at:
                    point.set(place, _text(value + by))

    def lowest(self, near: str) -> float:
        """The lower edge of what stands beside ``near``, in its lane where it has one."""
        keys, root = self._beside(near), self.ids[near].getroottree().getroot()
        for entry in lane_entries(root, near)[:1]:
            named = {(e.text or "").strip() for e in children(entry.getparent(), "flowNodeRef")}
            keys = [key for key in keys if key in named]
        boxes = [self.box(key) for key in keys]
        return max((box.bottom for box in boxes if box is not None), default=0)

    def _free(self, key: str) -> str:
        wanted = f"{key}_di"
        while wanted in self.ids:
            wanted += "_"
        self.ids[wanted] = None
        return wanted


def _text(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
