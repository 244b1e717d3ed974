"""New elements of a model: every kind of step and event that the engine runs, ready to be filled in."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .details import write_expression
from .outline import TASKS, event_kinds
from .tree import BPMN, Element, append, children, kind, new_key, remove

#: What can be added on a way: key → (element, what triggers it, in words). The order is the one offered.
STEPS = {
    "userTask": ("userTask", "", gettext_lazy("Task")),
    "manualTask": ("manualTask", "", gettext_lazy("Task outside the system")),
    "serviceTask": ("serviceTask", "", gettext_lazy("Automatic step")),
    "scriptTask": ("scriptTask", "", gettext_lazy("Calculation")),
    "businessRuleTask": ("businessRuleTask", "", gettext_lazy("Decision table")),
    "exclusiveGateway": ("exclusiveGateway", "", gettext_lazy("Decision: one way")),
    "inclusiveGateway": ("inclusiveGateway", "", gettext_lazy("Decision: one or several ways")),
    "parallelGateway": ("parallelGateway", "", gettext_lazy("At the same time")),
    "eventBasedGateway": ("eventBasedGateway", "", gettext_lazy("What happens first")),
    "intermediateCatchEvent": ("intermediateCatchEvent", "timer", gettext_lazy("Waits for a time")),
    "waits_message": ("intermediateCatchEvent", "message", gettext_lazy("Waits for a message")),
    "waits_condition": ("intermediateCatchEvent", "conditional", gettext_lazy("Waits until something holds")),
    "throws_message": ("intermediateThrowEvent", "message", gettext_lazy("Sends a message to other processes")),
    "throws_escalation": ("intermediateThrowEvent", "escalation", gettext_lazy("Raises an escalation")),
    "milestone": ("intermediateThrowEvent", "", gettext_lazy("Milestone: noted in the history")),
    "subProcess": ("subProcess", "", gettext_lazy("Part of the process with steps of its own")),
    "callActivity": ("callActivity", "", gettext_lazy("Another process")),
    "receiveTask": ("receiveTask", "", gettext_lazy("Task of waiting for a message")),
    "link_to": ("intermediateThrowEvent", "link", gettext_lazy("Jump to a mark of the same name")),
    "link_from": ("intermediateCatchEvent", "link", gettext_lazy("Mark at which a jump arrives")),
}  # fmt: skip
#: What may trigger or be caused by an event of each kind, as the engine runs it; an empty one: nothing special.
TRIGGERED = {
    "startEvent": ("", "message", "timer", "conditional"),
    "endEvent": ("", "message", "error", "escalation", "terminate"),
    "intermediateCatchEvent": ("timer", "message", "conditional", "link"),
    "intermediateThrowEvent": ("", "message", "escalation", "link"),
    "boundaryEvent": ("timer", "message", "conditional", "error", "escalation"),
}
#: What may begin a part of the process at any time.
AT_ANY_TIME = ("timer", "message", "conditional", "error", "escalation")
#: Kinds that can become one another, because they stand in a process in the same way.
ALIKE = (
    ("userTask", "manualTask", "task", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask",
     "callActivity"),
    ("exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway"),
)  # fmt: skip
#: What may run several times, and carry events.
REPEATABLE = TASKS | {"subProcess", "callActivity"}
_LOOPS = ("multiInstanceLoopCharacteristics", "standardLoopCharacteristics")
_BEFORE_LOOP = (
    "documentation", "extensionElements", "auditing", "monitoring", "categoryValueRef", "incoming", "outgoing",
    "ioSpecification", "property", "dataInputAssociation", "dataOutputAssociation", "performer", "humanPerformer",
    "potentialOwner", "resourceRole",
)  # fmt: skip


def make_step(root: Element, parent: Element, step: str, name: str) -> Element:
    """A new step of a kind in ``STEPS``, on no way yet; a part of the process comes with a start, a task and an end."""
    element, trigger, _words = STEPS[step]
    made = append(parent, element, id=new_key(root, "step"))
    if name:
        made.set("name", name)
    define(root, made, trigger)
    if element == "subProcess":
        fill(root, made)
    return made


def make_handler(root: Element, parent: Element, trigger: str, name: str, *, interrupting: bool) -> Element:
    """A part of the process that an event begins while all the rest runs."""
    made = append(parent, "subProcess", id=new_key(root, "step"), triggeredByEvent="true")
    if name:
        made.set("name", name)
    start = fill(root, made)
    if not interrupting:
        start.set("isInterrupting", "false")
    define(root, start, trigger)
    return made


def fill(root: Element, part: Element) -> Element:
    """Give a sub-process a start, a task and an end; returns the start."""
    uses = any(kind(e) in ("incoming", "outgoing") for e in root.iter())
    start = append(part, "startEvent", id=new_key(root, "start"))
    task = append(part, "userTask", id=new_key(root, "step"), name=_("New task"))
    end = append(part, "endEvent", id=new_key(root, "end"))
    for source, target in ((start, task), (task, end)):
        key = new_key(root, "flow")
        append(part, "sequenceFlow", id=key, sourceRef=source.get("id"), targetRef=target.get("id"))
        if uses:
            append(source, "outgoing").text = key
            append(target, "incoming").text = key
    return start


def define(root: Element, event: Element, trigger: str) -> None:
    """Let an event be triggered by, or cause, ``trigger``; empty: nothing special. What it was before is gone."""
    if (event_kinds(event)[:1] or [""]) == [trigger]:
        return
    for part in [part for part in children(event) if kind(part).endswith("EventDefinition")]:
        remove(part)
    if not trigger:
        return
    made = append(event, f"{trigger}EventDefinition", id=new_key(root, trigger))
    if trigger == "timer":
        write_expression(made, "timeDuration", "P1D")
    elif trigger == "link":
        made.set("name", event.get("name") or _("Mark"))
    if trigger == "error":  # an error always ends what it happens in
        for attribute in ("cancelActivity", "isInterrupting"):
            event.attrib.pop(attribute, None)


def repeat_of(element: Element) -> str:
    """How often a step runs: "" once, ``parallel``, ``sequential``, ``while``."""
    many = next(children(element, _LOOPS[0]), None)
    if many is not None:
        return "sequential" if many.get("isSequential") == "true" else "parallel"
    return "while" if next(children(element, _LOOPS[1]), None) is not None else ""


def set_repeat(element: Element, repeat: str) -> None:
    """Let a step run once, for each of several at once or one by one, or as long as something holds."""
    if repeat == repeat_of(element):
        return
    many = next(children(element, _LOOPS[0]), None)
    if many is None or repeat in ("", "while"):
        for part in list(children(element, *_LOOPS)):
            remove(part)
        many = None
    if repeat == "while":
        _insert_loop(element, append(element, _LOOPS[1]))
    elif repeat:
        if many is None:
            many = append(element, _LOOPS[0])
            _insert_loop(element, many)
        if repeat == "sequential":
            many.set("isSequential", "true")
        else:
            many.attrib.pop("isSequential", None)


def _insert_loop(element: Element, loop: Element) -> None:
    """The standard wants it behind what every activity has, and before the steps inside."""
    place = sum(1 for _part in children(element, *_BEFORE_LOOP))
    element.insert(place, loop)


def change_kind(element: Element, wanted: str) -> bool:
    """Make a step one of a kind alike; False where it cannot become that."""
    now = kind(element)
    family = next((kinds for kinds in ALIKE if now in kinds), ())
    if wanted not in family or wanted == now:
        return False
    element.tag = f"{{{BPMN}}}{wanted}"
    if wanted in ("parallelGateway", "eventBasedGateway"):
        element.attrib.pop("default", None)
    if now == "scriptTask":
        for part in list(children(element, "script")):
            remove(part)
    if now in ("receiveTask", "sendTask"):
        element.attrib.pop("messageRef", None)
    if now == "callActivity":
        element.attrib.pop("calledElement", None)
    return True
