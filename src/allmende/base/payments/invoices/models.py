from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from allmende.foundation.files.models import StoredFile
from allmende.foundation.tenants.models import TenantModel

from ..models import Claim
from ..money import MoneyField


class Issuer(TenantModel):
    """Who writes the invoices of this municipality, as the law wants it on each (§ 14 UStG, EN 16931)."""

    name = models.CharField(max_length=120)
    street = models.CharField(max_length=120)
    postcode = models.CharField(max_length=12)
    city = models.CharField(max_length=80)
    identifier = models.CharField(max_length=35, help_text="Gläubiger-Identifikationsnummer or the like")
    vat_id = models.CharField(max_length=20, blank=True, help_text="Umsatzsteuer-Identifikationsnummer")
    tax_number = models.CharField(max_length=30, blank=True, help_text="Steuernummer")
    contact = models.CharField(max_length=120)
    phone = models.CharField(max_length=40)
    email = models.EmailField()
    iban = models.CharField(max_length=34)
    account_name = models.CharField(max_length=70)
    number_start = models.CharField(max_length=10, blank=True, help_text="Before the year in each number")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant"], name="invoice_issuer")]

    def __str__(self) -> str:
        return self.name


class NumberCircle(TenantModel):
    """The last number given in a year (Nummernkreis); locked while the next is given, so that none is left out."""

    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "year"], name="invoice_circle")]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Invoice(TenantModel):
    """An invoice, or the credit note that cancels one. Its content never changes; only its files come later.

    Personal: the buyer's name and address, where the business is a person's. Kept ten years (§ 147 AO).
    """

    class Kind(models.TextChoices):
        INVOICE = "380", _("Invoice")
        CREDIT = "381", _("Credit note")

    number = models.CharField(max_length=40)
    kind = models.CharField(max_length=3, choices=Kind.choices, default=Kind.INVOICE, help_text="UNTDID 1001")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="invoices")
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="credit_note"
    )
    issued_on = models.DateField()
    total = MoneyField(help_text="With tax")
    content = models.JSONField(help_text="All that it says, as it was issued; amounts are text")
    xml = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    pdf = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="invoice_number"),
        ]
        indexes = [
            models.Index(fields=["tenant", "claim"], name="invoice_claim"),
            models.Index(fields=["tenant", "issued_on", "id"], name="invoice_issued"),
        ]

    def __str__(self) -> str:
        return self.number
