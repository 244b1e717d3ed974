"""The small signs in shapes, and text in lines; all as SVG around a middle point."""

from __future__ import annotations

from html import escape

from .routing import Box

INK = "#171a2b"
#: How wide a letter of 12 pixels is, on average.
_LETTER = 6.1

#: By kind of task: a path in a square of 16.
TASKS = {
    "userTask": "M8 2.5a3 3 0 1 1 0 6a3 3 0 0 1 0 -6M2 15v-2a4 3.5 0 0 1 4 -3.5h4a4 3.5 0 0 1 4 3.5v2z",
    "manualTask": "M2 13v-5l5 -4l1 1l-2 2.5h8v2h-6h5v2h-5h4v2h-6h-1z",
    "serviceTask": "M8 4.5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 0 1 0 -7M8 1.5v3M8 11.5v3M1.5 8h3M11.5 8h3M3.4 3.4l2.1 2.1"
    "M10.5 10.5l2.1 2.1M3.4 12.6l2.1 -2.1M10.5 5.5l2.1 -2.1",
    "sendTask": "M1 3h14v10h-14z M1 3l7 6l7 -6",
    "receiveTask": "M1 3h14v10h-14zM1 3l7 6l7 -6",
    "scriptTask": "M4 1.5h9c-4 4 4 9 0 13h-9c4 -4 -4 -9 0 -13M5 5h6M4.5 8h6M6 11h6",
    "businessRuleTask": "M1 2.5h14v11h-14zM1 6h14M1 9.7h14M5 6v7.5",
}
#: By what triggers an event or by gateway: a path in a square of 20.
EVENTS = {
    "timer": "M10 2a8 8 0 1 1 0 16a8 8 0 0 1 0 -16M10 5v5l4 2",
    "message": "M2 5h16v10h-16zM2 5l8 6l8 -6",
    "error": "M3 16l4 -11l4 6l5 -8l-4 11l-4 -6z",
    "escalation": "M10 3l5 13l-5 -5l-5 5z",
    "signal": "M10 3l8 13h-16z",
    "conditional": "M4 2h12v16h-12zM6 6h8M6 10h8M6 14h8",
    "link": "M2 8h9v-4l7 6l-7 6v-4h-9z",
    "compensate": "M10 4v12l-8 -6zM18 4v12l-8 -6z",
    "cancel": "M4 6l2 -2l4 4l4 -4l2 2l-4 4l4 4l-2 2l-4 -4l-4 4l-2 -2l4 -4z",
    "multiple": "M10 2l8 6l-3 9h-10l-3 -9z",
}
GATEWAYS = {
    "exclusiveGateway": "M4 4l12 12M16 4l-12 12",
    "parallelGateway": "M10 2v16M2 10h16",
    "inclusiveGateway": "M10 3a7 7 0 1 1 0 14a7 7 0 0 1 0 -14",
    "complexGateway": "M10 2v16M2 10h16M4 4l12 12M16 4l-12 12",
    "eventBasedGateway": "M10 1a9 9 0 1 1 0 18a9 9 0 0 1 0 -18M10 5l5 4l-2 6h-6l-2 -6z",
}
LOOP = "M12.5 13.5a5.5 5.5 0 1 0 -5 0M7.5 13.5v-4M7.5 13.5h-4"
PARALLEL = "M4 2v12M8 2v12M12 2v12"
SEQUENTIAL = "M2 4h12M2 8h12M2 12h12"
PLUS = "M1 1h14v14h-14zM8 4v8M4 8h8"
TILDE = "M2 9c3 -6 5 5 12 -2"


def sign(
    path: str, x: float, y: float, size: float, scale: float, *, filled: bool = False, width: float = 1.2
) -> str:
    """A path made for a square of ``size``, scaled, with its upper left corner at (x, y)."""
    inside = INK if filled else "none"
    return (
        f'<path d="{path}" transform="translate({x:.1f} {y:.1f}) scale({scale:.2f})" fill="{inside}" '
        f'stroke="{"#fff" if filled and size == 16 else INK}" stroke-width="{width}"/>'
    )


def arrows(prefix: str) -> str:
    """The arrow heads of sequence flows, message flows and associations."""
    head = 'viewBox="0 0 20 20" markerWidth="10" markerHeight="10" orient="auto-start-reverse"'
    return (
        f'<defs><marker id="{prefix}-flow" {head} refX="12" refY="10">'
        f'<path d="M1 5L12 10L1 15z" fill="{INK}"/></marker>'
        f'<marker id="{prefix}-message" {head} refX="10" refY="10">'
        f'<path d="M1 5L10 10L1 15z" fill="#fff" stroke="{INK}"/>'
        f'</marker><marker id="{prefix}-from" {head} refX="6" refY="10"><circle cx="6" cy="10" r="4" fill="#fff" '
        f'stroke="{INK}"/></marker><marker id="{prefix}-data" {head} refX="10" refY="10"><path d="M1 5L10 10L1 15" '
        f'fill="none" stroke="{INK}"/></marker></defs>'
    )


def badge(box: Box, text: str, colour: str) -> str:
    """A small sign with a text at the upper right corner."""
    width = max(18, len(text) * 6.5 + 8)
    x, y = box.right - width / 2, box.y - 9
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="18" rx="9" fill="{colour}"/>'
        f'<text x="{x + width / 2:.1f}" y="{y + 13:.1f}" text-anchor="middle" font-size="11" fill="#fff">'
        f"{escape(text)}</text>"
    )


def lines_of(text: str, width: float, most: int) -> list[str]:
    """The text in at most ``most`` lines of ``width`` pixels; what does not fit ends in an ellipsis."""
    room = max(int(width / _LETTER), 4)
    found, rest = [""], text.split()
    for word in rest:
        for piece in [word[i : i + room] for i in range(0, len(word), room)]:
            if found[-1] and len(found[-1]) + 1 + len(piece) > room:
                found.append(piece)
            else:
                found[-1] = f"{found[-1]} {piece}".strip()
    if len(found) > most:
        found = [*found[: most - 1], found[most - 1][: room - 1] + "…"]
    return found


def text_in(box: Box, text: str, *, most: int = 5, top: bool = False, left: bool = False) -> str:
    """Text centred in a box, or at its upper edge."""
    if not text:
        return ""
    found = lines_of(text, box.w - 8, most)
    x = box.x + 6 if left else box.x + box.w / 2
    y = box.y + 16 if top else box.y + box.h / 2 - (len(found) - 1) * 7 + 4
    anchor = "start" if left else "middle"
    return "".join(
        f'<text x="{x:.1f}" y="{y + number * 14:.1f}" text-anchor="{anchor}">{escape(line)}</text>'
        for number, line in enumerate(found)
    )


def upright(box: Box, text: str) -> str:
    """Text from below to above along the left edge of a pool or lane."""
    if not text:
        return ""
    shown = lines_of(text, max(box.h - 8, 30), 2)
    x, y = box.x + 15 - (len(shown) - 1) * 6 + 4, box.y + box.h / 2
    return "".join(
        f'<text transform="translate({x + number * 13:.1f} {y:.1f}) rotate(-90)" text-anchor="middle">{escape(line)}'
        "</text>"
        for number, line in enumerate(shown)
    )
