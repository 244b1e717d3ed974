"""What differs between two states of a model: added, removed, changed, by element."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.base.workflow.service_actions import parameter_words, service_actions

from .drawing import Mark
from .kinds import KINDS
from .outline import COUNTED, label
from .properties import read_properties
from .steps import TRIGGERS
from .times import REPEATS
from .tree import Element, by_id, child, kind, parse, words

What = Literal["added", "removed", "changed"]
GREEN, RED, AMBER = "#13753c", "#b3140c", "#8a5a00"
MARKS: dict[str, Mark] = {
    "added": Mark(GREEN, "#e3f5e9", "+"), "removed": Mark(RED, "#fdeaea", "−"), "changed": Mark(AMBER, "#fff4dc", "≠"),
}  # fmt: skip
NAMES = {
    "name": gettext_lazy("Name"), "documentation": gettext_lazy("Explanation"), "condition": gettext_lazy("Only if"),
    "script": gettext_lazy("What is calculated"), "default": gettext_lazy("Taken otherwise"),
    "interrupting": gettext_lazy("Ends the step to which it belongs"), "duration": gettext_lazy("After how long"),
    "moment": gettext_lazy("or at a moment"), "working_days": gettext_lazy("Days are working days"),
    "unit": gettext_lazy("Which office"), "role": gettext_lazy("Who there"), "due": gettext_lazy("or a legal period"),
    "dueDays": gettext_lazy("By when: working days"), "priority": gettext_lazy("Priority"),
    "hint": gettext_lazy("What is offered"), "answers": gettext_lazy("Answers to choose from"),
    "result": gettext_lazy("Name of the result"), "action": gettext_lazy("Which action"),
    "retries": gettext_lazy("Attempts before somebody is asked"), "decision": gettext_lazy("Key of the decision table"),
    "key": gettext_lazy("Key of the message"), "from": gettext_lazy("from"), "to": gettext_lazy("to"),
    "cycle": gettext_lazy("or again and again"), "message": gettext_lazy("Name of the message"),
    "error": gettext_lazy("Code of the error"), "escalation": gettext_lazy("Code of the escalation"),
    "link": gettext_lazy("Name of the mark"), "happens_if": gettext_lazy("Happens if"),
    "called": gettext_lazy("Key of the other process"), "returned": gettext_lazy("Values that come back"),
    "trigger": gettext_lazy("Kind of event"), "repeat": gettext_lazy("How often"),
    "items": gettext_lazy("Once for each of"), "times": gettext_lazy("or so many times"),
    "item": gettext_lazy("Name of the single one"), "results": gettext_lazy("Name of the list of results"),
    "until": gettext_lazy("Ends early if"), "again_while": gettext_lazy("Again as long as"),
    "look_first": gettext_lazy("Look before the first time"), "most": gettext_lazy("So many times at most"),
    "reopen": gettext_lazy("Where a case goes on that is taken up again"),
    "kind": gettext_lazy("Kind of step"), "lane": gettext_lazy("Lane"), "text": gettext_lazy("Text"),
    "other": gettext_lazy("Further settings"),
}  # fmt: skip
#: Properties that are set or not, whatever text says so.
_FLAGS = frozenset({"default", "interrupting", "working_days", "look_first"})


@dataclass(frozen=True)
class Change:
    """A property before and after, as text."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """An element that differs; ``changes`` only where it is in both."""

    element: str
    label: str
    kind: str
    what: What
    changes: list[Change] = field(default_factory=list)


def compare(old: bytes, new: bytes) -> list[Difference]:
    """The differences that matter to people, in the order of the file; where things stand does not count."""
    before, after = _facts(old), _facts(new)
    found = [
        _difference(key, fact, before.get(key)) for key, fact in after.items() if before.get(key) != fact
    ]
    gone = [
        Difference(key, fact["label"], fact["kind"], "removed")
        for key, fact in before.items()
        if key not in after
    ]
    return [*found, *gone]


def marks_of(differences: list[Difference]) -> dict[str, Mark]:
    """How the differences look in a drawing."""
    return {row.element: MARKS[row.what] for row in differences}


def _difference(key: str, fact: dict[str, str], before: dict[str, str] | None) -> Difference:
    if before is None:
        return Difference(key, fact["label"], fact["kind"], "added")
    names = sorted((before.keys() | fact.keys()) - {"label"})
    changes = [
        Change(_name(name, fact.get("action", "")), _said(name, before), _said(name, fact))
        for name in names
        if before.get(name, "") != fact.get(name, "") and name != "other"
    ]
    if not changes and before.get("other") != fact.get("other"):
        changes = [Change(str(NAMES["other"]), "", "")]
    return Difference(key, fact["label"], fact["kind"], "changed", changes)


def _name(name: str, action: str) -> str:
    """What people call a property, a parameter by the words of its action."""
    if not name.startswith("parameter:"):
        return str(NAMES.get(name, name))
    parameter = name.removeprefix("parameter:")
    known = action in service_actions
    return str(parameter_words(service_actions[action].parameters, parameter).label) if known else parameter


def _said(name: str, fact: dict[str, str]) -> str:
    value = fact.get(name, "")
    words_of: dict[str, Mapping[str, object]] = {"trigger": TRIGGERS, "repeat": REPEATS}
    if value and name in _FLAGS:
        return _("yes")
    if name == "action" and value in service_actions:
        return str(service_actions[value].label)
    return str(words_of.get(name, {}).get(value, value))


def _facts(content: bytes) -> dict[str, dict[str, str]]:
    root = parse(content)
    ids = by_id(root)
    lanes = {
        words(reference).rpartition(":")[2]: label(lane, ids)
        for lane in ids.values()
        if kind(lane) == "lane"
        for reference in lane
        if kind(reference) == "flowNodeRef"
    }
    return {
        key: _fact(root, element, ids, lanes.get(key, ""))
        for key, element in ids.items()
        if kind(element) in COUNTED | {"process"}
    }


def _fact(root: Element, element: Element, ids: dict[str, Element], lane: str) -> dict[str, str]:
    found = {name: value for name, value in read_properties(root, element).items() if value}
    if kind(element) not in ("boundaryEvent", "startEvent"):
        found.pop("interrupting", None)
    ends = {"from": element.get("sourceRef"), "to": element.get("targetRef")}
    found |= {name: label(ids[key], ids) if key in ids else str(key) for name, key in ends.items() if key}
    found |= {"kind": str(KINDS.get(kind(element), kind(element))), "label": label(element, ids)}
    if lane:
        found["lane"] = lane
    if kind(element) == "textAnnotation":
        found["text"] = words(child(element, "text"))
    found["other"] = _rest(element)
    return found


def _rest(element: Element) -> str:
    """Everything else at the element, so that no difference goes unseen: settings of other tools, loops, triggers."""
    if kind(element) in ("process", "participant", "lane"):
        return ""
    left = [part for part in element if kind(part) not in COUNTED | {"incoming", "outgoing", "laneSet"}]
    said = [
        (str(inner.tag), sorted(inner.attrib.items()), (inner.text or "").strip())
        for part in left
        if isinstance(part.tag, str)
        for inner in part.iter()
    ]
    return repr((sorted(element.attrib.items()), said))
