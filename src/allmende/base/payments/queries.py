"""Reads that others use."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from allmende.base.customers.models import Customer

from .models import BankLine, Claim, Debit, LedgerEntry
from .money import ZERO


def claims_of(subject: str) -> QuerySet[Claim]:
    """The claims of a subject ("case:<uuid>"), oldest first."""
    return Claim.objects.filter(subject=subject).order_by("opened_at", "pk")


def claims_of_customer(customer: Customer) -> QuerySet[Claim]:
    """What a customer owes or paid, newest first."""
    return Claim.objects.filter(customer=customer).order_by("-opened_at", "-pk")


def must_pay_first(subject: str) -> bool:
    """Whether something is still owed for ``subject``."""
    return claims_of(subject).filter(state__in=[Claim.State.OPEN, Claim.State.PARTLY]).exists()


def owing(subjects: Collection[str]) -> frozenset[str]:
    """For which of these something is still owed."""
    rows = Claim.objects.filter(subject__in=subjects, state__in=[Claim.State.OPEN, Claim.State.PARTLY])
    return frozenset(rows.values_list("subject", flat=True))


def balance(account: str, claim: Claim | None = None) -> Decimal:
    """What lies on an account: debits less credits, of one claim or of all."""
    entries = LedgerEntry.objects.filter(Q(claim=claim) if claim else Q())
    debit = entries.filter(debit=account).aggregate(sum=Sum("amount"))["sum"]
    credit = entries.filter(credit=account).aggregate(sum=Sum("amount"))["sum"]
    return (debit or ZERO) - (credit or ZERO)


def payment_state(subject: str) -> str:
    """For a process: ``none`` where nothing was demanded, ``open`` while something is owed, else ``paid``."""
    states = set(claims_of(subject).values_list("state", flat=True))
    if not states:
        return "none"
    return "open" if states & {Claim.State.OPEN, Claim.State.PARTLY} else "paid"


def claim_to_pay(subject: str) -> Claim | None:
    """The claim of a subject that a letter tells of: the last that is not paid, else the last one."""
    if not Claim.objects.has(subject=subject):
        return None
    claims = list(claims_of(subject))
    return next((claim for claim in reversed(claims) if claim.is_payable), claims[-1] if claims else None)


def payer_account(claim: Claim) -> tuple[str, str]:
    """Name and IBAN from which the last transfer for ``claim`` came; empty where none did. For the cash office."""
    line = (
        BankLine.objects.filter(claim=claim, amount__gt=0)
        .exclude(payer_iban="")
        .order_by("-booked_on")
        .first()
    )
    return (line.payer[:70], line.payer_iban) if line else ("", "")


def running_debit(claim: Claim) -> Debit | None:
    """The direct debit that is on its way for ``claim``."""
    states = (Debit.State.PLANNED, Debit.State.ORDERED)
    return Debit.objects.filter(claim=claim, state__in=states).select_related("mandate").first()
