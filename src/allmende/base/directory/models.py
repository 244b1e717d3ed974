from __future__ import annotations

from django.db import models

from allmende.foundation.tenants.models import TenantModel


class Unit(TenantModel):
    """An organisation unit (Organisationseinheit): the municipality, an office, a division."""

    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="unit_key")]

    def __str__(self) -> str:
        return self.name
