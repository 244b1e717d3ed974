"""What happens to claims, on the stream of the claim's subject. Amounts are text such as "12.50"."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclasses.dataclass(frozen=True, kw_only=True)
class ClaimOpened(DomainEvent):
    """``personal`` carries the purpose."""

    type: ClassVar[str] = "payments.claim_opened"
    label: ClassVar = _("Payment demanded")
    claim: str
    kassenzeichen: str
    amount: str
    due_on: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class ClaimPaid(DomainEvent):
    """Nothing is owed any more; ``amount`` is what came in last."""

    type: ClassVar[str] = "payments.claim_paid"
    label: ClassVar = _("Paid")
    claim: str
    payment: str
    amount: str
    way: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class ClaimPartlyPaid(DomainEvent):
    type: ClassVar[str] = "payments.claim_partly_paid"
    label: ClassVar = _("Paid in part")
    claim: str
    payment: str
    amount: str
    way: str
    owed: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class ClaimOverpaid(DomainEvent):
    """Nothing is owed any more, and something is to be paid back."""

    type: ClassVar[str] = "payments.claim_overpaid"
    label: ClassVar = _("Paid too much")
    claim: str
    payment: str
    amount: str
    way: str
    surplus: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class PaymentReturned(DomainEvent):
    """The bank took a payment back, or the cash office booked it elsewhere: the amount is owed again."""

    type: ClassVar[str] = "payments.payment_returned"
    label: ClassVar = _("Payment returned")
    claim: str
    payment: str
    amount: str
    owed: str
    reason: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class ClaimRefunded(DomainEvent):
    """``personal`` carries the reason."""

    type: ClassVar[str] = "payments.claim_refunded"
    label: ClassVar = _("Money paid back")
    claim: str
    payment: str
    amount: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class RefundAsked(DomainEvent):
    """``personal`` carries the reason."""

    type: ClassVar[str] = "payments.refund_asked"
    label: ClassVar = _("Refund waits for a second person")
    claim: str
    refund: str
    amount: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class RefundDropped(DomainEvent):
    type: ClassVar[str] = "payments.refund_dropped"
    label: ClassVar = _("Refund refused")
    claim: str
    refund: str
    amount: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class RefundFailed(DomainEvent):
    """The payment service refused to pay back; ``problem`` is its word for why."""

    type: ClassVar[str] = "payments.refund_failed"
    label: ClassVar = _("Refund did not work")
    claim: str
    refund: str
    amount: str
    problem: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class RefundsOrdered(DomainEvent):
    """On the stream ``bank``."""

    type: ClassVar[str] = "payments.refunds_ordered"
    label: ClassVar = _("Refunds given to the bank")
    run: str
    refunds: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class CashRulesChanged(DomainEvent):
    """On the stream ``cash-office``."""

    type: ClassVar[str] = "payments.rules_changed"
    label: ClassVar = _("Rules of the cash office changed")
    second_person_from: str
    levels: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class ClaimCancelled(DomainEvent):
    """``personal`` carries the reason."""

    type: ClassVar[str] = "payments.claim_cancelled"
    label: ClassVar = _("Demand for payment cancelled")
    claim: str
    amount: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class ClaimReduced(DomainEvent):
    """``personal`` carries the reason."""

    type: ClassVar[str] = "payments.claim_reduced"
    label: ClassVar = _("Less demanded")
    claim: str
    amount: str
    total: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class ClaimWrittenOff(DomainEvent):
    """``personal`` carries the reason."""

    type: ClassVar[str] = "payments.claim_written_off"
    label: ClassVar = _("Claim written off")
    claim: str
    amount: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class ClaimDunned(DomainEvent):
    type: ClassVar[str] = "payments.claim_dunned"
    label: ClassVar = _("Reminded of payment")
    claim: str
    level: int
    fee: str
    due_on: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class StatementImported(DomainEvent):
    """On the stream ``bank``."""

    type: ClassVar[str] = "payments.statement_imported"
    label: ClassVar = _("Bank statement taken in")
    statement: str
    number: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class BankLineAssigned(DomainEvent):
    """On the stream ``bank``: ``how`` is hand, undo or aside."""

    type: ClassVar[str] = "payments.bank_line_assigned"
    label: ClassVar = _("Movement assigned")
    line: str
    claim: str
    how: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class DayClosed(DomainEvent):
    """On the stream ``cash-office``."""

    type: ClassVar[str] = "payments.day_closed"
    label: ClassVar = _("Day closed")
    closing: str
    number: int
    xml_sha256: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class CashCounted(DomainEvent):
    """On the stream ``cash-office``."""

    type: ClassVar[str] = "payments.cash_counted"
    label: ClassVar = _("Cash desk counted")
    closing: str
    expected: str
    counted: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class DebitAnnounced(DomainEvent):
    """The payer gave a mandate and knows when how much is collected."""

    type: ClassVar[str] = "payments.debit_announced"
    label: ClassVar = _("Direct debit announced")
    claim: str
    amount: str
    collect_on: str
    mandate: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class DebitsOrdered(DomainEvent):
    """On the stream ``bank``."""

    type: ClassVar[str] = "payments.debits_ordered"
    label: ClassVar = _("Direct debits given to the bank")
    run: str
    debits: int
