from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from allmende.base.directory.models import Unit
from allmende.foundation.tenants.models import TenantModel

from .manifest import Manifest


class ImmutableError(RuntimeError):
    """A published version was about to be changed; publish a new one instead."""


class Procedure(TenantModel):
    """How a municipality handles one matter (Verfahren); ``current`` is the version that new cases follow."""

    key = models.SlugField(max_length=80)
    name = models.CharField(max_length=250)
    service = models.ForeignKey(
        "directory.Service", null=True, blank=True, on_delete=models.SET_NULL, related_name="procedures"
    )
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="Handles what the directory gives to nobody",
    )  # fmt: skip
    current = models.ForeignKey(
        "ProcedureVersion", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_active = models.BooleanField(default=True, help_text="Offered to the public")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="procedure_key")]
        indexes = [models.Index(fields=["tenant", "service"], name="procedure_service")]

    def __str__(self) -> str:
        return self.name


class ProcedureVersion(TenantModel):
    """One published state of a procedure's folder: immutable, named by the SHA-256 of its files."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    manifest = models.JSONField()
    parameters = models.JSONField(default=dict, help_text="The municipality's values at publication, by key")
    form_version = models.ForeignKey(
        "forms.FormVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    process_version = models.ForeignKey(
        "workflow.ProcessVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decisions = models.JSONField(default=dict, help_text="Decision id → version of its tables (UUID)")
    level = models.CharField(max_length=20, default="none", help_text="Least identity level to send")
    filing_plan_key = models.CharField(max_length=60, blank=True)
    deadline_working_days = models.PositiveSmallIntegerField(null=True, blank=True)
    deadline_months = models.PositiveSmallIntegerField(null=True, blank=True)
    draft_retention_days = models.PositiveSmallIntegerField(default=30)
    confidential = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="procedure_version_number"),
            models.CheckConstraint(
                condition=Q(deadline_working_days=None) | Q(deadline_months=None),
                name="procedure_version_one_deadline",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ImmutableError(f"{self} is published")
        super().save(*args, **kwargs)

    def describe(self) -> Manifest:
        """The manifest as a typed object."""
        return Manifest.model_validate(self.manifest)


class ProcedureFile(TenantModel):
    """One text file of a published folder, as it was imported."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=200)
    content = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "path"], name="procedure_file_path")]

    def __str__(self) -> str:
        return self.path


class ProcedureParameter(TenantModel):
    """A municipality's own value for a parameter that the folder declares."""

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="parameter_values")
    key = models.CharField(max_length=60)
    value = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["procedure", "key"], name="procedure_parameter_key")]

    def __str__(self) -> str:
        return self.key
