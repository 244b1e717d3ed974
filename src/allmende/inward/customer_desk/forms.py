"""The forms of the customers' desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.base.customers.actions.merging import FIELDS
from allmende.base.customers.models import Customer
from allmende.foundation.ui.forms import KernForm, dress

LABELS = {
    "salutation": gettext_lazy("Salutation"),
    "title": gettext_lazy("Academic title"),
    "given_name": gettext_lazy("First name"),
    "family_name": gettext_lazy("Family name or name of the organisation"),
    "email": gettext_lazy("E-mail address"),
    "phone": gettext_lazy("Telephone"),
    "address": gettext_lazy("Address"),
    "language": gettext_lazy("Language of letters"),
}
_LONGEST = {"salutation": 20, "title": 60, "given_name": 120, "family_name": 120, "email": 254, "phone": 40}
_ADDRESS = {
    "street": (gettext_lazy("Street"), 120),
    "house_number": (gettext_lazy("House number"), 20),
    "extra": (gettext_lazy("Addition to the address"), 120),
    "postcode": (gettext_lazy("Postcode"), 10),
    "city": (gettext_lazy("City"), 120),
}


class CustomerForm(KernForm):
    """Name and contact of one customer; what is empty is erased."""

    def __init__(self, customer: Customer, data: Any = None) -> None:
        names = [name for name in LABELS if name not in ("address", "language")]
        first = {name: getattr(customer, name) for name in names}
        super().__init__(data, initial={**first, **customer.address, "language": customer.language})
        for name in names:
            kind = forms.EmailField if name == "email" else forms.CharField
            required = name == "family_name"
            self._add(name, kind(label=LABELS[name], required=required, max_length=_LONGEST[name]))
        for name, (label, longest) in _ADDRESS.items():
            self._add(name, forms.CharField(label=label, required=False, max_length=longest))
        languages = [("de", _("German")), ("en", _("English"))]
        self._add("language", forms.ChoiceField(label=LABELS["language"], choices=languages))

    def _add(self, name: str, field: forms.Field) -> None:
        dress(field.widget)
        self.fields[name] = field

    def values(self) -> dict[str, Any]:
        """The fields as ``update_customer`` takes them."""
        data = self.cleaned_data
        address = {name: data[name] for name in _ADDRESS if data[name]}
        return {**{name: data[name] for name in LABELS if name != "address"}, "address": address}


class MergeForm(KernForm):
    """For each field in which two records differ: whose value counts."""

    def __init__(self, source: Customer, target: Customer, data: Any = None) -> None:
        self.source, self.target = source, target
        differing = [name for name in FIELDS if _shown(source, name) != _shown(target, name)]
        super().__init__(data, initial={name: _better(source, target, name) for name in differing})
        for name in differing:
            sides = (("target", target), ("source", source))
            choices = [(key, _shown(row, name) or _("(empty)")) for key, row in sides]
            field = forms.ChoiceField(label=LABELS[name], choices=choices, widget=forms.RadioSelect)
            dress(field.widget)
            self.fields[name] = field

    @property
    def take(self) -> dict[str, bool]:
        """The fields whose value comes from the source."""
        return {name: value == "source" for name, value in self.cleaned_data.items()}


def address_line(customer: Customer) -> str:
    """The address in one line; empty where none is known."""
    parts = customer.address
    street = " ".join(filter(None, (parts.get("street"), parts.get("house_number"))))
    city = " ".join(filter(None, (parts.get("postcode"), parts.get("city"))))
    return ", ".join(filter(None, (street, parts.get("extra"), city)))


def _shown(customer: Customer, name: str) -> str:
    if name == "address":
        return address_line(customer)
    if name == "language":
        return {"de": _("German"), "en": _("English")}.get(customer.language, customer.language)
    return str(getattr(customer, name))


def _better(source: Customer, target: Customer, name: str) -> str:
    """What is there wins over what is missing; else the record that stays."""
    return "source" if _shown(source, name) and not _shown(target, name) else "target"
