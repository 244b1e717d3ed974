from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..money import MoneyField
from .claims import Claim
from .immutable import ImmutableModel


class Payment(ImmutableModel):
    """Money that moved for a claim: in, back to the payer, or taken back by the payer's bank.

    Personal: the payer's name; kept with the claim.
    """

    class Kind(models.TextChoices):
        RECEIVED = "received", _("Payment")
        REFUND = "refund", _("Refund")
        RETURNED = "returned", _("Returned by the bank")
        MOVED = "moved", _("Taken back by the cash office")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="payments")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.RECEIVED)
    way = models.CharField(max_length=30, help_text="Key of the way to pay, such as transfer")
    external_id = models.CharField(
        max_length=120, help_text="How the other side names it: never booked twice"
    )
    amount = MoneyField()
    received_at = models.DateTimeField()
    payer = models.CharField(max_length=140, blank=True)
    reverses = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversals"
    )
    reason = models.CharField(max_length=300, blank=True)
    transaction = models.UUIDField(help_text="Of its entries in the ledger")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "way", "external_id"], name="payment_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_amount"),
        ]
        indexes = [models.Index(fields=["tenant", "claim", "received_at"], name="payment_claim")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount} ({self.way})"
