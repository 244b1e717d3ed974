"""One element as SVG: shapes after the notation of BPMN 2.0, and lines."""

from __future__ import annotations

from html import escape

from .glyphs import (
    EVENTS as EVENT_SIGNS,
)
from .glyphs import (
    GATEWAYS as GATEWAY_SIGNS,
)
from .glyphs import INK, LOOP, PARALLEL, PLUS, SEQUENTIAL, TASKS, TILDE, lines_of, sign, text_in, upright
from .outline import ACTIVITIES, CONTAINERS, EVENTS, GATEWAYS, begins_by_itself, event_kinds
from .routing import Box, Point
from .tree import Element, child, kind, name_of, words

_CATCHING = ("startEvent", "intermediateCatchEvent", "boundaryEvent")


def shape(
    element: Element,
    box: Box,
    *,
    expanded: bool,
    where: Box | None = None,
    stroke: str = "",
    fill: str = "",
    width: float = 3,
) -> str:
    """The shape with its sign and its name; ``stroke`` and ``fill`` replace the usual colours.

    ``where`` is the place that the file gives to the name of an event or gateway.
    """
    name = kind(element)
    pen = f'stroke="{stroke or INK}" stroke-width="{width if stroke else 1.5}" fill="{fill or "#fff"}"'
    if name in EVENTS:
        return _event(element, box, pen) + _outside(box, name_of(element), where)
    if name in GATEWAYS:
        return _gateway(name, box, pen) + _outside(box, name_of(element), where)
    if name in ACTIVITIES:
        return _activity(element, box, pen, expanded=expanded)
    if name in ("participant", "lane"):
        return _pool(element, box, pen)
    return _other(element, name, box, pen)


def _outside(box: Box, text: str, where: Box | None) -> str:
    if where is None:
        return _below(box, text)
    return text_in(Box(where.x + where.w / 2 - 55, where.y - 4, 110, where.h), text, most=3, top=True)


def _below(box: Box, text: str) -> str:
    return text_in(Box(box.x + box.w / 2 - 55, box.bottom + 2, 110, 30), text, most=3, top=True)


def _event(element: Element, box: Box, pen: str) -> str:
    (x, y), name = box.middle, kind(element)
    radius = min(box.w, box.h) / 2
    kinds = event_kinds(element)
    loose = element.get("isInterrupting") == "false" or element.get("cancelActivity") == "false"
    dash = ' stroke-dasharray="5 3"' if loose else ""
    if name == "endEvent":
        pen = pen.replace('stroke-width="1.5"', 'stroke-width="4"')
    drawn = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" {pen}{dash}/>'
    if name.startswith("intermediate") or name == "boundaryEvent":
        drawn += (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius - 3:.1f}" fill="none" stroke="{INK}" '
            f'stroke-width="1.2"{dash}/>'
        )
    if "terminate" in kinds:
        return f'{drawn}<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius * 0.55:.1f}" fill="{INK}"/>'
    path = EVENT_SIGNS.get("multiple" if len(kinds) > 1 else kinds[0] if kinds else "", "")
    if not path:
        return drawn
    filled = name not in _CATCHING and kinds[0] != "timer"
    return drawn + sign(path, x - 9, y - 9, 20, 0.9, filled=filled)


def _gateway(name: str, box: Box, pen: str) -> str:
    x, y = box.middle
    points = f"{x:.1f},{box.y:.1f} {box.right:.1f},{y:.1f} {x:.1f},{box.bottom:.1f} {box.x:.1f},{y:.1f}"
    thin = name in ("eventBasedGateway",)
    path = GATEWAY_SIGNS.get(name, "")
    return f'<polygon points="{points}" {pen}/>' + sign(
        path, x - 10, y - 10, 20, 1, width=1.2 if thin else 2.6
    )


def _activity(element: Element, box: Box, pen: str, *, expanded: bool) -> str:
    name = kind(element)
    if name == "callActivity":
        pen = pen.replace('stroke-width="1.5"', 'stroke-width="4"')
    dash = ' stroke-dasharray="2 4"' if begins_by_itself(element) else ""
    drawn = _rounded(box, f"{pen}{dash}")
    if name == "transaction":
        drawn += _rounded(
            Box(box.x + 3, box.y + 3, box.w - 6, box.h - 6), pen.replace('fill="#fff"', 'fill="none"')
        )
    path = TASKS.get(name, "")
    if path:
        drawn += sign(path, box.x + 5, box.y + 5, 16, 1, filled=name == "sendTask", width=1.1)
    markers = _markers(element, expanded=expanded)
    x = box.x + box.w / 2 - len(markers) * 9 + 1
    for number, marker in enumerate(markers):
        drawn += sign(marker, x + number * 18, box.bottom - 18, 16, 0.9)
    inside = Box(box.x, box.y + (8 if path else 0), box.w, box.h - (16 if markers else 0))
    return drawn + text_in(inside, name_of(element), top=expanded and name in CONTAINERS)


def _markers(element: Element, *, expanded: bool) -> list[str]:
    found = []
    if child(element, "standardLoopCharacteristics") is not None:
        found.append(LOOP)
    many = child(element, "multiInstanceLoopCharacteristics")
    if many is not None:
        found.append(SEQUENTIAL if many.get("isSequential") == "true" else PARALLEL)
    if kind(element) == "adHocSubProcess":
        found.append(TILDE)
    if kind(element) in CONTAINERS and not expanded:
        found.append(PLUS)
    return found


def _rounded(box: Box, pen: str, radius: int = 10) -> str:
    return f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.w:.1f}" height="{box.h:.1f}" rx="{radius}" {pen}/>'


def _pool(element: Element, box: Box, pen: str) -> str:
    drawn = _rounded(box, pen, 0)
    empty = kind(element) == "participant" and not element.get("processRef")
    if empty or box.h > box.w * 2:
        return drawn + text_in(box, name_of(element), top=box.h > box.w * 2)
    x = box.x + 30
    line = f'<path d="M{x:.1f} {box.y:.1f}V{box.bottom:.1f}" stroke="{INK}" stroke-width="1"/>'
    return drawn + line + upright(box, name_of(element))


def _other(element: Element, name: str, box: Box, pen: str) -> str:
    if name == "textAnnotation":
        path = f"M{box.x + 10:.1f} {box.y:.1f}H{box.x:.1f}V{box.bottom:.1f}H{box.x + 10:.1f}"
        most = max(int(box.h / 14), 1)
        pen = pen.replace('fill="#fff"', 'fill="none"')
        return f'<path d="{path}" {pen}/>' + text_in(box, words(child(element, "text")), most=most, left=True)
    if name == "group":
        return _rounded(box, f'fill="none" stroke="{INK}" stroke-dasharray="8 3 2 3"')
    if name == "dataStoreReference":
        x, y, w, bottom = box.x, box.y + 6, box.w, box.bottom - 6
        arc = f"A{w / 2} 6 0 0 0"
        body = f"M{x} {y}V{bottom}{arc} {x + w} {bottom}V{y}{arc} {x} {y}{arc} {x + w} {y}"
        return f'<path d="{body}" {pen}/>' + _below(box, name_of(element))
    if name.startswith("data"):
        fold = min(box.w, 12)
        path = (
            f"M{box.x} {box.y}H{box.right - fold}L{box.right} {box.y + fold}V{box.bottom}H{box.x}z"
            f"M{box.right - fold} {box.y}V{box.y + fold}H{box.right}"
        )
        return f'<path d="{path}" {pen}/>' + _below(box, name_of(element))
    return _rounded(box, pen) + text_in(box, name_of(element))


def edge(
    element: Element, line: list[Point], prefix: str, *, default: bool, conditional: bool, stroke: str,
    width: float, where: Box | None,
) -> str:  # fmt: skip
    """A line with its arrow heads and its name."""
    name = kind(element)
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in line)
    pen = f'fill="none" stroke="{stroke or INK}" stroke-width="{width if stroke else 1.4}"'
    if name == "messageFlow":
        look = (
            f'stroke-dasharray="8 5" marker-end="url(#{prefix}-message)" marker-start="url(#{prefix}-from)"'
        )
    elif name == "sequenceFlow":
        look = f'marker-end="url(#{prefix}-flow)"'
    else:
        headless = name == "association" and element.get("associationDirection", "None") == "None"
        look = 'stroke-dasharray="2 4"' + ("" if headless else f' marker-end="url(#{prefix}-data)"')
    drawn = f'<polyline points="{points}" stroke-linejoin="round" {pen} {look}/>'
    if default or conditional:
        drawn += _start_sign(line, default=default)
    return drawn + _flow_name(name_of(element), line, where)


def _start_sign(line: list[Point], *, default: bool) -> str:
    (x, y), (tx, ty) = line[0], line[1]
    length = max(((tx - x) ** 2 + (ty - y) ** 2) ** 0.5, 1)
    dx, dy = (tx - x) / length, (ty - y) / length
    if default:
        mx, my = x + dx * 10, y + dy * 10
        return (
            f'<path d="M{mx - dy * 6 - dx * 4:.1f} {my + dx * 6 - dy * 4:.1f}L{mx + dy * 6 + dx * 4:.1f} '
            f'{my - dx * 6 + dy * 4:.1f}" stroke="{INK}" stroke-width="1.4"/>'
        )
    return (
        f'<path d="M{x:.1f} {y:.1f}L{x + dx * 8 - dy * 4:.1f} {y + dy * 8 + dx * 4:.1f}L{x + dx * 16:.1f} '
        f'{y + dy * 16:.1f}L{x + dx * 8 + dy * 4:.1f} {y + dy * 8 - dx * 4:.1f}z" fill="#fff" stroke="{INK}"/>'
    )


def _flow_name(text: str, line: list[Point], where: Box | None) -> str:
    if not text:
        return ""
    if where is not None and where.w and where.h:
        return text_in(Box(where.x - 4, where.y - 2, max(where.w + 8, 60), where.h), text, most=4)
    longest = max(range(len(line) - 1), key=lambda n: abs(line[n][0] - line[n + 1][0]))
    (x, y), (tx, _ty) = line[longest], line[longest + 1]
    shown = lines_of(text, max(abs(tx - x) - 4, 70), 3)
    return "".join(
        f'<text x="{(x + tx) / 2:.1f}" y="{y - 5 - (len(shown) - 1 - number) * 14:.1f}" text-anchor="middle" '
        f'stroke="#fff" stroke-width="3" paint-order="stroke">{escape(part)}</text>'
        for number, part in enumerate(shown)
    )
