"""What the engine tells the log; the stream is the instance's subject."""

from __future__ import annotations

import dataclasses
import uuid
from datetime import datetime
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclasses.dataclass(frozen=True, kw_only=True)
class ProcessPublished(DomainEvent):
    """A new version of a process; on the stream "process:<definition id>"."""

    type: ClassVar[str] = "workflow.process_published"
    label: ClassVar[str | Promise] = _("Process published")
    version: uuid.UUID
    number: int
    sha256: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class InstanceStarted(DomainEvent):
    type: ClassVar[str] = "workflow.instance_started"
    label: ClassVar[str | Promise] = _("Process started")
    instance: uuid.UUID
    version: uuid.UUID
    parent: uuid.UUID | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class InstanceEnded(DomainEvent):
    """``element`` is the end event reached last; ``cancelled`` with its ``reason``; ``error`` is an error's code."""

    type: ClassVar[str] = "workflow.instance_ended"
    label: ClassVar[str | Promise] = _("Process ended")
    instance: uuid.UUID
    element: str
    cancelled: bool = False
    reason: str = ""
    error: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class TaskOpened(DomainEvent):
    type: ClassVar[str] = "workflow.task_opened"
    label: ClassVar[str | Promise] = _("Task opened")
    task: uuid.UUID
    element: str
    name: str
    unit: uuid.UUID | None
    role: str
    hint: str
    due_at: datetime | None


@dataclasses.dataclass(frozen=True, kw_only=True)
class TaskCompleted(DomainEvent):
    type: ClassVar[str] = "workflow.task_completed"
    label: ClassVar[str | Promise] = _("Task done")
    task: uuid.UUID
    element: str
    name: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class TaskCancelled(DomainEvent):
    type: ClassVar[str] = "workflow.task_cancelled"
    label: ClassVar[str | Promise] = _("Task no longer needed")
    task: uuid.UUID
    element: str
    name: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class TaskAssigned(DomainEvent):
    """``assignee`` is a user's key, or None where the task went back to the unit."""

    type: ClassVar[str] = "workflow.task_assigned"
    label: ClassVar[str | Promise] = _("Task assigned")
    task: uuid.UUID
    assignee: uuid.UUID | None
    unit: uuid.UUID | None


@dataclasses.dataclass(frozen=True, kw_only=True)
class TimerFired(DomainEvent):
    type: ClassVar[str] = "workflow.timer_fired"
    label: ClassVar[str | Promise] = _("Time limit reached")
    instance: uuid.UUID
    element: str
    name: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class EventHappened(DomainEvent):
    """An event of the model: ``kind`` is message, condition, error, escalation or milestone."""

    type: ClassVar[str] = "workflow.event_happened"
    label: ClassVar[str | Promise] = _("Step of the process")
    instance: uuid.UUID
    element: str
    name: str
    kind: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class MessageDelivered(DomainEvent):
    """A message reached a process."""

    type: ClassVar[str] = "workflow.message_delivered"
    label: ClassVar[str | Promise] = _("Message received by the process")
    instance: uuid.UUID
    element: str
    message: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class ServiceDone(DomainEvent):
    type: ClassVar[str] = "workflow.service_done"
    label: ClassVar[str | Promise] = _("Automatic step done")
    job: uuid.UUID
    element: str
    name: str
    action: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class IncidentOpened(DomainEvent):
    """The text of the error stays in the incident's row: it may hold personal data."""

    type: ClassVar[str] = "workflow.incident_opened"
    label: ClassVar[str | Promise] = _("An automatic step needs help")
    incident: uuid.UUID
    element: str
    name: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class IncidentResolved(DomainEvent):
    type: ClassVar[str] = "workflow.incident_resolved"
    label: ClassVar[str | Promise] = _("Automatic step repaired")
    incident: uuid.UUID
    element: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class TaskDeadlineMoved(DomainEvent):
    """The calendar changed; ``cause`` is the position of that event in the log."""

    type: ClassVar[str] = "workflow.task_deadline_moved"
    label: ClassVar[str | Promise] = _("Deadline of a task moved, because the calendar changed")
    task: uuid.UUID
    name: str
    due_at: datetime
    previous: datetime
    cause: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class TimerMoved(DomainEvent):
    """As for tasks: a timer that counts working days."""

    type: ClassVar[str] = "workflow.timer_moved"
    label: ClassVar[str | Promise] = _("Time limit moved, because the calendar changed")
    timer: uuid.UUID
    name: str
    due_at: datetime
    previous: datetime
    cause: int


@dataclasses.dataclass(frozen=True, kw_only=True)
class TaskDueSoon(DomainEvent):
    """Who works on it is reminded; without anybody the office's head."""

    type: ClassVar[str] = "workflow.task_due_soon"
    label: ClassVar[str | Promise] = _("Reminder: a task is due soon")
    task: uuid.UUID
    name: str
    due_at: datetime


@dataclasses.dataclass(frozen=True, kw_only=True)
class TaskOverdue(DomainEvent):
    """The deadline has passed: the office's head is told."""

    type: ClassVar[str] = "workflow.task_overdue"
    label: ClassVar[str | Promise] = _("Deadline of a task missed, the head was told")
    task: uuid.UUID
    name: str
    due_at: datetime
