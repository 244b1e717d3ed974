from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from allmende.foundation.ui.forms import KernForm

_LINES = {"rows": 3}
TYPES = [
    ("", _("as its cells are")), ("number", _("number")), ("integer", _("whole number")), ("string", _("text")),
    ("boolean", _("yes or no")), ("date", _("day")), ("dateTime", _("point in time")), ("time", _("time of day")),
]  # fmt: skip


class NewForm(KernForm):
    """New tables: blank, or from a file."""

    name = forms.CharField(label=_("Name of the table"), max_length=200, required=False)
    file = forms.FileField(
        label=_("DMN file"), required=False,
        help_text=_("Of any tool, up to 4 MB. Without a file you begin with an empty table."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("name") and not data.get("file") and "file" not in self.errors:
            self.add_error("name", _("Please give the table a name, or choose a file."))
        return data


class CopyForm(KernForm):
    """What a copy is called."""

    name = forms.CharField(label=_("Name of the copy"), max_length=200)


class ColumnForm(KernForm):
    """One column: what it is called, what it looks at, which values may come."""

    label = forms.CharField(label=_("Heading"), max_length=200)
    expression = forms.CharField(
        label=_("Which value it looks at"), max_length=2000,
        help_text=_("Such as answers.breed for the answer “breed” of the form, or the name of another table."),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Name for other tables and processes"), max_length=100, required=False,
        help_text=_("Letters and digits without spaces."),
    )  # fmt: skip
    type_ref = forms.ChoiceField(label=_("Kind of values"), required=False)
    allowed = forms.CharField(
        label=_("Values that may come"), max_length=4000, required=False, widget=forms.Textarea(attrs=_LINES),
        help_text=_("Separated by commas, such as: none, rescue, welfare. Or a range such as: from 0. Empty: any."),
    )  # fmt: skip
    default = forms.CharField(
        label=_("Answer where no rule matches"), max_length=2000, required=False,
        help_text=_("Empty: then there is no answer."),
    )  # fmt: skip

    def __init__(self, side: str, types: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        gone = {"in": ("name", "default"), "out": ("expression",)}.get(
            side, ("expression", "name", "type_ref", "allowed", "default")
        )
        for name in gone:
            del self.fields[name]
        if side == "out":
            self.fields["allowed"].help_text = _(
                "Separated by commas. Where the order counts, the most important one first. Empty: any."
            )
        kind = self.fields.get("type_ref")
        if isinstance(kind, forms.ChoiceField):
            known = {key for key, _label in TYPES}
            kind.choices = [*TYPES, *((name, name) for name in types if name not in known)]


class DecisionForm(KernForm):
    """One decision: its name, how its rules count, what it needs."""

    name = forms.CharField(label=_("Name"), max_length=200)
    question = forms.CharField(
        label=_("The question it answers"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    policy = forms.ChoiceField(label=_("How rules count"))
    aggregator = forms.ChoiceField(label=_("What is made of collected answers"), required=False)
    needs = forms.MultipleChoiceField(
        label=_("Tables whose answers it needs"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, lists: dict[str, list[tuple[str, str]]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("policy", "aggregator", "needs"):
            field = self.fields[name]
            if not lists.get(name):
                del self.fields[name]
            elif isinstance(field, forms.ChoiceField):
                field.choices = lists[name]
