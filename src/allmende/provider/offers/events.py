"""What happens to customers and the catalogue, as the log tells it.

Streams: ``institution:<id>``, ``contact:<id>``, ``offer:<id>``. Names and addresses of contacts are personal payload.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclass(frozen=True, kw_only=True)
class InstitutionSaved(DomainEvent):
    type: ClassVar[str] = "offers.institution_saved"
    label: ClassVar[str | Promise] = _("Institution saved")
    institution: str
    created: bool
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class InstitutionEndPlanned(DomainEvent):
    """It will be closed down after ``on``; empty: it goes on after all."""

    type: ClassVar[str] = "offers.institution_end_planned"
    label: ClassVar[str | Promise] = _("Last day of the institution recorded")
    institution: str
    on: str


@dataclass(frozen=True, kw_only=True)
class InstitutionEnded(DomainEvent):
    type: ClassVar[str] = "offers.institution_ended"
    label: ClassVar[str | Promise] = _("Institution closed down")
    institution: str
    on: str


@dataclass(frozen=True, kw_only=True)
class InstitutionsMerged(DomainEvent):
    """``institution`` became part of ``target``: what belonged to it belongs to the other from now on."""

    type: ClassVar[str] = "offers.institutions_merged"
    label: ClassVar[str | Promise] = _("Institution became part of another")
    institution: str
    target: str
    on: str


@dataclass(frozen=True, kw_only=True)
class ContactChanged(DomainEvent):
    type: ClassVar[str] = "offers.contact_changed"
    label: ClassVar[str | Promise] = _("Contact saved")
    contact: str
    created: bool
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class RoleGiven(DomainEvent):
    type: ClassVar[str] = "offers.role_given"
    label: ClassVar[str | Promise] = _("Contact named")
    contact: str
    institution: str
    role: str
    is_deputy: bool


@dataclass(frozen=True, kw_only=True)
class RoleEnded(DomainEvent):
    type: ClassVar[str] = "offers.role_ended"
    label: ClassVar[str | Promise] = _("Contact no longer named")
    contact: str
    institution: str
    role: str


@dataclass(frozen=True, kw_only=True)
class ContactReplaced(DomainEvent):
    """``successor`` took the roles of ``contact`` at ``institutions`` (keys)."""

    type: ClassVar[str] = "offers.contact_replaced"
    label: ClassVar[str | Promise] = _("Contact replaced")
    contact: str
    successor: str
    institutions: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ContactErased(DomainEvent):
    type: ClassVar[str] = "offers.contact_erased"
    label: ClassVar[str | Promise] = _("Contact's data erased")
    contact: str
    institutions: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ContactBounced(DomainEvent):
    type: ClassVar[str] = "offers.contact_bounced"
    label: ClassVar[str | Promise] = _("E-mail to the contact came back")
    contact: str


@dataclass(frozen=True, kw_only=True)
class ContactProposed(DomainEvent):
    """On the institution's stream, without names; ``kind``: name, correct, leave."""

    type: ClassVar[str] = "offers.contact_proposed"
    label: ClassVar[str | Promise] = _("Contact proposed by the institution")
    proposal: str
    kind: str
    role: str


@dataclass(frozen=True, kw_only=True)
class ContactProposalAnswered(DomainEvent):
    """``how``: staff, mailbox, or expired; ``confirmed``: it was done."""

    type: ClassVar[str] = "offers.contact_proposal_answered"
    label: ClassVar[str | Promise] = _("Proposed contact confirmed or declined")
    proposal: str
    how: str
    confirmed: bool


@dataclass(frozen=True, kw_only=True)
class AccountInvited(DomainEvent):
    type: ClassVar[str] = "offers.account_invited"
    label: ClassVar[str | Promise] = _("Invited to the portal")
    contact: str


@dataclass(frozen=True, kw_only=True)
class AccountLinked(DomainEvent):
    type: ClassVar[str] = "offers.account_linked"
    label: ClassVar[str | Promise] = _("Account linked with the contact")
    contact: str


@dataclass(frozen=True, kw_only=True)
class AccountUnlinked(DomainEvent):
    type: ClassVar[str] = "offers.account_unlinked"
    label: ClassVar[str | Promise] = _("Account no longer linked with the contact")
    contact: str


@dataclass(frozen=True, kw_only=True)
class OfferSaved(DomainEvent):
    type: ClassVar[str] = "offers.offer_saved"
    label: ClassVar[str | Promise] = _("Offer saved")
    offer: str
    created: bool
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class VariantSaved(DomainEvent):
    type: ClassVar[str] = "offers.variant_saved"
    label: ClassVar[str | Promise] = _("Variant saved")
    offer: str
    variant: str
    created: bool
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class PriceSet(DomainEvent):
    """``amount`` in Euro as text; holds from ``valid_from``, the one before until the day before."""

    type: ClassVar[str] = "offers.price_set"
    label: ClassVar[str | Promise] = _("Price set")
    variant: str
    payer: str
    period: str
    amount: str
    valid_from: str
    valid_until: str


@dataclass(frozen=True, kw_only=True)
class PriceRemoved(DomainEvent):
    type: ClassVar[str] = "offers.price_removed"
    label: ClassVar[str | Promise] = _("Price taken back before it held")
    variant: str
    payer: str
    period: str
    valid_from: str


@dataclass(frozen=True, kw_only=True)
class AlternativeSaved(DomainEvent):
    type: ClassVar[str] = "offers.alternative_saved"
    label: ClassVar[str | Promise] = _("Successor saved")
    offer: str
    alternative: str
    created: bool
    fields: list[str]
