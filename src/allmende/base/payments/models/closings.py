from __future__ import annotations

from django.db import models

from ..money import MoneyField
from .immutable import ImmutableModel


class Closing(ImmutableModel):
    """The day's closing (Tagesabschluss): a run of the ledger without gap or overlap; exported again byte for byte."""

    number = models.PositiveIntegerField()
    day = models.DateField()
    first = models.BigIntegerField(help_text="Number of its first entry in the ledger")
    last = models.BigIntegerField(help_text="Number of its last entry; below the first where there is none")
    total = MoneyField(help_text="Sum of all entries")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    csv_sha256 = models.CharField(max_length=64)
    xml_sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="closing_number"),
            models.UniqueConstraint(fields=["tenant", "day"], name="closing_day"),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.day})"


class CashClosing(ImmutableModel):
    """The cash desk counted at the end of the day (Kassenabschluss): what should lie there, and what does."""

    number = models.PositiveIntegerField()
    expected = MoneyField()
    counted = MoneyField()
    note = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "number"], name="cash_closing_number")]

    def __str__(self) -> str:
        return f"{self.number} ({self.made_at:%Y-%m-%d})"
