"""What events wait for or cause, and how often a step runs."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _

from ..bpmn.making import AT_ANY_TIME, REPEATABLE, TRIGGERED, repeat_of
from ..bpmn.outline import begins_by_itself, event_kinds
from ..bpmn.tree import Element, kind
from .calling import calling
from .parts import Fields, choice, rule, text, yes_no


def trigger_words() -> dict[str, str]:
    """What an event is about, by its key in the model."""
    return {
        "": _("nothing special"), "timer": _("a time"), "message": _("a message"),
        "conditional": _("a condition that comes true"), "error": _("an error"),
        "escalation": _("an escalation"), "link": _("a jump to a mark"),
        "terminate": _("the end of everything that still runs"),
    }  # fmt: skip


def triggers_of(element: Element) -> tuple[str, ...]:
    """What this event can be about, as the engine runs it."""
    name, parent = kind(element), element.getparent()
    if name == "startEvent" and parent is not None and kind(parent) != "process":
        return AT_ANY_TIME if begins_by_itself(parent) else ()
    return TRIGGERED.get(name, ())


def event(element: Element, now: dict[str, str], process: str) -> Fields:
    """What an event waits for or causes, and the details of that."""
    name, events = kind(element), event_kinds(element)
    words, possible = trigger_words(), triggers_of(element)
    if possible:
        labels = {
            "startEvent": _("Begins by"), "endEvent": _("Ends with"), "intermediateCatchEvent": _("Waits for"),
            "intermediateThrowEvent": _("Causes"), "boundaryEvent": _("Happens by"),
        }  # fmt: skip
        choices = [(key, words[key]) for key in possible]
        help_text = _("Save after choosing: then its details appear.")
        yield "trigger", choice(labels[name], choices, now["trigger"], help_text=help_text)
    throws = name in ("endEvent", "intermediateThrowEvent")
    if events == ["timer"]:
        yield from _timer()
    if events == ["message"] and throws:
        yield "message", text(_("Name of the message"), max_length=200)
        yield "key", text(_("Key of the message"), help_text=_("A rule may follow a leading =."))
        yield from calling(now, process)
    elif events == ["message"] or name == "receiveTask":
        yield "message", text(_("Name of the message"), max_length=200)
        yield (
            "key",
            text(_("Key of the message"), max_length=200, help_text=_("A rule may follow a leading =.")),
        )
    if events == ["conditional"]:
        yield "happens_if", rule(_("Happens if"), _("A rule, for example: answers.amount > 1000"))
    if events == ["error"]:
        yield "error", text(_("Code of the error"), max_length=200, help_text=_any(name))
    if events == ["escalation"]:
        yield "escalation", text(_("Code of the escalation"), max_length=200, help_text=_any(name))
    if events == ["link"]:
        yield "link", text(_("Name of the mark"), max_length=200)
    if (events and not throws and events[0] not in ("timer", "link")) or name == "receiveTask":
        yield "result", text(_("Name of the value that takes what came"), max_length=80)
    if _may_go_on(element) and events != ["error"]:
        whole = kind(element) == "startEvent"
        yield (
            "interrupting",
            yes_no(_("Ends all else that runs") if whole else _("Ends the step to which it belongs")),
        )


def _may_go_on(element: Element) -> bool:
    if kind(element) == "boundaryEvent":
        return True
    parent = element.getparent()
    return kind(element) == "startEvent" and parent is not None and begins_by_itself(parent)


def _any(name: str) -> str:
    return "" if name in ("endEvent", "intermediateThrowEvent") else _("Empty: any")


def _timer() -> Fields:
    yield (
        "duration",
        text(
            _("After how long"),
            help_text=_("P5D are five days, PT2H two hours; a rule may follow a leading =."),
        ),
    )
    yield "working_days", yes_no(_("Days are working days"))
    yield "moment", text(_("or at a moment"), help_text=_("A date, or a rule such as = case.due_on"))
    yield (
        "cycle",
        text(
            _("or again and again"), help_text=_("R/P1Y is every year, R3/P7D three times, every seven days.")
        ),
    )


def repeating(element: Element) -> Fields:
    """How often a step runs, and for what."""
    if kind(element) not in REPEATABLE or begins_by_itself(element):
        return
    now = repeat_of(element)
    ways = [
        ("", _("once")), ("parallel", _("for each of several, all at once")),
        ("sequential", _("for each of several, one after the other")),
        ("while", _("again and again, as long as something holds")),
    ]  # fmt: skip
    help_text = _("Save after choosing: then its details appear.")
    yield "repeat", choice(_("How often"), ways, now, help_text=help_text)
    example = _('A rule, for example: outcome == "grant"')
    if now in ("parallel", "sequential"):
        yield "items", text(_("Once for each of"), help_text=_("For example: = answers.parties"))
        yield "times", text(_("or so many times"), help_text=_("A number, or a rule after a leading ="))
        yield "item", text(_("Name of the single one"), max_length=80)
        yield "results", text(_("Name of the list of results"), max_length=80)
        yield "until", text(_("Ends early if"), help_text=example)
    if now == "while":
        yield "again_while", text(_("Again as long as"), help_text=example)
        yield "look_first", yes_no(_("Look before the first time"))
        yield "most", forms.IntegerField(label=_("So many times at most"), min_value=1, required=False)
