"""Which action an automatic step calls, with what; which values go along and come back."""

from __future__ import annotations

import json

from django import forms
from django.utils.translation import gettext as _
from pydantic.fields import FieldInfo

from allmende.base.workflow.service_actions import parameter_words, service_actions

from ..wording import templates
from .parts import Fields, choice, lines, text
from .people import offices


def calling(now: dict[str, str], process: str) -> Fields:
    """The action and its parameters by their words."""
    actions = sorted(
        ((action.key, str(action.label)) for action in service_actions if not action.internal),
        key=lambda pair: pair[1],
    )
    if now["action"] and now["action"] not in dict(actions):
        actions.append((now["action"], _("%(key)s (unknown here)") % {"key": now["action"]}))
    help_text = _("Save after choosing: then its details appear.")
    yield (
        "action",
        choice(_("Which action"), [("", _("Please choose")), *actions], now["action"], help_text=help_text),
    )
    declared = declared_parameters(now["action"])
    for name, info in declared.items():
        yield from _parameter(now, name, info, process)
    if not declared or takes_any(now["action"]) or _left(now, declared):
        yield "given", lines(_("Further values that go along"), values_hint())
    yield (
        "retries",
        forms.IntegerField(label=_("Attempts before somebody is asked"), min_value=0, required=False),
    )


def values_hint() -> str:
    """How values are written, one a line."""
    return _(
        "One a line: its name, a colon, the text; a rule after a leading =. For example: fee: = answers.fee"
    )


def declared_parameters(action: str) -> dict[str, FieldInfo]:
    """The parameters that an action knows by name."""
    return service_actions[action].parameters.model_fields if action in service_actions else {}


def takes_any(action: str) -> bool:
    """Whether an action takes values of any name."""
    known = action in service_actions
    return known and service_actions[action].parameters.model_config.get("extra") == "allow"


def _left(now: dict[str, str], declared: dict[str, FieldInfo]) -> bool:
    return bool({name.partition(":")[2] for name in now if name.startswith("parameter:")} - declared.keys())


def _parameter(now: dict[str, str], name: str, info: FieldInfo, process: str) -> Fields:
    action = service_actions[now["action"]]
    words, set_to = parameter_words(action.parameters, name), now.get(f"parameter:{name}", "")
    label = f"{words.label} *" if info.is_required() else str(words.label)
    known = [(key, str(said)) for key, said in words.choices]
    if words.names == "office":
        known = offices()
    elif words.names:
        known = templates(process, words.names)
    if not known:
        hint = str(words.help) or _("A text, or a rule after a leading =")
        yield f"parameter__{name}", text(label, help_text=hint)
        return
    constant = "" if set_to.startswith("=") else set_to
    usual = json.dumps(info.default) if isinstance(info.default, bool) else info.default
    empty = dict(known).get(str(usual)) or (_("Please choose") if info.is_required() else _("as usual"))
    left = [(key, said) for key, said in known if key != usual or key == constant]
    yield f"parameter__{name}", choice(label, [("", empty), *left], constant)
    yield f"rule__{name}", text(_("or found by a rule"), help_text=_("For example: param.fire_office"))
