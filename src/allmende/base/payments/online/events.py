"""What happens at payment services, on the stream of the claim's subject. Amounts are text such as "12.50"."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclasses.dataclass(frozen=True, kw_only=True)
class OnlinePaymentBegun(DomainEvent):
    type: ClassVar[str] = "online_payments.begun"
    label: ClassVar = _("Online payment begun")
    claim: str
    payment: str
    way: str
    amount: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class OnlinePaymentEnded(DomainEvent):
    """``state`` is paid, failed or cancelled; that money came is told by ``ClaimPaid`` as well."""

    type: ClassVar[str] = "online_payments.ended"
    label: ClassVar = _("Online payment ended")
    claim: str
    payment: str
    way: str
    state: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class OnlinePaymentQuestioned(DomainEvent):
    """Something the cash office must look at; ``finding`` is a key of ``OnlinePayment.Finding``."""

    type: ClassVar[str] = "online_payments.questioned"
    label: ClassVar = _("Online payment to be looked at")
    claim: str
    payment: str
    finding: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class OnlinePaymentResolved(DomainEvent):
    """``personal`` carries what was found."""

    type: ClassVar[str] = "online_payments.resolved"
    label: ClassVar = _("Online payment looked at")
    claim: str
    payment: str
    finding: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class PaymentServiceSet(DomainEvent):
    type: ClassVar[str] = "online_payments.service_set"
    label: ClassVar = _("Payment service set")
    provider: str
    is_active: bool
