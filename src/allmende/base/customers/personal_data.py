"""What customers know about an account's owner."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from allmende.base.identity.models import User
from allmende.base.identity.personal_data import PersonalData, personal_data
from allmende.foundation.events.types import SYSTEM

from .actions import CustomerHeldError, erase_customer, leave_account
from .queries import customer_of
from .retention import reasons_to_keep


class CustomerData(PersonalData):
    """Name, address and contact of the account's customer."""

    key = "customer"
    label = _("Contact data")

    def export(self, user: User) -> dict[str, Any] | None:
        """The customer's fields, or None where there is no customer yet."""
        customer = customer_of(user)
        if customer is None:
            return None
        keys = (
            "kind",
            "salutation",
            "title",
            "given_name",
            "family_name",
            "email",
            "phone",
            "address",
            "language",
        )
        return {key: getattr(customer, key) for key in keys}

    def kept(self, user: User) -> list[str]:
        """The reasons of the apps that hold the data."""
        customer = customer_of(user)
        return reasons_to_keep(customer) if customer else []

    def erase(self, user: User) -> None:
        """Erase the data, or only take them off the account where they must be kept."""
        customer = customer_of(user)
        if customer is None:
            return
        try:
            erase_customer(customer=customer, actor=SYSTEM)
        except CustomerHeldError:
            leave_account(customer=customer, actor=SYSTEM)


personal_data.register(CustomerData())
