from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from allmende.foundation.tenants.models import TenantModel

from ..money import MoneyField
from .claims import Claim, ClaimItem
from .immutable import ImmutableModel


class Ledger(TenantModel):
    """The head of a municipality's ledger: locked by whoever books, so that numbers have no gap."""

    last = models.BigIntegerField(default=0, help_text="Number of the last entry")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant"], name="ledger_head")]

    def __str__(self) -> str:
        return f"ledger up to {self.last}"


class LedgerEntry(ImmutableModel):
    """One booking record (Buchungssatz): ``amount`` from account ``credit`` to account ``debit``.

    One row has both sides, so it cannot be out of balance; rows of one ``transaction`` belong together.
    """

    number = models.BigIntegerField(help_text="Without gaps, in the order of booking")
    transaction = models.UUIDField()
    kind = models.CharField(max_length=20, help_text="Why: open, payment, refund, return, …")
    debit = models.CharField(max_length=80, help_text="Account that receives (Soll)")
    credit = models.CharField(max_length=80, help_text="Account that gives (Haben)")
    amount = MoneyField()
    claim = models.ForeignKey(Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="entries")
    item = models.ForeignKey(ClaimItem, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()
    value_on = models.DateField(help_text="The day from which it counts (Wertstellung)")
    text = models.CharField(max_length=200, blank=True, help_text="No personal data")
    actor = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="ledger_number"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="ledger_amount"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="ledger_two_accounts"),
        ]
        indexes = [models.Index(fields=["tenant", "claim", "number"], name="ledger_claim")]

    def __str__(self) -> str:
        return f"{self.number}: {self.debit} an {self.credit} {self.amount}"
