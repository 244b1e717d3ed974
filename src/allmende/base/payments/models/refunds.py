from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allmende.foundation.tenants.models import TenantModel

from ..money import MoneyField
from .claims import Claim
from .payments import Payment


class CashRules(TenantModel):
    """What a municipality decides for its cash office; without a row the defaults of ``rules`` count."""

    second_person_from = MoneyField(
        default=Decimal("100.00"), help_text="Refunds above it need a second person"
    )
    levels = models.JSONField(default=list, help_text="Levels of dunning: name, fee, days")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant"], name="cash_rules_one")]

    def __str__(self) -> str:
        return "rules of the cash office"


class RefundRun(TenantModel):
    """One order to the bank to pay back (pain.001)."""

    number = models.PositiveIntegerField()
    content = models.TextField(help_text="The order as it was made, sealed")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="refund_run")]

    def __str__(self) -> str:
        return f"RZ{self.number:06d}"


class Refund(TenantModel):
    """Money that shall go back to a payer: asked for, agreed to by a second person where it is much, ordered.

    Personal: who gets it, on which account (sealed), and why; kept as long as the claim.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for a second person")
        AGREED = "agreed", _("Waits for the order to the bank")
        ORDERED = "ordered", _("Given to the bank")
        SENDING = "sending", _("Is being paid back by the payment service")
        FAILED = "failed", _("Not paid back by the payment service")
        DONE = "done", _("Paid back")
        DROPPED = "dropped", _("Refused")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="refunds")
    amount = MoneyField()
    way = models.CharField(max_length=30)
    reason = models.CharField(max_length=300)
    holder = models.CharField(max_length=70, blank=True)
    iban = models.TextField(blank=True, help_text="Sealed")
    iban_end = models.CharField(max_length=4, blank=True)
    bic = models.CharField(max_length=11, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    token = models.CharField(max_length=64, help_text="Of the form: the same again asks for nothing new")
    end_to_end = models.CharField(max_length=35, blank=True)
    source = models.CharField(
        max_length=64, blank=True, help_text="The payment, as the payment service names it"
    )
    reference = models.CharField(
        max_length=64, blank=True, help_text="The refund, as the payment service names it"
    )
    problem = models.CharField(max_length=80, blank=True, help_text="The payment service's word for why not")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    payment = models.ForeignKey(Payment, null=True, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(RefundRun, null=True, on_delete=models.PROTECT, related_name="refunds")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "token"], name="refund_once"),
            models.UniqueConstraint(
                fields=["tenant", "end_to_end"], condition=~Q(end_to_end=""), name="refund_end_to_end"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_amount"),
        ]
        indexes = [models.Index(fields=["tenant", "state", "id"], name="refund_state")]

    def __str__(self) -> str:
        return f"{self.amount} {self.holder}"
