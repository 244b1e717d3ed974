"""Give a model without a diagram one, as BPMN DI; everything else in the file stays as it is."""

from __future__ import annotations

from .arranging import HEAD, Placed, arrange
from .glyphs import lines_of
from .outline import FLOW_NODES, GATEWAYS, drawn_ids, pool_of, processes, read_scope
from .placing import Diagram
from .routing import Box, Point
from .tree import (
    BPMNDI,
    DC,
    DI,
    Element,
    append,
    as_bytes,
    by_id,
    children,
    kind,
    name_of,
    parse,
    resolve,
    with_namespaces,
)  # fmt: skip

_BETWEEN = 40
#: Width of a name beside its shape.
_LABEL = 102


def needs_layout(root: Element) -> bool:
    """Whether there are steps or pools, and none of them is drawn."""
    drawn = drawn_ids(root)
    keys = [e.get("id") for e in root.iter() if kind(e) in FLOW_NODES | {"participant"}]
    return bool(keys) and not any(key in drawn for key in keys)


def laid_out(content: bytes) -> bytes:
    """The file to be drawn: with a diagram where it has none."""
    root = parse(content)
    return as_bytes(with_layout(root)) if needs_layout(root) else content


def complete(root: Element) -> Element | None:
    """The model with a diagram where it has none, with lines where only its shapes are drawn; None: it is complete."""
    if needs_layout(root):
        return with_layout(root)
    drawn = drawn_ids(root)
    flows = [e for e in root.iter() if kind(e) == "sequenceFlow" and e.get("id") not in drawn]
    return _with_lines(root, flows) if flows and any(_both_drawn(flow, drawn) for flow in flows) else None


def _both_drawn(flow: Element, drawn: set[str]) -> bool:
    return {flow.get("sourceRef"), flow.get("targetRef")} <= drawn


def _with_lines(root: Element, flows: list[Element]) -> Element:
    diagram = Diagram(with_namespaces(root, {"di": DI}))
    for flow in flows:
        source, target = flow.get("sourceRef"), flow.get("targetRef")
        if flow.get("id") and source in diagram.shapes and target in diagram.shapes:
            diagram.lead(flow.get("id"), source, target)
    return flows[0].getroottree().getroot()


def with_layout(root: Element) -> Element:
    """The same model with a diagram; a collaboration is drawn as pools, else each process by itself."""
    root = with_namespaces(root, {"bpmndi": BPMNDI, "dc": DC, "di": DI})
    ids = by_id(root)
    for collaboration in list(children(root, "collaboration")):
        _write(root, collaboration, _collaboration(collaboration, ids), ids)
    for process in [process for process in processes(root) if pool_of(root, process) is None]:
        placed = arrange(read_scope(process, ids), ids)
        if placed.boxes:
            moved = Placed()
            moved.take(placed, 100 + (HEAD if placed.lanes else 0), 80)
            _write(root, process, moved, ids)
    return root


def _collaboration(collaboration: Element, ids: dict[str, Element]) -> Placed:
    """Pools one below the other, all as wide as the widest."""
    pools: list[tuple[Element, Placed]] = []
    for participant in children(collaboration, "participant"):
        if not participant.get("id"):
            continue
        process = resolve(ids, participant.get("processRef"))
        placed = arrange(read_scope(process, ids), ids) if process is not None else Placed()
        pools.append((participant, placed))
    width = max((placed.width for _pool, placed in pools), default=0) + 2 * HEAD
    width = max(width, 600)
    result, y = Placed(), 80.0
    for participant, placed in pools:
        height = placed.height + 20 if placed.boxes else 60
        left = 100.0 + HEAD
        inner = left + (HEAD if placed.lanes else 0)
        result.take(placed, inner, y)
        result.boxes[participant.get("id")] = Box(100, y, width + HEAD, height)
        _stretch(result, placed, left, width, y + height)
        y += height + _BETWEEN
    for flow in children(collaboration, "messageFlow"):
        ends = [resolve(ids, flow.get(end)) for end in ("sourceRef", "targetRef")]
        keys = [str(end.get("id")) if end is not None else "" for end in ends]
        if flow.get("id") and all(key in result.boxes for key in keys):
            result.lines[flow.get("id")] = _message(result.boxes[keys[0]], result.boxes[keys[1]])
    return result


def _stretch(result: Placed, placed: Placed, left: float, width: float, bottom: float) -> None:
    """Lanes fill their pool: to its right edge, the last one to its lower edge."""
    for key in placed.lanes:
        box = result.lanes[key]
        last = key == list(placed.lanes)[-1]
        result.lanes[key] = Box(left, box.y, width, bottom - box.y if last else box.h)


def _message(start: Box, end: Box) -> list[Point]:
    (x, y), (tx, ty) = start.middle, end.middle
    x, tx = (tx, tx) if start.w > 400 else (x, x) if end.w > 400 else (x, tx)
    leave, arrive = (start.bottom, end.y) if ty > y else (start.y, end.bottom)
    if x == tx:
        return [(x, leave), (x, arrive)]
    between = (leave + arrive) / 2
    return [(x, leave), (x, between), (tx, between), (tx, arrive)]


def _write(root: Element, about: Element, placed: Placed, ids: dict[str, Element]) -> None:
    """One diagram; an empty one that is there already is filled."""
    plane = next(
        (plane for plane in root.iter(f"{{{BPMNDI}}}BPMNPlane")
         if resolve(ids, plane.get("bpmnElement")) is about and not len(plane)), None,
    )  # fmt: skip
    if plane is None:
        diagram = append(root, "BPMNDiagram", BPMNDI, id=_free(ids, f"diagram_{about.get('id')}"))
        plane = append(
            diagram, "BPMNPlane", BPMNDI,
            id=_free(ids, f"plane_{about.get('id')}"), bpmnElement=about.get("id") or "",
        )  # fmt: skip
    for key, box in {**_pools_first(placed, ids), **placed.lanes, **placed.boxes}.items():
        _write_shape(plane, key, box, placed, ids)
    for key, line in placed.lines.items():
        edge = append(plane, "BPMNEdge", BPMNDI, id=_free(ids, f"{key}_di"), bpmnElement=key)
        for x, y in line:
            append(edge, "waypoint", DI, x=_number(x), y=_number(y))


def _pools_first(placed: Placed, ids: dict[str, Element]) -> dict[str, Box]:
    return {key: box for key, box in placed.boxes.items() if kind(ids[key]) == "participant"}


def _write_shape(plane: Element, key: str, box: Box, placed: Placed, ids: dict[str, Element]) -> None:
    flags = {}
    if key in placed.lanes or kind(ids[key]) == "participant":
        flags["isHorizontal"] = "true"
    if key in placed.expanded:
        flags["isExpanded"] = "true"
    elif kind(ids[key]) == "exclusiveGateway":
        flags["isMarkerVisible"] = "true"
    shape = append(plane, "BPMNShape", BPMNDI, id=_free(ids, f"{key}_di"), bpmnElement=key, **flags)
    _bound(shape, box)
    if kind(ids[key]) in GATEWAYS and name_of(ids[key]) and _leaves_below(box, placed):
        height = 14 * len(lines_of(name_of(ids[key]), _LABEL, 3))
        above = Box(box.x + box.w / 2 - _LABEL / 2, box.y - height - 4, _LABEL, height)
        _bound(append(shape, "BPMNLabel", BPMNDI), above)


def _leaves_below(box: Box, placed: Placed) -> bool:
    """Whether a line begins or ends at the lower corner, where the name of a gateway usually stands."""
    corner = (box.x + box.w / 2, box.bottom)
    return any(corner in (line[0], line[-1]) for line in placed.lines.values())


def _bound(drawn: Element, box: Box) -> None:
    append(
        drawn, "Bounds", DC, x=_number(box.x), y=_number(box.y), width=_number(box.w), height=_number(box.h)
    )


def _free(ids: dict[str, Element], wanted: str) -> str:
    key, number = wanted, 1
    while key in ids:
        number += 1
        key = f"{wanted}_{number}"
    ids[key] = None
    return key


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
