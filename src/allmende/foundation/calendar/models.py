from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from allmende.foundation.tenants.models import TenantModel


class ClosingDays(TenantModel):
    """Days on which the whole administration is closed though they are no public holidays (Schließtage)."""

    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=200)

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "first_day", "last_day"], name="closing_days"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="closing_days_order"),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.first_day}–{self.last_day}"
