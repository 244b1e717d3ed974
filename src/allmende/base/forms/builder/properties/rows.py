"""Fields that come in rows or by threes: answers, checks, rules and the assistant beside them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..rules import OPERATORS, Name
from .specs import Property
from .values import typed

Json = dict[str, Any]
SPARE_ROWS = 2
MODES = (("no", gettext_lazy("May be left out")), ("yes", gettext_lazy("Must be answered")),
         ("rule", gettext_lazy("Must be answered if the rule holds")))  # fmt: skip


def rule_widget(use: str) -> forms.Textarea:
    """A box for a rule; the page's script suggests names in it and asks the server whether it can be read."""
    return forms.Textarea(
        attrs={"rows": 1, "class": "fb-rule", "spellcheck": "false", "autocapitalize": "off", "data-use": use}
    )


def required(prop: Property, old: Json, names: list[Name]) -> dict[str, forms.Field]:
    """Whether a question must be answered: no, yes, or by a rule."""
    now = old.get("required", False)
    mode = forms.ChoiceField(label=prop.label, choices=MODES, widget=forms.RadioSelect,
                             initial="rule" if isinstance(now, str) else "yes" if now else "no")  # fmt: skip
    rule = forms.CharField(label=_("Must be answered if (rule)"), required=False, widget=rule_widget("required"),
                           initial=now if isinstance(now, str) else "")  # fmt: skip
    rule.use = "required"  # type: ignore[attr-defined]
    return {
        "required": placed(mode, "when"),
        "required_rule": placed(rule, "when"),
        **assistant("required", names),
    }


def assistant(use: str, names: list[Name]) -> dict[str, forms.Field]:
    """Three boxes that say a condition without a rule: question, comparison, value."""
    questions = [("", _("Choose a question")), *((n.name, f"{n.label} ({n.name})") for n in names)]
    made = {
        f"{use}_name": forms.ChoiceField(label=_("Question"), choices=questions, required=False),
        f"{use}_operator": forms.ChoiceField(label=_("Answer"), required=False,
                                             choices=[(key, words) for key, (words, _p) in OPERATORS.items()]),
        f"{use}_value": forms.CharField(label=_("Value"), required=False),
    }  # fmt: skip
    return {name: placed(field, f"assistant_{use}") for name, field in made.items()}


def choice_rows(old: Json) -> dict[str, forms.Field]:
    """The answers to choose from, with empty rows for new ones."""
    fields: dict[str, forms.Field] = {}
    rows = [*(old.get("choices") or []), *({} for _spare in range(SPARE_ROWS))]
    for n, row in enumerate(rows):
        fields[f"choice-{n}-label"] = forms.CharField(
            label=_("Answer %(n)s") % {"n": n + 1}, required=False, initial=typed("text", row.get("label"))
        )
        fields[f"choice-{n}-value"] = forms.CharField(
            label=_("Short name"), required=False, initial=row.get("value", ""), max_length=200
        )
        fields[f"choice-{n}-show"] = forms.CharField(
            label=_("Only offered if (rule)"),
            required=False,
            initial=row.get("show", ""),
            widget=rule_widget("choice"),
        )
        fields[f"choice-{n}-show"].use = "choice"  # type: ignore[attr-defined]
    return {name: placed(field, "choice_rows") for name, field in fields.items()}


def check_rows(old: Json, *, with_place: bool) -> dict[str, forms.Field]:
    """What must hold; groups, pages and forms (``with_place``) say which of their questions shows the message."""
    fields: dict[str, forms.Field] = {}
    rows = [*(old.get("checks") or []), *({} for _spare in range(SPARE_ROWS))]
    for n, row in enumerate(rows):
        fields[f"check-{n}-rule"] = forms.CharField(
            label=_("Rule %(n)s that must hold") % {"n": n + 1},
            required=False,
            initial=row.get("rule", ""),
            widget=rule_widget("check"),
        )
        fields[f"check-{n}-message"] = forms.CharField(
            label=_("What people read if it does not hold"),
            required=False,
            initial=typed("text", row.get("message")),
        )
        if with_place:
            fields[f"check-{n}-at"] = forms.CharField(
                label=_("Short name of the question that shows it"), required=False, initial=row.get("at", "")
            )
        fields[f"check-{n}-rule"].use = "check"  # type: ignore[attr-defined]
    return {name: placed(field, "check_rows") for name, field in fields.items()}


def placed(field: forms.Field, section: str) -> forms.Field:
    """``field`` as one of ``section``."""
    field.section = section  # type: ignore[attr-defined]
    return field
