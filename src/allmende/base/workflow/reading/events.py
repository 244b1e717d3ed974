"""Events: which kinds run, and what each waits for or throws."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from ..graph import ESCALATING, Kind, Node, On, TimerRule, Trigger, Value
from ..moddle import body_of, child_of, children, kind_of, text_of
from ..repeating import Repetition
from .values import Texts

#: The built-in action of a message that is thrown without an action of its own.
SEND = "send_to_process"
#: The built-in action of an escalation that leaves a called process.
ESCALATE = "escalate_to_caller"

_ON = {
    "TimerEventDefinition": On.TIMER,
    "MessageEventDefinition": On.MESSAGE,
    "ConditionalEventDefinition": On.CONDITION,
    "ErrorEventDefinition": On.ERROR,
    "EscalationEventDefinition": On.ESCALATION,
    "LinkEventDefinition": On.LINK,
}
_CATCHES = {On.TIMER, On.MESSAGE, On.CONDITION}
_THROWN = {On.ERROR, On.ESCALATION}
_END = {
    (): Kind.END,
    ("TerminateEventDefinition",): Kind.TERMINATE,
    ("ErrorEventDefinition",): Kind.ERROR_END,
    ("EscalationEventDefinition",): Kind.ESCALATION_END,
    ("MessageEventDefinition",): Kind.SERVICE,
}
_THROW = {
    (): Kind.MILESTONE,
    ("MessageEventDefinition",): Kind.SERVICE,
    ("EscalationEventDefinition",): Kind.ESCALATE,
    ("LinkEventDefinition",): Kind.LINK,
}
EVENTS = frozenset(
    {"StartEvent", "EndEvent", "IntermediateCatchEvent", "IntermediateThrowEvent", "BoundaryEvent"}
)


def definitions_of(element: Any) -> list[str]:
    """The kinds of an event's definitions."""
    return [kind_of(event) for event in children(element, "eventDefinitions")]


def event_kind(element: Any, *, in_handler: bool) -> Kind | None:
    """What an event is to the engine, or None where it does not run. ``in_handler``: inside an event sub-process."""
    kind, events = kind_of(element), tuple(definitions_of(element))
    if kind == "EndEvent":
        return _END.get(events)
    if kind == "IntermediateThrowEvent":
        return _THROW.get(events)
    on = _ON.get(events[0]) if len(events) == 1 else None
    if kind == "StartEvent":
        allowed = _CATCHES | _THROWN if in_handler else _CATCHES
        return Kind.START if (not events and not in_handler) or on in allowed else None
    if kind == "BoundaryEvent":
        return Kind.BOUNDARY if on in _CATCHES | _THROWN else None
    if kind == "IntermediateCatchEvent":
        return Kind.CATCH if on in _CATCHES else Kind.LINK if on is On.LINK else None
    return None


def read_event(texts: Texts, element: Any, node: Node) -> Node:
    """``node`` with its trigger and, on a boundary, what it is attached to."""
    trigger = _trigger(texts, element)
    node = replace(node, trigger=trigger, result=text_of(element, "allmende:result"))
    if node.kind is Kind.SERVICE and trigger is not None:
        return throwing(texts, element, node, trigger.name)
    if node.kind in ESCALATING:
        node = replace(node, action=ESCALATE)
    if node.kind is Kind.BOUNDARY:
        attached = child_of(element, "attachedToRef")
        if attached is None:
            texts.findings.error(element, _("This boundary event is not attached to a task."))
        node = replace(
            node,
            attached_to=text_of(attached, "id") if attached is not None else "",
            interrupting=child_of(element, "cancelActivity") is not False,
        )
    if node.kind is Kind.START:
        node = replace(node, interrupting=child_of(element, "isInterrupting") is not False)
    if trigger is not None and trigger.on is On.ERROR and not node.interrupting:
        texts.findings.error(element, _("An error always ends what it happens in: it must interrupt."))
    return node


def throwing(texts: Texts, element: Any, node: Node, message: str) -> Node:
    """A message that is thrown: by the action that it names, else to the processes that wait for it."""
    if node.action:
        return node
    key = texts.value(element, text_of(element, "allmende:key"))
    given = {"name": Value(message), **node.parameters}
    return replace(node, action=SEND, parameters={**given, "key": key} if key else given)


def message_name(texts: Texts, element: Any, holder: Any) -> str:
    """The name of the message that ``element`` receives; ``holder`` carries the reference."""
    message = child_of(holder, "messageRef")
    name = "" if message is None else text_of(message, "name") or text_of(message, "id")
    if not name:
        texts.findings.error(element, _("This element does not say which message it means."))
    return name[:120]


def _trigger(texts: Texts, element: Any) -> Trigger | None:
    definition = next(iter(children(element, "eventDefinitions")), None)
    on = _ON.get(kind_of(definition)) if definition is not None else None
    if on is None:
        return None
    trigger = Trigger(on, result=text_of(element, "allmende:result"))
    if on is On.TIMER:
        return replace(trigger, timer=_timer(texts, element, definition))
    if on is On.MESSAGE:
        if kind_of(element) in ("EndEvent", "IntermediateThrowEvent") and text_of(element, "allmende:action"):
            return trigger
        key = texts.value(element, text_of(element, "allmende:key"))
        return replace(trigger, name=message_name(texts, element, definition), key=key)
    if on is On.CONDITION:
        text = body_of(definition, "condition")
        if not text:
            texts.findings.error(element, _("This event does not say which condition it waits for."))
        return replace(trigger, condition=texts.maybe(element, text))
    if on is On.LINK:
        name = text_of(definition, "name") or " ".join(text_of(element, "name").split())
        return replace(trigger, name=name)
    return replace(trigger, name=_code(texts, element, definition, on))


def _code(texts: Texts, element: Any, definition: Any, on: On) -> str:
    """The code of an error or escalation; who throws one has to name it, who catches without a code catches all."""
    kind = "error" if on is On.ERROR else "escalation"
    declared = child_of(definition, f"{kind}Ref")
    if declared is None:
        if kind_of(element) in ("EndEvent", "IntermediateThrowEvent") and on is On.ERROR:
            texts.findings.error(element, _("This element does not say which error it means."))
        return ""
    return text_of(declared, f"{kind}Code") or text_of(declared, "name") or text_of(declared, "id")


def _timer(texts: Texts, element: Any, definition: Any) -> TimerRule | None:
    working_days = bool(child_of(definition, "allmende:workingDays"))
    duration, moment = body_of(definition, "timeDuration"), body_of(definition, "timeDate")
    cycle = body_of(definition, "timeCycle")
    if duration.startswith("="):
        return TimerRule(value=texts.value(element, duration), working_days=working_days)
    if duration:
        return TimerRule(duration=texts.duration(element, duration), working_days=working_days)
    if moment:
        return TimerRule(value=texts.value(element, moment), is_date=True)
    if cycle.startswith("="):
        return TimerRule(value=texts.value(element, cycle), working_days=working_days, is_cycle=True)
    if cycle:
        return _cycle(texts, element, cycle, working_days=working_days)
    texts.findings.error(element, _("This timer does not say when: it needs a duration or a date."))
    return None


def _cycle(texts: Texts, element: Any, text: str, *, working_days: bool) -> TimerRule | None:
    try:
        cycle = Repetition.parse(text)
    except ValueError as error:
        texts.findings.error(element, str(error))
        return None
    if working_days and cycle.is_fixed:
        texts.findings.error(
            element, _("A repetition in working days begins with its event: it has no day of its own.")
        )
    return TimerRule(duration=cycle.length, cycle=cycle, working_days=working_days)
