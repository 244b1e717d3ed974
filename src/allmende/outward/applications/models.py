from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from allmende.base.cases.models import Case
from allmende.base.procedures.models import ProcedureVersion
from allmende.foundation.tenants.models import TenantModel


class Draft(TenantModel):
    """An application that is being filled in (Entwurf); once sent, the key to its one case.

    ``content`` is a sealed ``content.DraftContent``: personal, readable only with the data key, and deleted
    ``draft_retention_days`` of the procedure after the last activity, or a day after sending.
    """

    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts",
        db_index=False,
    )  # fmt: skip
    content = models.TextField()
    revision = models.PositiveIntegerField(default=0, help_text="Counts changes: guards against two tabs")
    created_at = models.DateTimeField(auto_now_add=True)
    last_activity = models.DateTimeField()
    expires_at = models.DateTimeField(help_text="When the draft is deleted, unless something happens before")
    code_hash = models.CharField(max_length=64, blank=True, help_text="Opens the link in the e-mail")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Wrong codes since the code was made")
    sent_at = models.DateTimeField(null=True, blank=True)
    case = models.OneToOneField(Case, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(case=None) | Q(sent_at__isnull=False), name="draft_case_means_sent"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "expires_at"], name="draft_expires"),
            models.Index(fields=["user"], name="draft_user", condition=Q(user__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"

    @property
    def subject(self) -> str:
        """What files and the event stream call this draft."""
        return f"draft:{self.pk}"
