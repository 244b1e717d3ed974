"""The mail room's form for a new case: what it is about, who works on it, whose it is."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.base.cases.models import Case
from allmende.base.cases.post import open_from_email
from allmende.base.customers.actions import create_customer
from allmende.base.customers.models import Customer
from allmende.base.customers.queries import customers_by_email, find_customers
from allmende.base.directory.models import Service
from allmende.base.directory.queries import services
from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User
from allmende.base.messages.models import UnmatchedEmail
from allmende.base.procedures.queries import current_version, procedures
from allmende.foundation.ui.forms import KernForm
from allmende.inward.workplace.steps.base import UnitChoice

NEW, NOBODY = "new", "nobody"
_MOST = 10
#: A catalogue has thousands; an office is named for those that the municipality really offers.
_MOST_SERVICES = 500


class OpenCase(KernForm):
    """A case opened from an e-mail; the customer is one who is known, a new one, or nobody."""

    title = forms.CharField(
        label=gettext_lazy("Title of the case"), max_length=250,
        help_text=gettext_lazy("What it is about in a few words: the office and the customer read it."),
        error_messages={"required": gettext_lazy("Please give the case a title.")},
    )  # fmt: skip
    about = forms.ChoiceField(
        label=gettext_lazy("What it is about"), required=False,
        help_text=gettext_lazy("With a procedure it gets a deadline, templates and a place in the filing plan."),
    )  # fmt: skip
    unit = UnitChoice(
        label=gettext_lazy("Office that works on it"), required=False,
        help_text=gettext_lazy("Empty: the office that is responsible by the directory."),
    )  # fmt: skip
    customer = forms.ChoiceField(
        label=gettext_lazy("Customer"), widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Please choose whose case it is.")},
    )  # fmt: skip
    given_name = forms.CharField(label=gettext_lazy("First name"), max_length=120, required=False)
    family_name = forms.CharField(label=gettext_lazy("Family name"), max_length=120, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False)
    confidential = forms.BooleanField(
        label=gettext_lazy("Confidential: only the office that works on it may see the case"), required=False
    )
    main = ("title", "about", "unit")
    person = ("given_name", "family_name", "email")

    def __init__(self, message: UnmatchedEmail, who: str, data: Any = None) -> None:
        self.message = message
        self.found = _customers(message, who, str((data or {}).get("customer", "")))
        name, address = parseaddr(message.sender)
        given, _space, family = name.strip().rpartition(" ")
        super().__init__(data, initial={
            "title": message.subject, "given_name": given, "family_name": family,
            "email": message.address or address, "customer": str(self.found[0].pk) if self.found else NEW,
        })  # fmt: skip
        self.fields["about"].choices = _subjects()  # type: ignore[attr-defined]
        self.fields["customer"].choices = [  # type: ignore[attr-defined]
            *((str(row.pk), _described(row)) for row in self.found),
            (NEW, _("A new customer (please check name and address below)")),
            (NOBODY, _("Nobody: the e-mail does not say who wrote it")),
        ]  # fmt: skip

    @property
    def rows(self) -> list[forms.BoundField]:
        return [self[name] for name in self.main]

    @property
    def person_rows(self) -> list[forms.BoundField]:
        return [self[name] for name in self.person]

    def silence(self) -> None:
        """What was typed stays, what is still missing is not held against her yet: she is only searching."""
        self._errors = forms.utils.ErrorDict()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("customer") == NEW and not data.get("family_name"):
            self.add_error("family_name", _("Please give the family name, or choose “Nobody”."))
        return data

    def open(self, by: User) -> Case:
        """Open the case; raises as ``open_from_email``. One transaction must be around it."""
        data = self.cleaned_data
        kind, _colon, key = data["about"].partition(":")
        return open_from_email(
            email_id=self.message.pk, title=data["title"], by=by, unit=data["unit"],
            service=services().filter(slug=key).first() if kind == "service" else None,
            version=current_version(key) if kind == "procedure" else None,
            customer=self._customer(by), confidential=data["confidential"],
        )  # fmt: skip

    def _customer(self, by: User) -> Customer | None:
        data = self.cleaned_data
        if data["customer"] == NEW:
            return create_customer(actor=actor_of(by), **{name: data[name] for name in self.person})
        return next((row for row in self.found if str(row.pk) == data["customer"]), None)


def _customers(message: UnmatchedEmail, who: str, chosen: str) -> list[Customer]:
    """Who has the sender's address, then who was looked for, and who was chosen before the search changed."""
    rows = list(customers_by_email(message.address)[:_MOST]) if message.address else []
    rows += find_customers(who, limit=_MOST) if who else []
    if chosen not in ("", NEW, NOBODY):
        rows += list(Customer.objects.filter(pk=chosen, erased_at=None)) if _is_key(chosen) else []
    return list({row.pk: row for row in rows}.values())


def _is_key(text: str) -> bool:
    try:
        forms.UUIDField().clean(text)
    except forms.ValidationError:
        return False
    return True


def _described(row: Customer) -> str:
    """So much that two people of one name can be told apart."""
    place = " ".join(filter(None, (row.address.get("street", ""), row.address.get("house_number", ""))))
    return " · ".join(
        filter(None, (row.name or _("without a name"), row.email, place, row.address.get("city", "")))
    )


def _subjects() -> list[tuple[str, Any]]:
    """General enquiry, the procedures, and the services for which an office is responsible."""
    offered = services().filter(responsibilities__isnull=False).distinct().order_by("name")
    rows: list[Service] = list(offered.only("slug", "name")[:_MOST_SERVICES])
    return [
        ("", _("A general enquiry")),
        (_("Procedures"), [(f"procedure:{row.key}", row.name) for row in procedures()]),
        (_("Services"), [(f"service:{row.slug}", row.name) for row in rows]),
    ]
