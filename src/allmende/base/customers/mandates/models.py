from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allmende.foundation.tenants.models import TenantModel

from .scopes import scope_name, subject_name


class Mandate(TenantModel):
    """``agent`` may act for ``principal`` (Vertretung, Vollmacht): in ``scope``, for a term, on a proof.

    Personal: names both, through their rows. What was only declared lets the agent apply and follow what came of that;
    what is proven opens the principal's own applications within the scope, too.
    """

    class Kind(models.TextChoices):
        CHILD = "child", _("Parent or guardian of a child")
        COMPANY = "company", _("For a company or association")
        SCHOOL = "school", _("For a school or another institution")
        PERSON = "person", _("For a person who asked for it")

    class Scope(models.TextChoices):
        ALL = "all", _("Everything")
        PROCEDURE = "procedure", _("One kind of application")
        CASE = "case", _("One application")

    class Proof(models.TextChoices):
        DECLARED = "declared", _("Declared, not proven")
        CONFIRMED = "confirmed", _("Confirmed by who is represented")
        DOCUMENT = "document", _("By a document that the office has seen")
        REGISTER = "register", _("By a public register")

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for confirmation")
        ACTIVE = "active", _("Counts")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    principal = models.ForeignKey(
        "customers.Customer", null=True, on_delete=models.CASCADE, related_name="+",
        help_text="Empty until who is represented has confirmed",
    )  # fmt: skip
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+", db_index=False,
        help_text="Empty until who is to act has accepted",
    )  # fmt: skip
    kind = models.CharField(max_length=10, choices=Kind.choices)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.ALL)
    scope_key = models.CharField(
        max_length=80, blank=True, help_text="Procedure's key, or the case's subject"
    )
    proof = models.CharField(max_length=10, choices=Proof.choices)
    proof_note = models.CharField(max_length=300, blank=True, help_text="Which document or register entry")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last day")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    asked_name = models.CharField(max_length=200, blank=True)
    asked_email = models.EmailField(blank=True, help_text="Removed with the answer")
    token_hash = models.CharField(max_length=64, blank=True)
    token_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False,
        help_text="The clerk who saw the proof",
    )  # fmt: skip
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tenant", "token_hash"], condition=~Q(token_hash=""), name="mandate_token"
            ),
            models.CheckConstraint(
                condition=Q(principal__isnull=False, agent__isnull=False) | ~Q(state="active"),
                name="mandate_both",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["tenant", "agent", "state"], name="mandate_agent")]

    def __str__(self) -> str:
        return f"mandate {self.pk}"

    @property
    def is_sure(self) -> bool:
        """Somebody else than the agent stands for it."""
        return self.proof != self.Proof.DECLARED

    @property
    def is_valid(self) -> bool:
        """Counts today."""
        return self.is_valid_on(timezone.localdate())

    @property
    def scope_name(self) -> str:
        """What it is limited to, in words."""
        if self.scope == self.Scope.ALL:
            return str(self.get_scope_display())
        named = scope_name if self.scope == self.Scope.PROCEDURE else subject_name
        return named(self.scope_key) or str(self.get_scope_display())

    @property
    def agent_name(self) -> str:
        """Who acts, or who was asked to."""
        return self.agent.name if self.agent else self.asked_name

    def is_valid_on(self, day: date) -> bool:
        """Counts on ``day``."""
        return self.state == self.State.ACTIVE and self.starts_on <= day <= self.ends_on

    def covers(self, *, procedure: str = "", case: str = "") -> bool:
        """Whether the scope reaches a procedure (its key) or a case (its subject)."""
        if self.scope == self.Scope.ALL:
            return True
        return bool(self.scope_key) and self.scope_key in (procedure, case)
