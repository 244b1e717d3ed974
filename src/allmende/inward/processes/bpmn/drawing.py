"""A model's diagrams as SVG, drawn from its layout: for pages without JavaScript, for comparing and for paper.

Only presentation attributes are used, so that it may stand in a page under a strict Content-Security-Policy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

from . import glyphs
from .glyphs import INK
from .outline import ACTIVITIES, CONTAINERS, EVENTS, GATEWAYS, label
from .routing import Box, Point
from .shapes import edge, shape
from .tree import BPMNDI, DC, DI, Element, by_id, children, kind, name_of, number_of, parse, resolve

_MARGIN = 20


@dataclass(frozen=True)
class Mark:
    """How an element stands out: colours as hexadecimal, ``text`` in a small badge at its upper right corner."""

    stroke: str = ""
    fill: str = ""
    text: str = ""
    width: float = 3


@dataclass(frozen=True)
class Drawing:
    """One diagram of a model as an ``<svg>`` element; ``width`` and ``height`` in pixels."""

    title: str
    svg: str
    width: int
    height: int


@dataclass
class _Canvas:
    ids: dict[str, Element]
    marks: Mapping[str, Mark]
    link: Callable[[str], str] | None
    prefix: str
    parts: list[str] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    def add(self, key: str, drawn: str, box: Box) -> None:
        href = self.link(key) if self.link else ""
        self.boxes.append(box)
        self.parts.append(f'<a href="{escape(href)}">{drawn}</a>' if href else drawn)


def draw(
    content: bytes,
    *,
    marks: Mapping[str, Mark] | None = None,
    link: Callable[[str], str] | None = None,
    prefix: str = "d",
) -> list[Drawing]:
    """Every diagram of the file, in order; ``marks`` by element key, ``link`` gives an element's address or "".

    ``prefix`` keeps the names inside apart where several drawings stand on one page. Raises
    ``UnreadableModelError``.
    """
    root = parse(content)
    ids = by_id(root)
    planes = root.iter(f"{{{BPMNDI}}}BPMNPlane")
    drawn = (
        _plane(plane, ids, _Canvas(ids, marks or {}, link, f"{prefix}{number}"))
        for number, plane in enumerate(planes)
    )
    return [drawing for drawing in drawn if drawing is not None]


def _plane(plane: Element, ids: dict[str, Element], canvas: _Canvas) -> Drawing | None:
    shapes = list(_shapes(plane, ids))
    collapsed = {key for key, _e, _b, open_, _w in shapes if not open_ and kind(ids[key]) in CONTAINERS}
    shapes.sort(key=lambda row: _layer(row[1]))
    for key, element, box, expanded, where in shapes:
        if not _inside(element, collapsed):
            _draw_shape(canvas, key, element, box, expanded=expanded, where=where)
    for key, element, line, where in _edges(plane, ids):
        if not _inside(element, collapsed):
            _draw_edge(canvas, key, element, line, where)
    if not canvas.boxes:
        return None
    about = resolve(ids, plane.get("bpmnElement"))
    title = name_of(about) if about is not None else ""
    return _svg(canvas, title or name_of(plane.getparent()))


def _svg(canvas: _Canvas, title: str) -> Drawing:
    left = min(box.x for box in canvas.boxes) - _MARGIN
    top = min(box.y for box in canvas.boxes) - _MARGIN
    width = max(box.right for box in canvas.boxes) + _MARGIN - left
    height = max(box.bottom for box in canvas.boxes) + _MARGIN - top
    named = f' aria-label="{escape(title)}"' if title else ""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left:.0f} {top:.0f} {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" role="{"group" if canvas.link else "img"}"{named} '
        f'font-family="Fira Sans, sans-serif" font-size="12" fill="{INK}">'
        f"{glyphs.arrows(canvas.prefix)}{''.join(canvas.parts)}</svg>"
    )
    return Drawing(title, svg, int(width), int(height))


def _shapes(plane: Element, ids: dict[str, Element]) -> Iterator[tuple[str, Element, Box, bool, Box | None]]:
    for drawn in plane.iter(f"{{{BPMNDI}}}BPMNShape"):
        element = resolve(ids, drawn.get("bpmnElement"))
        box = _bounds(drawn)
        if element is not None and box is not None and element.get("id"):
            yield element.get("id"), element, box, drawn.get("isExpanded") == "true", _label_of(drawn)


def _edges(plane: Element, ids: dict[str, Element]) -> Iterator[tuple[str, Element, list[Point], Box | None]]:
    for drawn in plane.iter(f"{{{BPMNDI}}}BPMNEdge"):
        element = resolve(ids, drawn.get("bpmnElement"))
        line = [(number_of(p, "x"), number_of(p, "y")) for p in drawn.iter(f"{{{DI}}}waypoint")]
        if element is not None and len(line) > 1 and element.get("id"):
            yield element.get("id"), element, line, _label_of(drawn)


def _label_of(drawn: Element) -> Box | None:
    labels = drawn.find(f"{{{BPMNDI}}}BPMNLabel")
    return None if labels is None else _bounds(labels)


def _bounds(drawn: Element) -> Box | None:
    bounds = drawn.find(f"{{{DC}}}Bounds")
    if bounds is None:
        return None
    return Box(*(number_of(bounds, name) for name in ("x", "y", "width", "height")))


def _inside(element: Element, collapsed: set[str]) -> bool:
    return any(parent.get("id") in collapsed for parent in element.iterancestors())


def _layer(element: Element) -> tuple[int, int]:
    """What lies below is drawn first: pools, lanes, groups, open sub-processes, the rest, boundary events."""
    name = kind(element)
    order = {"participant": 0, "lane": 1, "group": 2, "boundaryEvent": 5}
    depth = sum(1 for _parent in element.iterancestors())
    if name in CONTAINERS:
        return 3, depth
    return order.get(name, 4), depth if name == "lane" else 0


def _draw_shape(
    canvas: _Canvas, key: str, element: Element, box: Box, *, expanded: bool, where: Box | None
) -> None:
    mark = canvas.marks.get(key, Mark())
    drawn = shape(
        element, box, expanded=expanded, where=where, stroke=mark.stroke, fill=mark.fill, width=mark.width
    )
    if mark.text:
        drawn += glyphs.badge(box, mark.text, mark.stroke or INK)
    named = label(element, canvas.ids)
    canvas.add(key, f'<g data-element="{escape(key)}"><title>{escape(named)}</title>{drawn}</g>', box)
    below = kind(element) in EVENTS | GATEWAYS or kind(element).startswith("data")
    if below and name_of(element):
        canvas.boxes.append(where or Box(box.x - 20, box.bottom, box.w + 40, 32))


def _draw_edge(canvas: _Canvas, key: str, element: Element, line: list[Point], where: Box | None) -> None:
    mark = canvas.marks.get(key, Mark())
    source = resolve(canvas.ids, element.get("sourceRef"))
    default = source is not None and source.get("default") == key
    condition = next(children(element, "conditionExpression"), None) is not None
    slanted = condition and source is not None and kind(source) in ACTIVITIES
    drawn = edge(
        element, line, canvas.prefix, default=default, conditional=slanted, stroke=mark.stroke,
        width=mark.width, where=where,
    )  # fmt: skip
    xs, ys = [x for x, _y in line], [y for _x, y in line]
    box = Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
    if mark.text:
        (x, y), (tx, ty) = line[0], line[1]
        drawn += glyphs.badge(Box((x + tx) / 2 - 8, (y + ty) / 2, 0, 0), mark.text, mark.stroke or INK)
    named = label(element, canvas.ids)
    canvas.add(key, f'<g data-element="{escape(key)}"><title>{escape(named)}</title>{drawn}</g>', box)
