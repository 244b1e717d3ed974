from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allmende.foundation.tenants.models import TenantModel

from ..money import MoneyField
from .claims import Claim
from .payments import Payment


class BankStatement(TenantModel):
    """A statement (Kontoauszug, camt.053) that was taken in; the same again brings nothing new."""

    iban = models.CharField(max_length=34)
    number = models.CharField(max_length=80, help_text="How the bank calls it")
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=80, help_text="The actor")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "iban", "number"], name="bank_statement_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.iban})"


class BankLine(TenantModel):
    """One movement on the bank account; of a batch each part is a line of its own.

    Personal: who paid, from which account, with which words; kept as long as the claims that they pay.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Not assigned")
        BOOKED = "booked", _("Assigned")
        ASIDE = "aside", _("Set aside")

    statement = models.ForeignKey(BankStatement, on_delete=models.PROTECT, related_name="lines")
    key = models.CharField(max_length=120, help_text="How the bank names it, else what it says")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    amount = MoneyField(help_text="Below zero: money left the account")
    booked_on = models.DateField()
    value_on = models.DateField()
    payer = models.CharField(max_length=140, blank=True)
    payer_iban = models.CharField(max_length=34, blank=True)
    text = models.CharField(max_length=500, blank=True)
    end_to_end = models.CharField(max_length=70, blank=True)
    reason = models.CharField(max_length=140, blank=True, help_text="Why it came back: code and words")
    claim = models.ForeignKey(
        Claim, null=True, blank=True, on_delete=models.PROTECT, related_name="bank_lines"
    )
    payment = models.ForeignKey(Payment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(
        max_length=20, blank=True, help_text="How the claim was found: exact, typo, hand, …"
    )
    times = models.PositiveSmallIntegerField(default=0, help_text="How often it was assigned")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="bank_line_once")]
        indexes = [
            models.Index(
                fields=["tenant", "booked_on", "id"], condition=Q(state="open"), name="bank_line_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.amount} {self.payer}"
