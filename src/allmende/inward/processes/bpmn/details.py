"""Properties that stand deeper in an element: loops, conditions of events, what is sent, thrown or called."""

from __future__ import annotations

from collections.abc import Callable

from .tree import BPMN, OURS, XSI, Element, append, by_id, child, children, kind, remove, resolve

#: property → (the child that holds it, the expression inside that child)
EXPRESSIONS = {
    "times": ("multiInstanceLoopCharacteristics", "loopCardinality"),
    "until": ("multiInstanceLoopCharacteristics", "completionCondition"),
    "again_while": ("standardLoopCharacteristics", "loopCondition"),
    "happens_if": ("conditionalEventDefinition", "condition"),
}
#: property → (the child that holds it, our attribute there)
ATTRIBUTES = {
    "items": ("multiInstanceLoopCharacteristics", "items"),
    "item": ("multiInstanceLoopCharacteristics", "item"),
    "results": ("multiInstanceLoopCharacteristics", "results"),
}
#: property → (the child that holds it, the standard's attribute there)
PLAIN = {
    "most": ("standardLoopCharacteristics", "loopMaximum"),
    "look_first": ("standardLoopCharacteristics", "testBefore"),
    "link": ("linkEventDefinition", "name"),
}
#: property → (the definition that refers, the reference, what is referred to, the attribute that names it there)
REFERENCES = {
    "message": ("messageEventDefinition", "messageRef", "message", "name"),
    "error": ("errorEventDefinition", "errorRef", "error", "errorCode"),
    "escalation": ("escalationEventDefinition", "escalationRef", "escalation", "escalationCode"),
}
NAMES = frozenset({*EXPRESSIONS, *ATTRIBUTES, *PLAIN, *REFERENCES, "called"})


def text_of(element: Element | None) -> str:
    """All text inside, as it stands."""
    return "" if element is None else "".join(element.itertext()).strip()


def read_details(root: Element, element: Element) -> dict[str, str]:
    """Every property of ``NAMES`` as text, empty where it is not set."""
    found = {"called": element.get("calledElement") or ""}
    for name, (holder, part) in EXPRESSIONS.items():
        inside = child(element, holder)
        found[name] = text_of(child(inside, part)) if inside is not None else ""
    for name, (holder, attribute) in ATTRIBUTES.items():
        inside = child(element, holder)
        found[name] = (inside.get(f"{{{OURS}}}{attribute}") or "") if inside is not None else ""
    for name, (holder, attribute) in PLAIN.items():
        inside = child(element, holder)
        text = (inside.get(attribute) or "") if inside is not None else ""
        found[name] = "" if text == "false" else text
    referred = {name: _referring(element, row[0]).get(row[1]) for name, row in REFERENCES.items()}
    ids = by_id(root) if any(referred.values()) else {}  # most elements refer to nothing
    for name, (_definition, _reference, _kind, attribute) in REFERENCES.items():
        target = resolve(ids, referred[name])
        found[name] = (
            "" if target is None else target.get(attribute) or target.get("name") or target.get("id") or ""
        )
    return found


def write_detail(root: Element, element: Element, name: str, value: str) -> None:
    """Set one property of ``NAMES``; where the element has no such part, nothing happens."""
    if name == "called":
        set_or_drop(element, "calledElement", value)
    elif name in EXPRESSIONS:
        holder, part = EXPRESSIONS[name]
        inside = child(element, holder)
        if inside is not None:
            write_expression(inside, part, value)
    elif name in ATTRIBUTES:
        holder, attribute = ATTRIBUTES[name]
        inside = child(element, holder)
        if inside is not None:
            set_or_drop(inside, f"{{{OURS}}}{attribute}", value)
    elif name in PLAIN:
        holder, attribute = PLAIN[name]
        inside = child(element, holder)
        if inside is not None:
            set_or_drop(inside, attribute, "true" if value == "yes" else value)
    else:
        _refer(root, element, name, value)


def write_expression(parent: Element, name: str, value: str) -> None:
    """A child with a formal expression; an empty text takes it away."""
    found = child(parent, name)
    if not value:
        if found is not None:
            remove(found)
        return
    if found is None:
        found = append(parent, name)
        prefix = next((p for p, uri in parent.nsmap.items() if uri == BPMN), None)
        found.set(f"{{{XSI}}}type", f"{prefix}:tFormalExpression" if prefix else "tFormalExpression")
    for part in list(found):
        found.remove(part)
    found.text = value


def set_or_drop(element: Element, name: str, value: str) -> None:
    """An attribute; an empty text takes it away."""
    if value:
        element.set(name, value)
    elif name in element.attrib:
        del element.attrib[name]


def _referring(element: Element, definition: str) -> Element:
    """Where the reference stands: in the event's definition; a task that sends or receives has it itself."""
    found = child(element, definition)
    return element if found is None else found


def _refer(root: Element, element: Element, name: str, value: str) -> None:
    definition, reference, target_kind, attribute = REFERENCES[name]
    place = _referring(element, definition)
    if place is element and kind(element) not in ("receiveTask", "sendTask"):
        return
    if not value:
        set_or_drop(place, reference, "")
        return
    same: Callable[[Element], bool] = lambda target: value in (target.get(attribute), target.get("name"))  # noqa: E731
    target = next((row for row in children(root, target_kind) if same(row)), None)
    if target is None:
        target = _declare(root, target_kind, attribute, value)
    prefix = (place.get(reference) or "").partition(":")
    place.set(reference, f"{prefix[0]}:{target.get('id')}" if prefix[1] else target.get("id"))


def _declare(root: Element, target_kind: str, attribute: str, value: str) -> Element:
    ids, number = by_id(root), 1
    while f"{target_kind}_{number}" in ids:
        number += 1
    made = append(root, target_kind, id=f"{target_kind}_{number}", name=value)
    made.set(attribute, value)
    root.insert(_place(root), made)
    return made


def _place(root: Element) -> int:
    """Before the first process: the standard wants what is declared before what is drawn."""
    first = next(children(root, "collaboration", "process"), None)
    return root.index(first) if first is not None else len(root)
