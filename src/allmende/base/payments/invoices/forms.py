from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.base.customers.models import Customer
from allmende.foundation.ui.forms import KernForm

from .leitweg import is_leitweg_id


def check_iban(value: str) -> None:
    """Refuse what is no IBAN (ISO 13616)."""
    from schwifty import IBAN
    from schwifty.exceptions import SchwiftyException

    try:
        IBAN(value)
    except (SchwiftyException, ValueError):
        raise forms.ValidationError(_("This is not a valid IBAN. Please check it.")) from None


class BuyerForm(KernForm):
    """Whom the invoice goes to."""

    name = forms.CharField(label=gettext_lazy("Name of the organisation"), max_length=120)
    street = forms.CharField(label=gettext_lazy("Street and number"), max_length=120)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=12)
    city = forms.CharField(label=gettext_lazy("Town"), max_length=80)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address for invoices"),
        help_text=gettext_lazy("An electronic invoice must name one."),
    )
    leitweg_id = forms.CharField(
        label=gettext_lazy("Leitweg-ID"), max_length=46, required=False,
        help_text=gettext_lazy("Only where a public body pays, such as 04011000-1234512345-06."),
    )  # fmt: skip
    reference = forms.CharField(
        label=gettext_lazy("The buyer's own reference"), max_length=60, required=False,
        help_text=gettext_lazy("Such as an order number. Empty: the Kassenzeichen."),
    )  # fmt: skip

    def clean_leitweg_id(self) -> str:
        given: str = self.cleaned_data["leitweg_id"].strip().upper()
        if given and not is_leitweg_id(given):
            raise forms.ValidationError(_("This Leitweg-ID is not right. Please check its digits."))
        return given


class ReasonForm(KernForm):
    """Why an invoice is cancelled."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


class IssuerForm(KernForm):
    """Who issues the invoices."""

    name = forms.CharField(label=gettext_lazy("Name of the municipality"), max_length=120)
    street = forms.CharField(label=gettext_lazy("Street and number"), max_length=120)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=12)
    city = forms.CharField(label=gettext_lazy("Town"), max_length=80)
    identifier = forms.CharField(
        label=gettext_lazy("Creditor identifier"), max_length=35,
        help_text=gettext_lazy("Such as DE98ZZZ09999999999 (Gläubiger-Identifikationsnummer)."),
    )  # fmt: skip
    tax_number = forms.CharField(label=gettext_lazy("Tax number"), max_length=30)
    vat_id = forms.CharField(
        label=gettext_lazy("VAT number"), max_length=20, required=False,
        help_text=gettext_lazy("Where some services are taxed, such as DE123456789."),
    )  # fmt: skip
    contact = forms.CharField(label=gettext_lazy("Who answers questions"), max_length=120)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40)
    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    iban = forms.CharField(label=gettext_lazy("IBAN"), max_length=42, validators=[check_iban])
    account_name = forms.CharField(label=gettext_lazy("Account holder"), max_length=70)
    number_start = forms.RegexField(
        r"^[A-Z0-9\-]{1,10}$", label=gettext_lazy("Beginning of each number"), required=False,
        help_text=gettext_lazy("Such as R-; the year and six digits follow."),
    )  # fmt: skip

    def clean_iban(self) -> str:
        iban: str = self.cleaned_data["iban"].replace(" ", "").upper()
        return iban


def buyer_of(customer: Customer | None) -> dict[str, Any]:
    """What is known of a customer, to begin with."""
    if customer is None:
        return {}
    address = customer.address
    street = " ".join(str(address[part]) for part in ("street", "house_number") if address.get(part))
    return {
        "name": customer.name, "street": street, "postcode": address.get("postcode", ""),
        "city": address.get("city", ""), "email": customer.email,
    }  # fmt: skip
