"""The properties of an element in the municipality's words: who, by when, which action, on which condition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from pydantic.fields import FieldInfo

from allmende.base.directory.models import Unit
from allmende.base.workflow.service_actions import service_actions
from allmende.foundation.expressions import ExpressionError, compile_expression
from allmende.foundation.ui.forms import KernForm

from .bpmn.outline import FLOW_NODES, event_kinds
from .bpmn.properties import read_properties
from .bpmn.tree import Element, child, kind

_PEOPLE = frozenset({"task", "userTask", "manualTask"})
_CALLING = frozenset({"serviceTask", "sendTask"})
Fields = Iterator[tuple[str, forms.Field]]


class PropertiesForm(KernForm):
    """Built by ``properties_form``; ``values()`` is what ``write_properties`` takes."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for name, value in list(data.items()):
            rule = (
                value
                if name in ("condition", "script", "happens_if", "until", "again_while")
                else value[1:]
                if str(value).startswith("=")
                else ""
            )
            if rule:
                try:
                    compile_expression(str(rule).strip())
                except ExpressionError as error:
                    self.add_error(name, _("This rule cannot be read: %(error)s") % {"error": error})
        if data.get("unit_rule"):
            rule = str(data["unit_rule"]).strip()
            data["unit"] = rule if rule.startswith("=") else f"= {rule}"
        if data.get("answers") and not data.get("result"):
            self.add_error("result", _("Please name the value that takes the chosen answer."))
        return data

    def values(self) -> dict[str, str]:
        """What was typed, as text by property."""
        found = {
            name: _stored(name, value) for name, value in self.cleaned_data.items() if name != "unit_rule"
        }
        return {name.replace("parameter__", "parameter:"): value for name, value in found.items()}


def properties_form(root: Element, element: Element, data: Any = None) -> PropertiesForm:
    """The form for an element, filled with what is set now."""
    now = read_properties(root, element)
    fields = dict(_fields(element, now))
    made: type[PropertiesForm] = type("ElementForm", (PropertiesForm,), fields)
    initial: dict[str, Any] = {
        name.replace("parameter:", "parameter__"): value for name, value in now.items()
    }
    initial["answers"] = "\n".join(part.strip() for part in now["answers"].split("|") if part.strip())
    if now["unit"].startswith("="):
        initial["unit"], initial["unit_rule"] = "", now["unit"]
    return made(data, initial=initial)


def _stored(name: str, value: Any) -> str:
    if name == "answers":
        return " | ".join(line.strip() for line in str(value).splitlines() if line.strip())
    return ("yes" if value else "") if isinstance(value, bool) else str(value or "")


def _fields(element: Element, now: dict[str, str]) -> Fields:
    yield "name", _text(_("Name"), max_length=300)
    name, events = kind(element), event_kinds(element)
    if name in _PEOPLE:
        yield from _people(now)
    if name in _CALLING:
        yield from _calling(now)
    if name == "scriptTask":
        yield "script", _rule(_("What is calculated"), _("A rule, for example: answers.amount * 2"))
        yield "result", _text(_("Name of the result"), max_length=80)
    if name == "businessRuleTask":
        yield "decision", _text(_("Key of the decision table"), max_length=80)
        yield "result", _text(_("Name of the result"), max_length=80)
    if name == "sequenceFlow":
        yield "condition", _rule(_("Only if"), _('A rule, for example: outcome == "grant"'))
        yield (
            "default",
            forms.BooleanField(label=_("Otherwise: taken where no other way holds"), required=False),
        )
    if events == ["timer"]:
        yield from _timer(name)
    if name == "callActivity":
        yield "called", _text(_("Key of the other process"), max_length=200)
    if name == "lane":
        yield from _office(now)
    yield from _event(name, events, now)
    yield from _loop(element)
    if name in FLOW_NODES | {"process", "sequenceFlow"}:
        yield (
            "documentation",
            forms.CharField(label=_("Explanation"), widget=forms.Textarea(attrs={"rows": 3}), required=False),
        )


def _event(name: str, events: list[str], now: dict[str, str]) -> Fields:
    throws = name in ("endEvent", "intermediateThrowEvent")
    if events == ["message"] and throws:
        yield from _calling(now)
    elif events == ["message"] or name == "receiveTask":
        yield "message", _text(_("Name of the message"), max_length=200)
        yield (
            "key",
            _text(_("Key of the message"), max_length=200, help_text=_("A rule may follow a leading =.")),
        )
        yield "result", _text(_("Name of the result"), max_length=80)
    if events == ["conditional"]:
        yield "happens_if", _rule(_("Happens if"), _("A rule, for example: answers.amount > 1000"))
    if events == ["error"]:
        yield "error", _text(_("Code of the error"), max_length=200)
    if events == ["escalation"]:
        yield "escalation", _text(_("Code of the escalation"), max_length=200)
    if name == "boundaryEvent" and events != ["timer"]:
        yield "interrupting", forms.BooleanField(label=_("Ends the step to which it belongs"), required=False)


def _loop(element: Element) -> Fields:
    example = _('A rule, for example: outcome == "grant"')
    if child(element, "multiInstanceLoopCharacteristics") is not None:
        yield "items", _text(_("Once for each of"), help_text=_("For example: = answers.parties"))
        yield "times", _text(_("or so many times"), help_text=_("A number, or a rule after a leading ="))
        yield "item", _text(_("Name of the single one"), max_length=80)
        yield "results", _text(_("Name of the list of results"), max_length=80)
        yield "until", _text(_("Ends early if"), help_text=example)
    if child(element, "standardLoopCharacteristics") is not None:
        yield "again_while", _text(_("Again as long as"), help_text=example)


def _people(now: dict[str, str]) -> Fields:
    yield from _office(now)
    yield from _work(now)


def _office(now: dict[str, str]) -> Fields:
    units = [(key, name) for key, name in Unit.objects.order_by("name").values_list("key", "name")]
    known = {key for key, _name in units}
    if now["unit"] and not now["unit"].startswith("=") and now["unit"] not in known:
        units.append((now["unit"], now["unit"]))
    yield (
        "unit",
        forms.ChoiceField(
            label=_("Which office"), choices=[("", _("the case's office")), *units], required=False
        ),
    )
    yield "unit_rule", _text(_("or an office found by a rule"), help_text=_("For example: param.fire_office"))
    roles = [("", _("anybody")), ("clerk", _("a clerk")), ("head", _("the head of the office"))]
    yield "role", forms.ChoiceField(label=_("Who there"), choices=roles, required=False)


def _work(now: dict[str, str]) -> Fields:
    yield "dueDays", _text(_("By when: working days"), help_text=_("A number, or a rule after a leading ="))
    yield (
        "due",
        _text(
            _("or a legal period"),
            help_text=_("P1M is a month, P14D are 14 days, counted as §§ 187–193 BGB count."),
        ),
    )
    hints = [("", _("nothing special: a button “done”")), ("decision", _("deciding the case"))]
    hints.append(("reminder", _("reminding of the decision")))
    if now["hint"] not in dict(hints):
        hints.append((now["hint"], now["hint"]))
    yield "hint", forms.ChoiceField(label=_("What is offered"), choices=hints, required=False)
    yield "answers", forms.CharField(
        label=_("Answers to choose from"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, for example: yes: Third parties are affected"),
    )  # fmt: skip
    yield "result", _text(_("Name of the value that takes the answer"), max_length=80)
    yield "priority", forms.IntegerField(label=_("Priority"), required=False)


def _calling(now: dict[str, str]) -> Fields:
    actions = sorted((action.key, str(action.label)) for action in service_actions)
    if now["action"] and now["action"] not in dict(actions):
        actions.append((now["action"], _("%(key)s (unknown here)") % {"key": now["action"]}))
    yield "action", forms.ChoiceField(
        label=_("Which action"), choices=[("", _("Please choose")), *actions], required=False,
        help_text=_("Save after choosing: then its details appear."),
    )  # fmt: skip
    fields = (
        service_actions[now["action"]].parameters.model_fields if now["action"] in service_actions else {}
    )
    left = {name.partition(":")[2] for name in now if name.startswith("parameter:")} - fields.keys()
    for name, info in fields.items():
        yield f"parameter__{name}", _parameter(name, info)
    for name in sorted(left):
        yield f"parameter__{name}", _text(name)
    yield (
        "retries",
        forms.IntegerField(label=_("Attempts before somebody is asked"), min_value=0, required=False),
    )


def _parameter(name: str, info: FieldInfo) -> forms.Field:
    needed = "" if not info.is_required() else " *"
    return _text(
        (info.title or name) + needed, help_text=info.description or _("A text, or a rule after a leading =")
    )


def _timer(name: str) -> Fields:
    yield (
        "duration",
        _text(
            _("After how long"),
            help_text=_("P5D are five days, PT2H two hours; a rule may follow a leading =."),
        ),
    )
    yield "working_days", forms.BooleanField(label=_("Days are working days"), required=False)
    yield "moment", _text(_("or at a moment"), help_text=_("A date, or a rule such as = case.due_on"))
    if name == "boundaryEvent":
        yield "interrupting", forms.BooleanField(label=_("Ends the step to which it belongs"), required=False)


def _text(label: str, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, **kwargs)


def _rule(label: str, hint: str) -> forms.CharField:
    attributes = {"rows": 2, "spellcheck": "false", "autocapitalize": "off"}
    return forms.CharField(
        label=label, help_text=hint, required=False, widget=forms.Textarea(attrs=attributes)
    )
