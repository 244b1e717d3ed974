"""What can be set at an element, read from and written to its XML; all else at the element stays."""

from __future__ import annotations

from .details import NAMES, read_details, set_or_drop, text_of, write_detail, write_expression
from .making import change_kind, define, repeat_of, set_repeat
from .outline import event_kinds
from .tree import OURS, Element, append, by_id, child, kind, our, remove, storable, words

#: Written as our own attributes.
OWN = frozenset(
    "unit role due dueDays priority hint answers result action retries decision key reopen".split()
)


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
        "interrupting": "" if element.get(_going_on(element)) == "false" else "yes",
        "trigger": next(iter(event_kinds(element)), ""),
        "repeat": repeat_of(element),
        "kind": kind(element),
        "cycle": words(child(timer, "timeCycle")) if timer is not None else "",
        "returned": "\n".join(f"{name}: {value}" for name, value in _named(element, "output").items()),
        "duration": words(child(timer, "timeDuration")) if timer is not None else "",
        "moment": words(child(timer, "timeDate")) if timer is not None else "",
        "working_days": "yes" if timer is not None and our(timer, "workingDays") == "true" else "",
    }
    found |= read_details(root, element)
    return found | {f"parameter:{name}": value for name, value in parameters(element).items()}


def parameters(element: Element) -> dict[str, str]:
    """The parameters of an action by name."""
    return _named(element, "parameter")


def _named(element: Element, what: str) -> dict[str, str]:
    extension = child(element, "extensionElements")
    return {
        str(part.get("name")): part.get("value") or ""
        for part in (extension if extension is not None else ())
        if part.tag == f"{{{OURS}}}{what}"
    }


def _going_on(element: Element) -> str:
    """The attribute that says whether an event interrupts."""
    return "isInterrupting" if kind(element) == "startEvent" else "cancelActivity"


def write_properties(root: Element, element: Element, values: dict[str, str]) -> None:
    """Set those properties that ``values`` names; an empty text takes one away."""
    values = {name: storable(typed).strip() for name, typed in values.items()}
    for name, value in values.items():
        _write_one(root, element, name, value)
    if event_kinds(element) == ["timer"]:
        _write_timer(element, values)
    given = {name.partition(":")[2]: value for name, value in values.items() if name.startswith("parameter:")}
    if "given" in values:
        others = dict.fromkeys(parameters(element).keys() - given.keys(), "")
        given = {**others, **_in_lines(values["given"]), **given}
    if given:
        _write_named(element, "parameter", given)
    if "returned" in values:
        kept = dict.fromkeys(_named(element, "output"), "")
        _write_named(element, "output", {**kept, **_in_lines(values["returned"])})
    # Last: what else was written is about what the element was before.
    if "trigger" in values:
        define(root, element, values["trigger"])
    if "repeat" in values:
        set_repeat(element, values["repeat"])
    if values.get("kind"):
        change_kind(element, values["kind"])


def _write_one(root: Element, element: Element, name: str, value: str) -> None:
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
        set_or_drop(element, _going_on(element), "" if value else "false")
    elif name in NAMES:
        write_detail(root, element, name, value)


def _in_lines(typed: str) -> dict[str, str]:
    """``name: value`` a line."""
    pairs = [line.partition(":") for line in typed.splitlines()]
    return {name.strip(): value.strip() for name, colon, value in pairs if colon and name.strip()}


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
    for name, part in (("duration", "timeDuration"), ("moment", "timeDate"), ("cycle", "timeCycle")):
        if name in values:
            write_expression(timer, part, values[name].strip())
    if "working_days" in values:
        set_or_drop(timer, f"{{{OURS}}}workingDays", "true" if values["working_days"] else "")


def _write_named(element: Element, what: str, given: dict[str, str]) -> None:
    """``allmende:parameter`` or ``allmende:output``; an empty text takes one away."""
    extension = child(element, "extensionElements")
    if extension is None:
        extension = append(element, "extensionElements")
        place = 1 if child(element, "documentation") is not None else 0
        element.insert(place, extension)
    there = {part.get("name"): part for part in extension if part.tag == f"{{{OURS}}}{what}"}
    for name, value in given.items():
        part = there.get(name)
        if part is not None and not value.strip():
            remove(part)
        elif part is not None:
            part.set("value", value.strip())
        elif value.strip():
            append(extension, what, OURS, name=name, value=value.strip())
    if not len(extension):
        remove(extension)
