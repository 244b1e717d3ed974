"""What can be set at an element, read from and written to its XML; all else at the element stays."""

from __future__ import annotations

from .details import NAMES, read_details, set_or_drop, text_of, write_detail, write_expression
from .outline import event_kinds
from .tree import OURS, Element, append, by_id, child, kind, our, remove, storable, words

#: Written as our own attributes.
OWN = frozenset("unit role due dueDays priority hint answers result action retries decision key".split())


def read_properties(root: Element, element: Element) -> dict[str, str]:
    """Every property as text; ``parameter:NAME`` for the parameters of an action."""
    timer = child(element, "timerEventDefinition")
    found = {name: our(element, name) for name in OWN}
    found |= {
        "name": element.get("name") or "",
        "documentation": text_of(child(element, "documentation")),
        "condition": text_of(child(element, "conditionExpression")),
        "script": text_of(child(element, "script")),
        "default": "yes" if _source(root, element).get("default") == element.get("id") else "",
        "interrupting": "" if element.get("cancelActivity") == "false" else "yes",
        "duration": words(child(timer, "timeDuration")) if timer is not None else "",
        "moment": words(child(timer, "timeDate")) if timer is not None else "",
        "working_days": "yes" if timer is not None and our(timer, "workingDays") == "true" else "",
    }
    found |= read_details(root, element)
    return found | {f"parameter:{name}": value for name, value in parameters(element).items()}


def parameters(element: Element) -> dict[str, str]:
    """The parameters of an action by name."""
    extension = child(element, "extensionElements")
    return {
        str(part.get("name")): part.get("value") or ""
        for part in (extension if extension is not None else ())
        if part.tag == f"{{{OURS}}}parameter"
    }


def write_properties(root: Element, element: Element, values: dict[str, str]) -> None:
    """Set those properties that ``values`` names; an empty text takes one away."""
    values = {name: storable(typed).strip() for name, typed in values.items()}
    for name, value in values.items():
        if name in OWN:
            set_or_drop(element, f"{{{OURS}}}{name}", value)
        elif name == "name":
            set_or_drop(element, "name", value)
        elif name in ("documentation", "script"):
            _write_text(element, name, value)
        elif name == "condition":
            write_expression(element, "conditionExpression", value)
        elif name == "default":
            _write_default(root, element, bool(value))
        elif name == "interrupting":
            set_or_drop(element, "cancelActivity", "" if value else "false")
        elif name in NAMES:
            write_detail(root, element, name, value)
    if event_kinds(element) == ["timer"]:
        _write_timer(element, values)
    given = {name.partition(":")[2]: value for name, value in values.items() if name.startswith("parameter:")}
    if given:
        _write_parameters(element, given)


def _source(root: Element, element: Element) -> dict[str, str]:
    if kind(element) != "sequenceFlow":
        return {}
    source = by_id(root).get(element.get("sourceRef") or "")
    return {} if source is None else dict(source.attrib)


def _write_text(element: Element, name: str, value: str) -> None:
    """A child with a text; an empty text takes it away."""
    found = child(element, name)
    if not value:
        if found is not None:
            remove(found)
        return
    if found is None:
        found = append(element, name)
        if name == "documentation":
            element.insert(0, found)
    for part in list(found):
        found.remove(part)
    found.text = value


def _write_default(root: Element, flow: Element, wanted: bool) -> None:
    source = by_id(root).get(flow.get("sourceRef") or "")
    if source is None:
        return
    if wanted:
        source.set("default", flow.get("id"))
    elif source.get("default") == flow.get("id"):
        del source.attrib["default"]


def _write_timer(element: Element, values: dict[str, str]) -> None:
    timer = child(element, "timerEventDefinition")
    for name, part in (("duration", "timeDuration"), ("moment", "timeDate")):
        if name in values:
            write_expression(timer, part, values[name].strip())
    if "working_days" in values:
        set_or_drop(timer, f"{{{OURS}}}workingDays", "true" if values["working_days"] else "")


def _write_parameters(element: Element, given: dict[str, str]) -> None:
    extension = child(element, "extensionElements")
    if extension is None:
        extension = append(element, "extensionElements")
        place = 1 if child(element, "documentation") is not None else 0
        element.insert(place, extension)
    there = {part.get("name"): part for part in extension if part.tag == f"{{{OURS}}}parameter"}
    for name, value in given.items():
        part = there.get(name)
        if part is not None and not value.strip():
            remove(part)
        elif part is not None:
            part.set("value", value.strip())
        elif value.strip():
            append(extension, "parameter", OURS, name=name, value=value.strip())
    if not len(extension):
        remove(extension)
