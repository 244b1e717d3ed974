"""The form of an element: its fields by kind, what was typed as properties."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from allmende.foundation.expressions import ExpressionError, compile_expression
from allmende.foundation.ui.forms import KernForm

from ..bpmn.kinds import KINDS
from ..bpmn.lanes import lane_choices, lane_of
from ..bpmn.making import ALIKE
from ..bpmn.outline import FLOW_NODES, label
from ..bpmn.properties import read_properties
from ..bpmn.tree import Element, by_id, children, kind
from ..wording import called_processes, decisions
from .calling import calling, declared_parameters, values_hint
from .events import event, repeating
from .parts import Fields, Suggested, choice, lines, rule, text, yes_no
from .people import office, work

_PEOPLE = frozenset({"task", "userTask", "manualTask"})
_CALLING = frozenset({"serviceTask", "sendTask"})
#: Properties that are rules without a leading =.
RULES = ("condition", "script", "happens_if", "until", "again_while")


class PropertiesForm(KernForm):
    """Built by ``properties_form``; ``values()`` is what ``write_properties`` takes, and ``lane`` besides."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for name, value in list(data.items()):
            self._check_rule(name, str(value or "").strip())
        if data.get("unit_rule"):
            data["unit"] = _as_rule(data["unit_rule"])
        for name in [name for name in data if name.startswith("rule__") and data[name]]:
            data[name.replace("rule__", "parameter__")] = _as_rule(data[name])
        if data.get("answers") and not data.get("result"):
            self.add_error("result", _("Please name the value that takes the chosen answer."))
        for name in ("given", "returned"):
            if any(":" not in line for line in str(data.get(name) or "").splitlines() if line.strip()):
                self.add_error(name, _("Each line needs a name, a colon and a text."))
        return data

    def _check_rule(self, name: str, typed: str) -> None:
        if name in ("given", "returned"):
            texts = [line.partition(":")[2].strip() for line in typed.splitlines()]
        else:
            texts = [f"= {typed}" if name in RULES or name == "unit_rule" or name[:6] == "rule__" else typed]
        for one in texts:
            written = one.removeprefix("=").strip() if one.startswith("=") else ""
            written = written.removeprefix("=").strip() if name not in RULES else written
            if not written:
                continue
            try:
                compile_expression(written)
            except ExpressionError as error:
                self.add_error(name, _("This rule cannot be read: %(error)s") % {"error": error})

    def values(self) -> dict[str, str]:
        """What was typed, as text by property. What was not asked does not change what the element is."""
        not_asked = {name for name in ("trigger", "repeat", "kind") if name not in self.data}
        return {
            name.replace("parameter__", "parameter:"): _stored(name, value)
            for name, value in self.cleaned_data.items()
            if name not in {"unit_rule", "lane", *not_asked} and not name.startswith("rule__")
        }

    @property
    def rule(self) -> str:
        """The name of the field whose rule is said in words and tried out, or an empty text."""
        return next((name for name in RULES if name in self.fields), "")

    def lane(self) -> str:
        """The lane in which the step shall stand, or an empty text."""
        return str(self.cleaned_data.get("lane") or "")


def properties_form(root: Element, element: Element, process: str, data: Any = None) -> PropertiesForm:
    """The form for an element, filled with what is set now; ``process`` is the key of the model."""
    now = read_properties(root, element)
    fields = dict(_fields(root, element, now, process))
    made: type[PropertiesForm] = type("ElementForm", (PropertiesForm,), fields)
    initial: dict[str, Any] = {
        name.replace("parameter:", "parameter__"): value for name, value in now.items()
    }
    initial["answers"] = "\n".join(part.strip() for part in now["answers"].split("|") if part.strip())
    initial["lane"] = lane_of(root, str(element.get("id")))
    if now["unit"].startswith("="):
        initial["unit"], initial["unit_rule"] = "", now["unit"]
    for name in [name for name in fields if name.startswith("rule__")]:
        set_to = str(initial.get(name.replace("rule__", "parameter__"), ""))
        if set_to.startswith("="):
            initial[name.replace("rule__", "parameter__")], initial[name] = "", set_to
    declared = declared_parameters(now["action"])
    initial["given"] = "\n".join(
        f"{name[10:]}: {value}"
        for name, value in now.items()
        if name.startswith("parameter:") and name[10:] not in declared
    )
    return made(data, initial=initial)


def _as_rule(typed: str) -> str:
    written = typed.strip()
    return written if written.startswith("=") else f"= {written}"


def _stored(name: str, value: Any) -> str:
    if name == "answers":
        return " | ".join(line.strip() for line in str(value).splitlines() if line.strip())
    return ("yes" if value else "") if isinstance(value, bool) else str(value if value is not None else "")


def _fields(root: Element, element: Element, now: dict[str, str], process: str) -> Fields:
    yield "name", text(_("Name"), max_length=300)
    name = kind(element)
    family = next((kinds for kinds in ALIKE if name in kinds), ())
    if family:
        kinds = [(key, str(KINDS[key])) for key in dict.fromkeys([name, *family])]
        yield "kind", choice(_("Kind of step"), kinds, name)
    if name in _PEOPLE:
        yield from office(now)
        yield from work(now)
    yield from _automatic(name, now, process)
    if name == "sequenceFlow":
        yield "condition", rule(_("Only if"), _('A rule, for example: outcome == "grant"'))
        yield "default", yes_no(_("Otherwise: taken where no other way holds"))
    if name == "lane":
        yield from office(now)
    if name == "process":
        yield from _process(element, now)
    yield from event(element, now, process)
    yield from repeating(element)
    lanes = lane_choices(root, element) if name in FLOW_NODES - {"boundaryEvent"} else []
    if lanes:
        yield "lane", choice(_("Lane"), [("", _("none")), *lanes], "")
    if name in FLOW_NODES | {"process", "sequenceFlow"}:
        yield "documentation", lines(_("Explanation"), "")


def _automatic(name: str, now: dict[str, str], process: str) -> Fields:
    if name in _CALLING:
        yield from calling(now, process)
    if name == "scriptTask":
        yield "script", rule(_("What is calculated"), _("A rule, for example: answers.amount * 2"))
        yield "result", text(_("Name of the result"), max_length=80)
    if name == "businessRuleTask":
        yield (
            "decision",
            text(_("Key of the decision table"), max_length=80, widget=Suggested(decisions(process))),
        )
        yield "given", lines(_("Values that it gets"), _("Empty: all. ") + values_hint())
        yield "result", text(_("Name of the result"), max_length=80)
    if name == "callActivity":
        yield (
            "called",
            text(_("Key of the other process"), max_length=200, widget=Suggested(called_processes())),
        )
        yield "given", lines(_("Values that it gets"), _("Empty: all. ") + values_hint())
        yield "returned", lines(_("Values that come back"), _("One a line, for example: fee: = result"))


def _process(element: Element, now: dict[str, str]) -> Fields:
    ids = by_id(element.getroottree().getroot())
    nodes = [
        (str(node.get("id")), label(node, ids))
        for node in children(element)
        if kind(node) in FLOW_NODES - {"boundaryEvent", "startEvent", "endEvent"} and node.get("id")
    ]
    choices = [("", _("at its start")), *nodes]
    yield "reopen", choice(_("Where a case goes on that is taken up again"), choices, now["reopen"])
