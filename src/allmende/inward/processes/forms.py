from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from allmende.base.directory.models import Service, Unit
from allmende.base.identity.models import User
from allmende.base.procedures.queries import procedures
from allmende.foundation.ui.forms import KernForm

from .models import ProcessModel

_LINES = {"rows": 3}


class FactsForm(KernForm):
    """What is known about a process besides its drawing."""

    name = forms.CharField(label=_("Name"), max_length=200)
    description = forms.CharField(
        label=_("What it is for"), widget=forms.Textarea(attrs=_LINES), required=False
    )
    status = forms.ChoiceField(label=_("Status"), choices=ProcessModel.Status.choices)
    owner: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Who answers for it"),
        queryset=None,
        required=False,
        empty_label=_("nobody yet"),
    )
    unit: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Office"), queryset=None, required=False, empty_label=_("no office")
    )
    service: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Service"), queryset=None, required=False, empty_label=_("no service")
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"), help_text=_("One a line"), widget=forms.Textarea(attrs=_LINES), required=False
    )
    systems = forms.CharField(
        label=_("Systems used"),
        help_text=_("One a line"),
        widget=forms.Textarea(attrs=_LINES),
        required=False,
    )
    media_breaks = forms.CharField(
        label=_("Media breaks"), help_text=_("Where paper or retyping interrupts; one a line"),
        widget=forms.Textarea(attrs=_LINES), required=False,
    )  # fmt: skip
    volume = forms.IntegerField(label=_("Cases a year"), min_value=0, max_value=100_000_000, required=False)
    review_on = forms.DateField(
        label=_("To be reviewed on"), widget=forms.DateInput(attrs={"type": "date"}), required=False
    )

    def __init__(self, model: ProcessModel | None, data: Any = None) -> None:
        initial = {name: getattr(model, name) for name in self.base_fields} if model else {}
        for name in ("owner", "unit", "service"):
            initial[name] = getattr(model, f"{name}_id") if model else None
        super().__init__(data, initial=initial)
        choices: dict[str, Any] = {
            "owner": User.objects.filter(kind=User.Kind.STAFF, is_active=True).order_by("name", "pk"),
            "unit": Unit.objects.order_by("name"),
            "service": Service.objects.order_by("name", "id"),
        }
        for name, rows in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
            field.queryset = rows


def procedure_choices() -> list[tuple[str, str]]:
    """The published procedures, by name."""
    rows = procedures().filter(current__process_version__isnull=False).order_by("name")
    return [(row.key, row.name) for row in rows]


class NewForm(KernForm):
    """A new process: drawn here, or from a file."""

    name = forms.CharField(label=_("Name of the process"), max_length=200, required=False)
    file = forms.FileField(
        label=_("BPMN file"), required=False,
        help_text=_(
            "Of any tool (ADONIS, ARIS, Camunda, Signavio …), up to 4 MB. Without a file you begin with a blank sheet."
        ),
    )  # fmt: skip

    procedure = forms.ChoiceField(
        label=_("or the process of a procedure"), required=False, help_text=_("To change how its cases run.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["procedure"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = [("", _("none")), *procedure_choices()]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        given = data.get("name") or data.get("file") or data.get("procedure")
        if not given and "file" not in self.errors:
            self.add_error("name", _("Please give the process a name, or choose a file."))
        return data


class RemarkForm(KernForm):
    """A comment on an element or on the whole."""

    text = forms.CharField(label=_("Your comment"), max_length=4000, widget=forms.Textarea(attrs=_LINES))
