"""Institutions, contacts and what they are for each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.foundation.ui.forms import KernForm

from ..models import Contact, ContactRole, Institution
from .shared import SeenForm

#: Federal states by ISO 3166-2:DE; names are not translated.
LANDS = {
    "BW": "Baden-Württemberg", "BY": "Bayern", "BE": "Berlin", "BB": "Brandenburg", "HB": "Bremen", "HH": "Hamburg",
    "HE": "Hessen", "MV": "Mecklenburg-Vorpommern", "NI": "Niedersachsen", "NW": "Nordrhein-Westfalen",
    "RP": "Rheinland-Pfalz", "SL": "Saarland", "SN": "Sachsen", "ST": "Sachsen-Anhalt", "SH": "Schleswig-Holstein",
    "TH": "Thüringen",
}  # fmt: skip


class InstitutionByNumber(forms.CharField):
    """An institution, typed by its number: a list of two thousand is no choice."""

    kind = ""

    def clean(self, value: Any) -> Institution | None:
        text = super().clean(value)
        if not text:
            return None
        rows = Institution.objects.filter(number=text, state=Institution.State.ACTIVE)
        found: Institution | None = (rows.filter(kind=self.kind) if self.kind else rows).first()
        if found is None:
            raise forms.ValidationError(
                _("There is no institution with this number. You find it in the list of institutions.")
            )
        return found


class BodyByNumber(InstitutionByNumber):
    """A school body, by its number."""

    kind = Institution.Kind.BODY


class InstitutionForm(SeenForm):
    """A school, a school body or an office."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Institution.Kind.choices)
    number = forms.CharField(
        label=gettext_lazy("Number"), max_length=40,
        help_text=gettext_lazy("The official number of the school or your own; lists are matched by it"),
    )  # fmt: skip
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    school_type = forms.CharField(
        label=gettext_lazy("Type of school"), max_length=60, required=False,
        help_text=gettext_lazy("For example: grammar school"),
    )  # fmt: skip
    body = BodyByNumber(
        label=gettext_lazy("Number of the school body"), max_length=40, required=False,
        help_text=gettext_lazy("Who runs the school and pays for it"),
    )  # fmt: skip
    street = forms.CharField(label=gettext_lazy("Street and house number"), max_length=160, required=False)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=10, required=False)
    city = forms.CharField(label=gettext_lazy("City"), max_length=120, required=False)
    land = forms.ChoiceField(
        label=gettext_lazy("Federal state"), choices=list(LANDS.items()),
        help_text=gettext_lazy("Its school holidays are heeded"),
    )  # fmt: skip
    users = forms.IntegerField(
        label=gettext_lazy("People who use the services"), min_value=0, max_value=1_000_000
    )

    def __init__(self, row: Institution | None, data: Mapping[str, Any] | None = None) -> None:
        names = ("kind", "number", "name", "school_type", "street", "postcode", "city", "land", "users")
        initial = {name: getattr(row, name) for name in names} if row else {"land": "BW", "users": 0}
        initial["body"] = row.body.number if row and row.body else ""
        super().__init__(data, initial)
        self.row = row
        if row is not None:  # imports find it by number, and what it is decides what it may do
            self.fields["number"].disabled = self.fields["kind"].disabled = True

    def clean_number(self) -> str:
        """Free, where it is a new one."""
        number = str(self.cleaned_data["number"]).strip()
        if self.row is None and Institution.objects.filter(number=number).exists():
            raise forms.ValidationError(_("There is an institution with this number already."))
        return number


class EndForm(KernForm):
    """The last day of an institution."""

    on = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput)


class MergeForm(KernForm):
    """Into which institution another one goes."""

    target = InstitutionByNumber(label=gettext_lazy("Number of the institution that remains"), max_length=40)
    on = forms.DateField(label=gettext_lazy("From when"), widget=forms.DateInput)

    def clean_on(self) -> date:
        """Not in the future: contacts and services go at once."""
        on: date = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError(
                _("Please make them one on the day itself: everything goes there at once.")
            )
        return on

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["on"].initial = timezone.localdate()


class ContactForm(SeenForm):
    """A person or a mailbox that the provider writes to."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), required=False,
        help_text=gettext_lazy("With a new address the contact links its account again"),
    )  # fmt: skip
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of letters"),
        choices=(("de", gettext_lazy("German")), ("en", gettext_lazy("English"))),
    )

    def __init__(self, row: Contact | None, data: Mapping[str, Any] | None = None) -> None:
        names = ("name", "email", "phone", "language")
        super().__init__(data, {name: getattr(row, name) for name in names} if row else {"language": "de"})
        if row is None:
            self.fields["email"].help_text = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not (data.get("name") or data.get("email")):
            self.add_error("name", _("Please give a name or an e-mail address."))
        return data


class RoleForm(KernForm):
    """What somebody is at an institution."""

    role = forms.ChoiceField(label=gettext_lazy("Task"), choices=ContactRole.Role.choices)
    is_deputy = forms.BooleanField(
        label=gettext_lazy("Deputy: is written to when the first one does not react"), required=False
    )


class RoleAtForm(RoleForm):
    """What a known contact is at one more institution."""

    institution = InstitutionByNumber(label=gettext_lazy("Number of the institution"), max_length=40)
    field_order = ("institution", "role", "is_deputy")


class NewContactForm(RoleForm):
    """Name somebody for an institution; who is known by the address already is taken."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), required=False,
        help_text=gettext_lazy("Who is known by this address already is taken, with name and telephone as they are"),
    )  # fmt: skip
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    field_order = ("name", "email", "phone", "role", "is_deputy")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not (data.get("name") or data.get("email")):
            self.add_error("name", _("Please give a name or an e-mail address."))
        return data


class ReplaceForm(KernForm):
    """Who takes over all tasks of a contact."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
