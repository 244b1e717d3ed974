"""What happens to invoices, on the stream of the claim's subject."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclasses.dataclass(frozen=True, kw_only=True)
class InvoiceIssued(DomainEvent):
    type: ClassVar[str] = "invoices.issued"
    label: ClassVar = _("Invoice issued")
    claim: str
    invoice: str
    number: str
    amount: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class InvoiceCancelled(DomainEvent):
    """By a credit note; ``personal`` carries the reason."""

    type: ClassVar[str] = "invoices.cancelled"
    label: ClassVar = _("Invoice cancelled by a credit note")
    claim: str
    invoice: str
    number: str
    credit_note: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class IssuerSet(DomainEvent):
    type: ClassVar[str] = "invoices.issuer_set"
    label: ClassVar = _("Issuer of invoices set")
