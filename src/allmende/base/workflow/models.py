from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allmende.base.directory.models import Unit
from allmende.base.identity.models import User
from allmende.foundation.tenants.models import TenantModel

from .credentials.models import ConnectorCredential
from .decisions.models import DecisionDefinition, DecisionVersion

__all__ = [
    "ConnectorCredential",
    "DecisionDefinition",
    "DecisionVersion",
    "Incident",
    "Instance",
    "ProcessDefinition",
    "ProcessStart",
    "ProcessVersion",
    "ServiceJob",
    "Subscription",
    "Task",
    "Timer",
    "Token",
]


class ProcessDefinition(TenantModel):
    """A process (Prozess) by its key; what it does is in its versions."""

    key = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "key"], name="process_key")]

    def __str__(self) -> str:
        return self.name


class ProcessVersion(TenantModel):
    """A published process: never changed, so that running instances stay on what they began with."""

    definition = models.ForeignKey(ProcessDefinition, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    bpmn = models.TextField(help_text="BPMN 2.0 XML as it was published, byte for byte")
    sha256 = models.CharField(max_length=64)
    decisions = models.JSONField(
        default=dict,
        help_text="Decision id → version of the tables (UUID) that it asks: what was published with it",
    )
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["definition", "number"], name="process_version")]
        indexes = [models.Index(fields=["tenant", "definition", "-number"], name="process_version_latest")]

    def __str__(self) -> str:
        return f"{self.definition} {self.number}"


class Instance(TenantModel):
    """One run of a process for one subject ("case:<uuid>").

    One that another process called has a ``parent`` and the token at which that waits, and shares its subject.
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("Running")
        SUSPENDED = "suspended", _("Suspended")
        ENDED = "ended", _("Ended")
        CANCELLED = "cancelled", _("Cancelled")

    version = models.ForeignKey(ProcessVersion, on_delete=models.PROTECT, related_name="instances")
    subject = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    variables = models.JSONField(default=dict)
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="children")
    parent_token = models.UUIDField(null=True)
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    end_element = models.CharField(max_length=100, blank=True, help_text="The end event reached last")
    error = models.CharField(max_length=100, blank=True, help_text="Code of the error with which it ended")

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "subject"], name="instance_subject"),
            models.Index(fields=["tenant", "version", "state", "id"], name="instance_version"),
            models.Index(fields=["tenant", "state", "id"], name="instance_state"),
        ]

    def __str__(self) -> str:
        return f"{self.version} for {self.subject}"


class Token(TenantModel):
    """Where an instance stands; rows exist only while the token lives, its history is in the log."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        JOINING = "joining", _("Waiting for parallel paths")
        STUCK = "stuck", _("Cannot begin")
        LEAVING = "leaving", _("Done, but cannot go on")

    instance = models.ForeignKey(Instance, on_delete=models.CASCADE, related_name="tokens")
    element = models.CharField(max_length=100)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    flow = models.CharField(max_length=100, blank=True, help_text="The sequence flow it came by")
    scope = models.UUIDField(
        null=True, help_text="The token at the sub-process or loop that this one runs in"
    )
    data = models.JSONField(null=True, help_text="Variables of its own, and how far its loop is")

    def __str__(self) -> str:
        return f"{self.element} {self.state}"


#: Open tasks that nobody, and that somebody has taken.
NOBODYS = Q(state="open", assignee__isnull=True)
SOMEBODYS = Q(state="open", assignee__isnull=False)


class Task(TenantModel):
    """Work for a person (Aufgabe): a step of a process, or added by hand (then without instance)."""

    class Kind(models.TextChoices):
        USER = "user", _("Task")
        MANUAL = "manual", _("Task outside the system")
        ADDED = "added", _("Added task")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("No longer needed")

    instance = models.ForeignKey(Instance, null=True, on_delete=models.CASCADE, related_name="tasks")
    token_id = models.UUIDField(null=True)
    subject = models.CharField(max_length=80)
    element = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.USER)
    hint = models.CharField(max_length=40, blank=True, help_text="What the work surface offers: decision, …")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.CharField(max_length=10, blank=True, help_text="Role in the unit that does it; empty: any")
    assignee = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    priority = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True)
    completed_by = models.CharField(max_length=80, blank=True)
    noticed = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="Who was told of its deadline: 1 who works on it, 2 the head"
    )

    class Meta:
        indexes = [
            # An open task stands in one of these two: each index costs every step of every process. They hold all that
            # the list of tasks asks for, so that only the rows of the page are read.
            models.Index(
                fields=["tenant", "unit", "assignee", "state", "due_at", "id"],
                name="task_of_nobody",
                condition=NOBODYS,
            ),
            models.Index(
                fields=["tenant", "unit", "state", "due_at", "id", "assignee"],
                name="task_of_somebody",
                condition=SOMEBODYS,
            ),
            models.Index(
                fields=["tenant", "assignee", "state", "due_at", "id"],
                name="task_of_person",
                condition=SOMEBODYS,
            ),
            models.Index(fields=["assignee"], name="task_assignee", condition=Q(assignee__isnull=False)),
            models.Index(fields=["tenant", "subject"], name="task_subject"),
        ]

    def __str__(self) -> str:
        return self.name


class Timer(TenantModel):
    """A moment at which a token goes on, or at which an event on its activity or in its sub-process fires.

    Without token it belongs to an event sub-process of the whole process. ``again``: how often it fires after this;
    -1 without end.
    """

    instance = models.ForeignKey(Instance, on_delete=models.CASCADE, related_name="timers")
    token_id = models.UUIDField(null=True)
    element = models.CharField(max_length=100)
    due_at = models.DateTimeField()
    again = models.SmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["tenant", "due_at", "id"], name="timer_due")]

    def __str__(self) -> str:
        return f"{self.element} at {self.due_at}"


class Subscription(TenantModel):
    """An element of an instance that waits for a message from outside; ``key`` tells equal ones apart."""

    instance = models.ForeignKey(Instance, on_delete=models.CASCADE, related_name="subscriptions")
    token_id = models.UUIDField(null=True)
    element = models.CharField(max_length=100)
    subject = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    key = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "subject", "name"], name="subscription_subject"),
            models.Index(fields=["tenant", "name", "key"], name="subscription_key"),
        ]

    def __str__(self) -> str:
        return f"{self.element} waits for {self.name}"


class ProcessStart(TenantModel):
    """What begins the newest version of a process by itself: a message, a moment, or a condition."""

    class Kind(models.TextChoices):
        MESSAGE = "message", _("Message")
        TIMER = "timer", _("Timer")
        CONDITION = "condition", _("Condition")

    version = models.ForeignKey(ProcessVersion, on_delete=models.CASCADE, related_name="starts")
    element = models.CharField(max_length=100)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    name = models.CharField(max_length=120, blank=True, help_text="Name of the message")
    due_at = models.DateTimeField(null=True)
    again = models.SmallIntegerField(default=0, help_text="How often it fires after this; -1 without end")

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "kind", "name"], name="process_start_name"),
            models.Index(fields=["tenant", "due_at", "id"], name="process_start_due"),
        ]

    def __str__(self) -> str:
        return f"{self.version} by {self.kind} {self.name}"


class ServiceJob(TenantModel):
    """A service task on its way; its key is the idempotency key of the action."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Queued")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    instance = models.ForeignKey(Instance, on_delete=models.CASCADE, related_name="service_jobs")
    token_id = models.UUIDField()
    element = models.CharField(max_length=100)
    action = models.CharField(max_length=80)
    state = models.CharField(max_length=9, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    run_after = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["tenant", "state", "run_after"], name="service_job_due")]

    def __str__(self) -> str:
        return f"{self.action} for {self.element}"


class Incident(TenantModel):
    """What keeps a token from going on (Störung): seen, repaired and retried by an operator."""

    instance = models.ForeignKey(Instance, on_delete=models.CASCADE, related_name="incidents")
    token_id = models.UUIDField()
    job = models.ForeignKey(ServiceJob, null=True, on_delete=models.CASCADE, related_name="incidents")
    element = models.CharField(max_length=100)
    error = models.TextField()
    opened_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "resolved_at", "opened_at"], name="incident_open")]

    def __str__(self) -> str:
        return f"{self.element}: {self.error[:60]}"
