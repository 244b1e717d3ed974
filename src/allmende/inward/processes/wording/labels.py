"""What the names in a process are called: fields of the form, parameters of the procedure, answers of earlier steps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from allmende.base.directory.models import Unit
from allmende.base.forms.engine.kinds import PART_LABELS
from allmende.base.forms.fields import ChoiceField, ChoicesField, CodeField, YesNoField
from allmende.base.forms.queries import compiled
from allmende.base.forms.schema import text_in
from allmende.base.procedures.models import ProcedureVersion
from allmende.base.procedures.queries import current_version, manifest_of
from allmende.base.workflow.decisions.words import answer_in_words
from allmende.base.workflow.service_actions import service_actions

from ..bpmn.kinds import KINDS
from ..bpmn.outline import FLOW_NODES
from ..bpmn.tree import Element, kind, name_of, our

#: Of longer lists the values are said as they are.
_MOST = 200


@dataclass(frozen=True)
class Labels:
    """``names``: a dotted name → what people call it; ``values``: the same name → its values with their words."""

    names: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)

    def known(self, name: str) -> str:
        """What people call a value, a part of it by its whole; an empty text where nobody knows it."""
        if name in self.names:
            return self.names[name]
        above, _dot, part = name.rpartition(".")
        whole = self.names.get(above, "") if "." in above else ""
        words = str(PART_LABELS.get(part, ""))
        return f"{whole}: {words}" if whole and words else whole

    def of(self, name: str) -> str:
        """A name in words, in quotation marks where it is a label; the name itself where nobody knows it."""
        label = self.known(name)
        return f"„{label}“" if label else name

    def value(self, name: str, value: Any) -> str:
        """What people call a value of this name; an empty text where it has no words of its own."""
        return self.values.get(name, {}).get(value, "")

    def value_of(self, name: str, value: Any) -> str:
        """A value as people write it."""
        known = self.value(name, value) if isinstance(value, str | int | bool) else ""
        return known or answer_in_words(value)

    def choices(self, name: str) -> list[tuple[str, str]]:
        """The values that this name can have, as they are typed, with their words; empty: anything may be typed."""
        known = self.values.get(name, {})
        return [
            (json.dumps(value) if isinstance(value, bool) else str(value), words)
            for value, words in known.items()
        ]


def labels_for(process: str, root: Element | None = None) -> Labels:
    """The labels for a model: of the procedure whose process has this key, and of its own steps."""
    names, values = _usual()
    version = current_version(process)
    if version is not None:
        _of_form(version, names, values)
        for key, parameter in manifest_of(version).parameters.items():
            names[f"param.{key}"] = parameter.label
    for element in root.iter() if root is not None else ():
        if kind(element) in FLOW_NODES and our(element, "result"):
            _of_step(element, names, values)
        if our(element, "action") in service_actions:
            for name, words in service_actions[our(element, "action")].sets:
                names.setdefault(name, str(words))
    return Labels(names, values)


def _usual() -> tuple[dict[str, str], dict[str, Mapping[Any, str]]]:
    """What every process of a case knows."""
    names = {
        "answers": _("Answers of the form"), "param": _("Values of the procedure"), "case": _("Case"),
        "outcome": _("The decision"), "unit": _("Responsible office"), "case.number": _("Number of the case"),
        "case.reference": _("File reference"), "case.received_on": _("Day of receipt"),
        "case.due_on": _("Deadline of the case"), "case.title": _("Subject of the case"),
    }  # fmt: skip
    outcomes = {"grant": _("Granted"), "partly": _("Granted in part"), "refuse": _("Refused")}
    return names, {"outcome": outcomes, "unit": dict(Unit.objects.values_list("key", "name")[:_MOST])}


def _of_form(version: ProcedureVersion, names: dict[str, str], values: dict[str, Mapping[Any, str]]) -> None:
    if version.form_version_id is None:
        return
    form, language = compiled(version.form_version_id), get_language() or "de"
    for path, item in form.items.items():
        label = text_in(getattr(item, "label", "") or "", language)
        name = f"answers.{path}"
        if label:
            names[name] = label
        if isinstance(item, ChoiceField | ChoicesField):
            values[name] = {choice.value: text_in(choice.label, language) for choice in item.choices}
        elif isinstance(item, YesNoField):
            values[name] = {True: _("yes"), False: _("no")}
        elif isinstance(item, CodeField):
            values[name] = dict(form.code_lists.first(item.code_list, _MOST))


def _of_step(element: Element, names: dict[str, str], values: dict[str, Mapping[Any, str]]) -> None:
    """The value that a step sets is called like the step."""
    result = our(element, "result")
    names.setdefault(result, name_of(element) or str(KINDS.get(kind(element), result)))
    answers = [part.partition(":") for part in our(element, "answers").split("|") if ":" in part]
    if answers:
        values[result] = {value.strip(): words.strip() for value, _colon, words in answers}
