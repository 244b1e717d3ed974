from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allmende.base.customers.models import Customer
from allmende.foundation.tenants.models import TenantModel

from ..money import MoneyField
from .claims import Claim


class Mandate(TenantModel):
    """A SEPA mandate (Lastschriftmandat): somebody lets the municipality collect from an account.

    Personal: holder and account; kept fourteen months after the last collection, as the scheme demands, and as long
    as the claims that it paid.
    """

    reference = models.CharField(max_length=35)
    customer = models.ForeignKey(
        Customer, null=True, blank=True, on_delete=models.PROTECT, related_name="mandates"
    )
    subject = models.CharField(
        max_length=80, help_text="What it was given for; other claims of it are collected too"
    )
    holder = models.CharField(max_length=70)
    iban = models.TextField(help_text="Sealed")
    iban_end = models.CharField(max_length=4)
    bic = models.CharField(max_length=11, blank=True)
    given_at = models.DateTimeField()
    used_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "reference"], name="mandate_reference")]
        indexes = [models.Index(fields=["tenant", "subject"], name="mandate_subject")]

    def __str__(self) -> str:
        return f"{self.reference} …{self.iban_end}"


class DebitRun(TenantModel):
    """One order to the bank to collect (pain.008)."""

    number = models.PositiveIntegerField()
    collect_on = models.DateField()
    batch = models.CharField(max_length=35, help_text="How the order calls itself (PmtInfId)")
    content = models.TextField(help_text="The order as it was made, sealed")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="debit_run")]

    def __str__(self) -> str:
        return f"LS{self.number:06d}"


class Debit(TenantModel):
    """One amount to be collected. It is paid when the bank statement says so, not before."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Announced")
        ORDERED = "ordered", _("Given to the bank")
        PAID = "paid", _("Paid")
        RETURNED = "returned", _("Returned by the bank")
        DROPPED = "dropped", _("Dropped")

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="debits")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="debits")
    run = models.ForeignKey(DebitRun, null=True, blank=True, on_delete=models.PROTECT, related_name="debits")
    end_to_end = models.CharField(max_length=35)
    amount = MoneyField()
    collect_on = models.DateField(help_text="What was announced to the payer")
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "end_to_end"], name="debit_end_to_end"),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(state__in=["planned", "ordered"]), name="debit_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.end_to_end} {self.amount}"
