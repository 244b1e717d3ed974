"""The forms of the municipality's calendar."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from allmende.foundation.calendar.holidays import REGIONAL
from allmende.foundation.ui.forms import KernForm


class ClosingForm(KernForm):
    """Days on which nobody works."""

    first_day = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput)
    last_day = forms.DateField(
        label=gettext_lazy("Last day"), required=False, widget=forms.DateInput,
        help_text=gettext_lazy("Empty: one day only"),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=200,
        help_text=gettext_lazy("Visitors read it, for example “Staff outing”"),
    )  # fmt: skip


class RegionalForm(KernForm):
    """Holidays of single communes that the state knows."""

    keys = forms.MultipleChoiceField(
        label=gettext_lazy("These holidays hold here"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, state: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keys"].choices = regional_choices(state)  # type: ignore[attr-defined]


def regional_choices(state: str) -> list[tuple[str, str]]:
    """(key, name) of the holidays that only some communes of the state have."""
    return [(key, str(name)) for key, (states, name) in REGIONAL.items() if state in states.split()]
