from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allmende.base.directory.models import Service, Unit
from allmende.base.identity.models import User
from allmende.foundation.tenants.models import TenantModel


class ProcessModel(TenantModel):
    """A process as a document (Prozessmodell): what it is about, its working copy, its publications.

    ``key`` is its address, and the key of the running process where it is published as one. Decision tables (DMN)
    have their working copies here, too, as a ``kind`` of their own: what is published of them is a
    ``DecisionVersion``, and ``copy_of`` is the key of the tables of which they began as a copy. So do fees and
    signatures (``terms``) under the key of their procedure.
    """

    class Kind(models.TextChoices):
        PROCESS = "process", _("Process")
        TABLES = "tables", _("Decision tables")
        TERMS = "terms", _("Fees and signatures")

    class Status(models.TextChoices):
        AS_IS = "as_is", _("As it is")
        TO_BE = "to_be", _("As it shall be")

    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.PROCESS)
    key = models.SlugField(max_length=120)
    copy_of = models.SlugField(max_length=120, blank=True)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    status = models.CharField(max_length=5, choices=Status.choices, default=Status.AS_IS)
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.SET_NULL, related_name="+")
    service = models.ForeignKey(Service, null=True, on_delete=models.SET_NULL, related_name="+")
    legal_basis = models.TextField(blank=True, help_text="One a line")
    systems = models.TextField(blank=True, help_text="One a line")
    media_breaks = models.TextField(blank=True, help_text="One a line: where paper or retyping interrupts")
    volume = models.PositiveIntegerField(null=True, help_text="Cases a year")
    review_on = models.DateField(null=True)
    file_name = models.CharField(max_length=200, blank=True, help_text="As it was imported")
    current = models.ForeignKey("SavedState", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "kind", "key"], name="process_model_key")]
        indexes = [models.Index(fields=["tenant", "unit", "name"], name="process_model_unit")]

    def __str__(self) -> str:
        return self.name


class SavedState(TenantModel):
    """A state of the working copy, byte for byte, kept for undoing; ``before`` is what it was made from."""

    class How(models.TextChoices):
        IMPORTED = "imported", _("Imported")
        LAID_OUT = "laid_out", _("Layout added")
        DRAWN = "drawn", _("Drawn")
        LISTED = "listed", _("Changed in the list")
        SET = "set", _("Properties changed")
        RESTORED = "restored", _("Earlier version taken over")
        COPIED = "copied", _("Copied")
        EDITED = "edited", _("Changed in the table")

    model = models.ForeignKey(ProcessModel, on_delete=models.CASCADE, related_name="states")
    number = models.PositiveIntegerField()
    packed = models.BinaryField(help_text="The BPMN or DMN file, deflated")
    sha256 = models.CharField(max_length=64)
    how = models.CharField(max_length=10, choices=How.choices)
    before = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)
    saved_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "number"], name="process_state_number")]

    def __str__(self) -> str:
        return f"{self.model_id} {self.number}"


class Publication(TenantModel):
    """A published version of a model with what was known about it then; never changed."""

    model = models.ForeignKey(ProcessModel, on_delete=models.PROTECT, related_name="publications")
    number = models.PositiveIntegerField()
    packed = models.BinaryField(help_text="The BPMN file, deflated")
    sha256 = models.CharField(max_length=64)
    facts: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    process_version = models.UUIDField(null=True, help_text="The version that runs, where it runs")
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "number"], name="process_publication_number")]

    def __str__(self) -> str:
        return f"{self.model_id} {self.number}"


class Remark(TenantModel):
    """A comment on one element of a model, or on all of it where ``element`` is empty."""

    model = models.ForeignKey(ProcessModel, on_delete=models.CASCADE, related_name="remarks")
    element = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    written_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "model", "written_at"], name="process_remark")]

    def __str__(self) -> str:
        return self.text[:60]


class KeptFigures(TenantModel):
    """Figures of a process for one period and office, as they were worked out; of groups only, never of a person."""

    process = models.SlugField(max_length=80)
    question = models.CharField(max_length=60, help_text="First and last month, office")
    figures: models.JSONField[Any, Any] = models.JSONField(null=True)
    asked_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "process", "question"], name="process_kept_figures")
        ]

    def __str__(self) -> str:
        return f"{self.process} {self.question}"
