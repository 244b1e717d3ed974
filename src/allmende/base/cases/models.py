from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allmende.base.directory.models import Unit
from allmende.base.procedures.models import ImmutableError, ProcedureVersion
from allmende.foundation.tenants.models import TenantModel

#: Sorts cases without a deadline behind all that have one; keeps keyset pages free of NULL.
NO_DEADLINE = date(9999, 12, 31)


class Submission(TenantModel):
    """What a customer sent: immutable answers, each with its source and trust level."""

    procedure_version = models.ForeignKey(
        ProcedureVersion, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    form_version = models.ForeignKey(
        "forms.FormVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answers = models.JSONField()
    provenance = models.JSONField(
        default=dict,
        help_text='Answer path → {"source": "typed", "level": "none"}; where somebody says that what a service '
        'confirmed is wrong also "disputed" (the reason) and "instead_of" {"value", "source", "level"}',
    )
    identified = models.JSONField(
        default=dict,
        help_text='How sure it was who sent it: {"level", "service", "label"}; empty: nobody asked',
    )
    channel = models.CharField(max_length=20, default="portal")
    sent_at = models.DateTimeField()
    idempotency_key = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "idempotency_key"], name="submission_idempotency")
        ]

    def __str__(self) -> str:
        return f"submission {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ImmutableError("a submission is never changed")
        super().save(*args, **kwargs)


class CaseNumbering(TenantModel):
    """The last number given in a year."""

    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "year"], name="case_numbering")]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class State(models.TextChoices):
    """Where a case stands, in the words of the office; the words for citizens are their pages' business."""

    RECEIVED = "received", _("Received")
    IN_PROGRESS = "in_progress", _("In progress")
    WAITING_CUSTOMER = "waiting_customer", _("Waiting for the customer")
    ON_HOLD = "on_hold", _("On hold")
    DECIDED = "decided", _("Decided")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    MERGED = "merged", _("Merged into another case")


#: Somebody still has to do something.
OPEN_STATES = (State.RECEIVED, State.IN_PROGRESS, State.WAITING_CUSTOMER, State.ON_HOLD, State.DECIDED)


class Priority(models.IntegerChoices):
    LOW = 1, _("Low")
    NORMAL = 2, _("Normal")
    HIGH = 3, _("High")
    URGENT = 4, _("Urgent")


class Outcome(models.TextChoices):
    GRANT = "grant", _("Granted")
    PARTLY = "partly", _("Granted in part")
    REFUSE = "refuse", _("Refused")


#: Cases that somebody works on; the rest stands in no index of persons.
TAKEN = Q(assignee__isnull=False)


class Case(TenantModel):
    """Case (Vorgang): the one thing that everything asked of the administration becomes."""

    number = models.CharField(max_length=20, help_text="For staff: 2026-000123")
    reference = models.CharField(max_length=20, help_text="For the customer: unguessable, with check letter")
    code_hash = models.CharField(max_length=64, blank=True, help_text="Opens the case without an account")
    kind = models.CharField(max_length=40, default="application")
    title = models.CharField(max_length=250)
    procedure_version = models.ForeignKey(
        ProcedureVersion,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="cases",
        db_index=False,
    )
    submission = models.OneToOneField(
        Submission, null=True, blank=True, on_delete=models.PROTECT, related_name="case"
    )
    service = models.ForeignKey(
        "directory.Service",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    mandate = models.ForeignKey(
        "customers.Mandate", null=True, blank=True, on_delete=models.SET_NULL, related_name="cases",
        help_text="By which somebody applied for the customer",
    )  # fmt: skip
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        db_index=False,
    )  # fmt: skip
    state = models.CharField(max_length=20, choices=State.choices, default=State.RECEIVED)
    is_open = models.BooleanField(default=True)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    received_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    sort_on = models.DateField(default=NO_DEADLINE, help_text="due_on, or far away: the order of the inbox")
    follow_up_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    confidential = models.BooleanField(default=False)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates", db_index=False
    )
    data = models.JSONField(default=dict, blank=True, help_text="What the process worked out, by key")
    version = models.PositiveIntegerField(default=1, help_text="Counts changes: guards against two clerks")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "number"], name="case_number"),
            models.UniqueConstraint(fields=["tenant", "reference"], name="case_reference"),
        ]
        indexes = [
            models.Index(fields=["tenant", "unit", "is_open", "sort_on", "id"], name="case_inbox"),
            models.Index(fields=["tenant", "unit", "state", "sort_on", "id"], name="case_inbox_state"),
            models.Index(fields=["tenant", "unit", "service", "is_open", "sort_on", "id"], name="case_inbox_service"),
            models.Index(fields=["tenant", "unit", "assignee", "is_open", "sort_on", "id"], name="case_inbox_unit_who"),
            models.Index(
                fields=["tenant", "assignee", "is_open", "sort_on", "id"], name="case_inbox_mine", condition=TAKEN
            ),
            models.Index(fields=["tenant", "unit", "kind", "is_open", "sort_on", "id"], name="case_inbox_kind"),
            models.Index(fields=["tenant", "unit", "is_open", "id"], name="case_newest"),
            models.Index(fields=["tenant", "unit", "state", "id"], name="case_newest_state"),
            models.Index(fields=["tenant", "unit", "service", "is_open", "id"], name="case_newest_service"),
            models.Index(fields=["tenant", "unit", "kind", "is_open", "id"], name="case_newest_kind"),
            models.Index(fields=["tenant", "unit", "assignee", "is_open", "id"], name="case_newest_unit_who"),
            models.Index(fields=["tenant", "assignee", "is_open", "id"], name="case_newest_mine", condition=TAKEN),
            models.Index(fields=["tenant", "follow_up_on"], condition=Q(state="on_hold"), name="case_follow_up"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="case_duplicates"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def subject(self) -> str:
        """What record, conversation, process instance and event stream call this case."""
        return f"case:{self.pk}"


class Participation(TenantModel):
    """Another office takes part (Beteiligung): it sees the case and says its word; it does not decide."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="participations")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_index=False)
    wanted = models.CharField(max_length=500, blank=True, help_text="What is asked of the office")
    trusted = models.BooleanField(default=False, help_text="Sees the case though it is confidential")
    since = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "unit"], name="participation")]
        indexes = [models.Index(fields=["tenant", "unit", "ended_at"], name="participation_unit")]

    def __str__(self) -> str:
        return f"{self.unit} in {self.case}"


class Question(TenantModel):
    """Something asked of the customer: a question, or evidence to hand in."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("Question")
        EVIDENCE = "evidence", _("Evidence requested")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="questions")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.QUESTION)
    text = models.TextField()
    wanted = models.JSONField(default=list, blank=True, help_text="Names of the documents asked for")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField()
    answer_by = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True, help_text="No longer needed")

    class Meta:
        ordering = ["asked_at", "id"]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_waiting(self) -> bool:
        """The customer has still to answer."""
        return self.answered_at is None and self.dropped_at is None


class Decision(TenantModel):
    """What the office decided (Bescheid), with reasons and instructions on appeal; reopening allows another."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reasons = models.TextField(blank=True)
    appeal = models.TextField(blank=True, help_text="Instructions on appeal, as given")
    document = models.ForeignKey(
        "records.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["decided_at", "id"]

    def __str__(self) -> str:
        return self.get_outcome_display()
