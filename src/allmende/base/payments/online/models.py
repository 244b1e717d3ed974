from __future__ import annotations

import secrets
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allmende.foundation.tenants.models import TenantModel

from ..models import Claim
from ..money import MoneyField


def new_token() -> str:
    """Names a payment in the address that the payer comes back to: not to be guessed."""
    return secrets.token_urlsafe(18)


class PaymentService(TenantModel):
    """A payment service that this municipality has a contract with, and its settings (sealed)."""

    provider = models.CharField(max_length=30, help_text="Key of the provider in code, also the way to pay")
    label = models.CharField(max_length=60, blank=True, help_text="What payers read; empty: the usual words")
    settings = models.TextField(help_text="Sealed: addresses, numbers and secrets")
    is_active = models.BooleanField(default=True)
    #: when it last worked, and when it last did not
    answered_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "provider"], name="payment_service")]

    def __str__(self) -> str:
        return self.provider

    @property
    def is_in_trouble(self) -> bool:
        """Whether it did not work when it was last asked."""
        return self.failed_at is not None and (self.answered_at is None or self.failed_at > self.answered_at)


class OnlinePayment(TenantModel):
    """One try to pay a claim at a payment service: at most one runs at a time.

    Personal: which claim; the service's name of the payment. Kept with the claim.
    """

    class State(models.TextChoices):
        BEGUN = "begun", _("Begun")
        PAID = "paid", _("Paid")
        FAILED = "failed", _("Did not work")
        CANCELLED = "cancelled", _("Broken off")
        UNCLEAR = "unclear", _("Unclear")

    class Finding(models.TextChoices):
        """What is odd about it; ``AMOUNT``, ``CURRENCY``, ``LATE`` and ``STRANGE`` are for the cash office."""

        NONE = "", ""
        AMOUNT = "amount", _("Another amount was paid than asked for")
        CURRENCY = "currency", _("Paid in another currency: not booked")
        LATE = "late", _("Paid after it had been broken off")
        STRANGE = "strange", _("The payment service's answers contradict each other")
        DOWN = "down", _("The payment service did not answer")
        REFUSED = "refused", _("The payment service refused the request")
        LOST = "lost", _("The answer of the payment service was lost; nobody can pay this one")

    RUNNING = (State.BEGUN, State.UNCLEAR)
    FOR_TREASURY = (Finding.AMOUNT, Finding.CURRENCY, Finding.LATE, Finding.STRANGE)

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="online_payments")
    way = models.CharField(max_length=30, help_text="Key of the provider, also of the way to pay")
    token = models.CharField(max_length=40, default=new_token, help_text="In the payer's way back")
    request_id = models.UUIDField(default=uuid.uuid4, help_text="Ours: the service makes one payment of it")
    transaction_id = models.CharField(max_length=64, blank=True, help_text="The service's")
    page = models.CharField(max_length=1000, blank=True, help_text="Where the payer pays, while it runs")
    amount = MoneyField(help_text="Asked for")
    paid_amount = MoneyField(null=True)  # type: ignore[misc]
    method = models.CharField(max_length=60, blank=True)
    reference = models.CharField(max_length=64, blank=True, help_text="What the service names the booking")
    state = models.CharField(max_length=10, choices=State.choices, default=State.BEGUN)
    finding = models.CharField(max_length=10, choices=Finding.choices, blank=True)
    resolved_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(default=timezone.now)
    returned_at = models.DateTimeField(null=True, help_text="When the payer first came back")
    ended_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    checks = models.PositiveIntegerField(default=0)
    check_at = models.DateTimeField(null=True, help_text="When the service is asked next; none: no more")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "token"], name="online_payment_token"),
            models.UniqueConstraint(
                fields=["tenant", "way", "transaction_id"],
                condition=~Q(transaction_id=""),
                name="online_payment_transaction",
            ),
            models.UniqueConstraint(
                fields=["tenant", "claim"],
                condition=Q(state__in=["begun", "unclear"]),
                name="online_payment_running",
            ),
        ]
        indexes = [
            models.Index(fields=["tenant", "claim", "begun_at"], name="online_payment_claim"),
            models.Index(
                fields=["tenant", "check_at"],
                condition=Q(check_at__isnull=False),
                name="online_payment_check",
            ),
            models.Index(
                fields=["tenant", "begun_at", "id"],
                condition=Q(resolved_at__isnull=True) & ~Q(finding=""),
                name="online_payment_finding",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.amount} ({self.state})"

    @property
    def is_running(self) -> bool:
        """Whether money may still come, so that nothing else is begun."""
        return self.state in self.RUNNING
