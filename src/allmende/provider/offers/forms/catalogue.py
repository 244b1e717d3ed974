"""Offers, variants, prices and successors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.base.payments.forms import AmountField
from allmende.foundation.ui.forms import KernForm

from ..comparison import ANSWERS, POINTS, PROTECTION, Kind, Point, split_fact
from ..models import Alternative, Institution, Offer, Payer, Price, Variant
from .shared import TEXTAREA, Lines, SeenForm

_DATES: dict[str, tuple[str | Promise, str | Promise]] = {
    "on_sale_from": (gettext_lazy("On offer from"), ""),
    "sale_stops_on": (
        gettext_lazy("Stop of sale"), gettext_lazy("The first day on which nobody can order it anew"),
    ),
    "ending_from": (gettext_lazy("End announced on"), ""),
    "ends_on": (gettext_lazy("End of service"), gettext_lazy("The last day of service")),
}  # fmt: skip


class OfferForm(SeenForm):
    """What an offer is, for whom, and its life cycle."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    summary = forms.CharField(label=gettext_lazy("In one sentence"), max_length=300, required=False)
    description = forms.CharField(
        label=gettext_lazy("Description"), required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    audiences = forms.MultipleChoiceField(
        label=gettext_lazy("For whom"), choices=Institution.Kind.choices, widget=forms.CheckboxSelectMultiple,
        required=False,
    )  # fmt: skip
    columns = ("name", "summary", "description", "audiences", *_DATES)

    def __init__(self, row: Offer | None, data: Mapping[str, Any] | None = None) -> None:
        initial = {name: getattr(row, name) for name in self.columns} if row else {"audiences": ["school"]}
        super().__init__(data, initial)
        for name, (label, hint) in _DATES.items():
            widget = forms.DateInput(attrs={"class": "al-date"})
            self.add(
                name, forms.DateField(label=str(label), help_text=str(hint), required=False, widget=widget)
            )

    @property
    def texts(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "summary", "description", "audiences")]

    @property
    def dates(self) -> list[forms.BoundField]:
        return [self[name] for name in _DATES]


class FactsForm(SeenForm):
    """Service level and data protection, point by point: the same points for own and foreign offers."""

    def __init__(self, what: Offer | Alternative, data: Mapping[str, Any] | None = None) -> None:
        self.points = [point for point in POINTS if not point.protection and point.key != "cost"]
        super().__init__(data, self._initial(what))
        for point in self.points:
            self._add(point)
        for key, label in PROTECTION.items():
            self.add(key, _text(label))
        lines = Lines(
            label=gettext_lazy("Categories of data"), required=False, help_text=gettext_lazy("One a line")
        )
        self.add("categories", lines)

    def _initial(self, what: Offer | Alternative) -> dict[str, Any]:
        initial: dict[str, Any] = {}
        for point in self.points:
            fact = str(what.facts.get(point.key, ""))
            if point.kind is Kind.WORDS:
                initial[f"words_{point.key}"] = fact
            else:
                value, initial[f"words_{point.key}"] = split_fact(fact)
                initial[point.key] = value.replace(".", ",") if point.kind is not Kind.YES_NO else value
        for key in PROTECTION:
            initial[key] = what.data_protection.get(key, "")
        initial["categories"] = list(what.data_protection.get("categories", []))
        return initial

    def _add(self, point: Point) -> None:
        words = point.label
        if point.kind is Kind.YES_NO:
            choices = [("", _("not known")), *ANSWERS.items()]
            self.add(point.key, forms.ChoiceField(label=str(point.label), choices=choices, required=False))
        elif point.kind is not Kind.WORDS:
            self.add(point.key, NumberText(label=f"{point.label} ({point.unit})", required=False))
        if point.kind is not Kind.WORDS:
            words = _("More on “%(point)s”") % {"point": point.label}
        self.add(f"words_{point.key}", _text(words))

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each point."""
        return [
            [self[name] for name in (point.key, f"words_{point.key}") if name in self.fields]
            for point in self.points
        ]

    @property
    def protection(self) -> list[forms.BoundField]:
        return [self[name] for name in (*PROTECTION, "categories")]

    def values(self) -> dict[str, Any]:
        """``facts`` and ``data_protection`` as they are kept; what is not known is left out."""
        facts = {}
        for point in self.points:
            value, words = (
                self.cleaned_data.get(point.key, ""),
                self.cleaned_data[f"words_{point.key}"].strip(),
            )
            facts[point.key] = ": ".join(part for part in (value, words) if part)
        protection = {key: self.cleaned_data[key] for key in (*PROTECTION, "categories")}
        return {
            "facts": {key: fact for key, fact in facts.items() if fact},
            "data_protection": {key: value for key, value in protection.items() if value},
        }


class NumberText(forms.CharField):
    """A number as text, ``99,5``; cleans to ``99.5``."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=14, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **more)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).strip().replace(",", ".")
        if text and not re.fullmatch(r"\d{1,9}(\.\d{1,4})?", text):
            raise forms.ValidationError(_("Please give a number, such as 99,5."))
        return text


def _text(label: str | Promise, most: int = 300) -> forms.CharField:
    return forms.CharField(label=str(label), max_length=most, required=False)


class VariantForm(SeenForm):
    """One way to have an offer."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    description = forms.CharField(
        label=gettext_lazy("What is in it"), max_length=300, required=False, widget=TEXTAREA
    )
    term_months = forms.IntegerField(
        label=gettext_lazy("Bound for … months"), min_value=0, max_value=240, required=False,
        help_text=gettext_lazy("From the start of an order; 0: not at all"),
    )  # fmt: skip
    order = forms.IntegerField(
        label=gettext_lazy("Place in the list"), min_value=0, max_value=999, required=False
    )

    def __init__(self, row: Variant | None, data: Mapping[str, Any] | None = None) -> None:
        names = ("name", "description", "term_months", "order")
        super().__init__(
            data, {name: getattr(row, name) for name in names} if row else {"order": 0, "term_months": 0}
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        return {**data, "order": data.get("order") or 0, "term_months": data.get("term_months") or 0}


class PriceForm(KernForm):
    """What one payer pays, from a day on."""

    payer = forms.ChoiceField(label=gettext_lazy("Who pays"), choices=Payer.choices)
    amount = AmountField(label=gettext_lazy("Euro"))
    period = forms.ChoiceField(label=gettext_lazy("How often"), choices=Price.Period.choices, initial="year")
    valid_from = forms.DateField(
        label=gettext_lazy("Holds from"), widget=forms.DateInput,
        help_text=gettext_lazy("The price before holds until the day before"),
    )  # fmt: skip
    valid_until = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput, required=False,
        help_text=gettext_lazy("Empty: until there is a new price"),
    )  # fmt: skip

    def clean_amount(self) -> Decimal:
        """Not below zero, and within what can be kept."""
        amount: Decimal = self.cleaned_data["amount"]
        if not 0 <= amount < 100_000_000:
            raise forms.ValidationError(_("Please give an amount from 0 Euro."))
        return amount


class AlternativeForm(FactsForm):
    """A successor of somebody else, with the same facts as an own offer."""

    def __init__(self, row: Alternative, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(row, data)
        self.add("name", forms.CharField(label=gettext_lazy("Name of the offer"), max_length=120))
        self.add("supplier", _text(gettext_lazy("Provider"), 120))
        website = forms.URLField(
            label=gettext_lazy("Website"), required=False, assume_scheme="https", max_length=200
        )
        self.add("website", website)
        for payer in Payer:
            label = _("%(payer)s: Euro per year") % {"payer": payer.label}
            self.add(f"cost_{payer}", AmountField(label=label, required=False))
        self.add("is_active", forms.BooleanField(label=gettext_lazy("Can be chosen"), required=False))

    def _initial(self, what: Offer | Alternative) -> dict[str, Any]:
        row = what
        assert isinstance(row, Alternative)  # noqa: S101 - the constructor says so
        names = {name: getattr(row, name) for name in ("name", "supplier", "website", "is_active")}
        cost = {f"cost_{payer}": row.cost.get(payer, "").replace(".", ",") for payer in Payer.values}
        return {**super()._initial(what), **names, **cost}

    @property
    def head(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "supplier", "website", "is_active")]

    @property
    def costs(self) -> list[forms.BoundField]:
        return [self[f"cost_{payer}"] for payer in Payer.values]

    def values(self) -> dict[str, Any]:
        """With name, supplier, website and cost: a payer without an amount is left out, 0 is free of charge."""
        names = {name: self.cleaned_data[name] for name in ("name", "supplier", "website", "is_active")}
        cost = {payer: self.cleaned_data[f"cost_{payer}"] for payer in Payer.values}
        known = {payer: str(amount) for payer, amount in cost.items() if amount is not None}
        return {**super().values(), **names, "cost": known}
