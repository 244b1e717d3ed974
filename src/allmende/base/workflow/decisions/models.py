from __future__ import annotations

from django.db import models
from django.utils import timezone

from allmende.foundation.tenants.models import TenantModel


class DecisionDefinition(TenantModel):
    """Decision tables of one DMN file (Entscheidungstabellen) by its key; what they say is in its versions."""

    key = models.SlugField(max_length=120)
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="decision_key")]

    def __str__(self) -> str:
        return self.name


class DecisionVersion(TenantModel):
    """A published DMN file: never changed, so that what it decided can be followed for good."""

    definition = models.ForeignKey(DecisionDefinition, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    dmn = models.TextField(help_text="DMN XML as it was published, byte for byte")
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["definition", "number"], name="decision_version")]
        indexes = [models.Index(fields=["tenant", "definition", "-number"], name="decision_version_latest")]

    def __str__(self) -> str:
        return f"{self.definition} {self.number}"
