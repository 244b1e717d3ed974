from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allmende.base.customers.models import Customer
from allmende.foundation.tenants.models import TenantModel

from ..money import ZERO, MoneyField
from .immutable import ImmutableModel


class Claim(TenantModel):
    """What somebody owes (Forderung). The ledger says why the sums are what they are; the row only keeps them at hand.

    Personal: through customer and purpose; kept as long as the law on municipal accounts demands (ten years).
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        PARTLY = "partly", _("Paid in part")
        PAID = "paid", _("Paid")
        OVERPAID = "overpaid", _("Overpaid")
        CANCELLED = "cancelled", _("Cancelled")
        WRITTEN_OFF = "written_off", _("Written off")
        REFUNDED = "refunded", _("Paid back")

    subject = models.CharField(
        max_length=80, help_text='Opaque, such as "case:<uuid>"; also its event stream'
    )
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="claims"
    )
    kassenzeichen = models.CharField(max_length=25, help_text="What the payer names; with check digits")
    code = models.CharField(max_length=16, help_text="Opens the page to pay without an account")
    purpose = models.CharField(max_length=200, help_text="What it is for, in words")
    currency = models.CharField(max_length=3, default="EUR")
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    due_on = models.DateField()
    total = MoneyField(help_text="What is owed, gross, after reductions")
    received = MoneyField(
        default=ZERO,
        help_text="What came in and was neither returned nor paid back; below zero where both happened",
    )
    refunded = MoneyField(default=ZERO)
    written_off = MoneyField(default=ZERO)
    dunning_level = models.PositiveSmallIntegerField(default=0)
    dunned_on = models.DateField(null=True, blank=True)
    once = models.CharField(
        max_length=120, null=True, help_text="What opens it once however often it is asked"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "kassenzeichen"], name="claim_kassenzeichen"),
            models.UniqueConstraint(fields=["tenant", "once"], name="claim_once"),
            models.CheckConstraint(
                condition=Q(total__gte=0, refunded__gte=0, written_off__gte=0),
                name="claim_sums",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "subject"], name="claim_subject"),
            models.Index(fields=["tenant", "customer", "opened_at"], name="claim_customer"),
            models.Index(fields=["tenant", "state", "due_on", "id"], name="claim_state"),
            models.Index(
                fields=["tenant", "total"], condition=Q(state__in=["open", "partly"]), name="claim_owed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kassenzeichen} {self.purpose}"

    @property
    def owed(self) -> Decimal:
        """What is still to be paid; never below zero."""
        return max(ZERO, self.total - self.written_off - self.received)

    @property
    def surplus(self) -> Decimal:
        """What was paid too much and not yet paid back."""
        return max(ZERO, self.received - (self.total - self.written_off))

    @property
    def is_payable(self) -> bool:
        """Whether a way to pay may be offered: a paid claim never asks again."""
        return self.state in (self.State.OPEN, self.State.PARTLY)

    @property
    def is_settled(self) -> bool:
        """Whether the payer owes nothing because it was paid (too much counts, written off does not)."""
        return self.state in (self.State.PAID, self.State.OVERPAID)


class ClaimItem(ImmutableModel):
    """One line of a claim, with what the finance system needs to book it."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=10, decimal_places=2, default=1)
    net = MoneyField(help_text="Of the whole line, without tax")
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2, default=0, help_text="In per cent")
    gross = MoneyField(help_text="Of the whole line, with tax")
    account = models.CharField(max_length=40, blank=True, help_text="Where it is booked (Haushaltsstelle)")
    cost_centre = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "position"], name="claim_item"),
            models.CheckConstraint(condition=Q(gross__gte=models.F("net")), name="claim_item_sums"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def tax(self) -> Decimal:
        """The tax within the gross amount."""
        return self.gross - self.net
