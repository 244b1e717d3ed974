"""What customers know about an account's owner."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from allmende.base.identity.models import User
from allmende.base.identity.personal_data import PersonalData, personal_data
from allmende.foundation.events.types import SYSTEM

from .actions import CustomerHeldError, erase_customer, leave_account
from .mandates.actions import withdraw_mandate
from .mandates.models import Mandate
from .mandates.queries import own_mandates, represented_by
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


class Mandates(PersonalData):
    """For whom the owner acts, and who acts for the owner; they go with the account."""

    key = "mandates"
    label = _("Acting for others")

    def export(self, user: User) -> list[dict[str, Any]]:
        """One object per mandate, of both sides."""
        rows = [*own_mandates(user), *represented_by(user)]
        return [
            {
                "agent": row.agent_name,
                "for": row.principal.name if row.principal else row.asked_name,
                "kind": row.kind,
                "scope": row.scope_key or row.scope,
                "proof": row.proof,
                "from": row.starts_on.isoformat(),
                "until": row.ends_on.isoformat(),
                "state": row.state,
            }
            for row in rows
        ]

    def erase(self, user: User) -> None:
        """Nobody acts for, or as, an account that is gone."""
        open_states = (Mandate.State.ACTIVE, Mandate.State.ASKED)
        for row in [*own_mandates(user), *represented_by(user)]:
            if row.state in open_states:
                withdraw_mandate(mandate=row, by=user)


personal_data.register(Mandates())  # first: it needs to know whose customer the account is
personal_data.register(CustomerData())
