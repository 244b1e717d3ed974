"""What is typed to act for somebody."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from allmende.foundation.ui.forms import KernForm

from .models import Mandate
from .scopes import scope_choices

_LAST = _("At most three years; without a day it counts for one year")


def _scopes() -> list[tuple[str, Any]]:
    return [("", _("Everything")), *scope_choices()]


class _Term(KernForm):
    scope_key = forms.ChoiceField(label=_("What for?"), choices=_scopes, required=False)
    ends_on = forms.DateField(label=_("Last day"), help_text=_LAST, widget=forms.DateInput, required=False)

    def within(self) -> dict[str, Any]:
        """Scope and term as the actions take them."""
        key = self.cleaned_data["scope_key"]
        return {
            "scope": "procedure" if key else "all",
            "scope_key": key,
            "ends_on": self.cleaned_data.get("ends_on"),
        }


class ChildForm(_Term):
    # The eighteenth birthday ends it.
    ends_on = None  # type: ignore[assignment]

    given_name = forms.CharField(label=_("First name"), max_length=120)
    family_name = forms.CharField(label=_("Family name"), max_length=120)
    birth_date = forms.DateField(label=_("Date of birth"), widget=forms.DateInput)

    field_order = ("given_name", "family_name", "birth_date", "scope_key")


class OrganisationForm(_Term):
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(kind.value, kind.label) for kind in (Mandate.Kind.COMPANY, Mandate.Kind.SCHOOL)],
        widget=forms.RadioSelect,
    )
    family_name = forms.CharField(label=_("Name of the company or institution"), max_length=120)

    field_order = ("kind", "family_name", "scope_key", "ends_on")


class AskForm(_Term):
    name = forms.CharField(label=_("Name of who is to be represented"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("The question whether they agree goes there")
    )

    field_order = ("name", "email", "scope_key", "ends_on")


class GiveForm(_Term):
    name = forms.CharField(label=_("Name of who is to act for you"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("The question whether they accept goes there")
    )

    field_order = ("name", "email", "scope_key", "ends_on")


#: Way → form; the page offers one at a time.
FORMS: dict[str, type[_Term]] = {
    "child": ChildForm,
    "organisation": OrganisationForm,
    "person": AskForm,
    "give": GiveForm,
}
