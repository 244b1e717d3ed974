"""One decision for many equal cases: what was chosen, and how far it is."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allmende.base.cases.models import Case, Outcome
from allmende.base.identity.models import User
from allmende.foundation.tenants.models import TenantModel


class MassDecision(TenantModel):
    """What one person decided for many cases at once; each case has its own decision besides."""

    decided_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    reasons = models.TextField(blank=True)
    template = models.CharField(max_length=80, blank=True)
    appeal = models.TextField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["tenant", "created_at"], name="mass_decision_age")]

    def __str__(self) -> str:
        return f"{self.outcome} at {self.created_at}"


class MassItem(TenantModel):
    """One case of a mass decision; ``version`` is what the person saw."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waits")
        DONE = "done", _("Decided")
        FAILED = "failed", _("Not decided")

    mass = models.ForeignKey(MassDecision, on_delete=models.CASCADE, related_name="items")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=6, choices=State.choices, default=State.QUEUED)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mass", "case"], name="mass_item")]
        indexes = [models.Index(fields=["tenant", "mass", "state", "id"], name="mass_item_state")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"
