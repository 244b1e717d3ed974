"""What operators do to running processes, for the log; why they did it stands in the personal part (``reason``)."""

from __future__ import annotations

import dataclasses
import uuid
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclasses.dataclass(frozen=True, kw_only=True)
class TokenMoved(DomainEvent):
    """A token was put from one element on another by hand."""

    type: ClassVar[str] = "workflow.token_moved"
    label: ClassVar[str | Promise] = _("Process moved on by hand")
    instance: uuid.UUID
    token: uuid.UUID
    element: str
    target: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class VariablesChanged(DomainEvent):
    """Values of a process were set by hand; which, by name. The values are in the personal part (``values``)."""

    type: ClassVar[str] = "workflow.variables_changed"
    label: ClassVar[str | Promise] = _("Values of the process changed by hand")
    instance: uuid.UUID
    names: list[str]


@dataclasses.dataclass(frozen=True, kw_only=True)
class InstanceSuspended(DomainEvent):
    type: ClassVar[str] = "workflow.instance_suspended"
    label: ClassVar[str | Promise] = _("Process suspended")
    instance: uuid.UUID


@dataclasses.dataclass(frozen=True, kw_only=True)
class InstanceResumed(DomainEvent):
    type: ClassVar[str] = "workflow.instance_resumed"
    label: ClassVar[str | Promise] = _("Process goes on")
    instance: uuid.UUID


@dataclasses.dataclass(frozen=True, kw_only=True)
class InstanceStopped(DomainEvent):
    """An operator ended a process before its time; ``workflow.instance_ended`` follows."""

    type: ClassVar[str] = "workflow.instance_stopped"
    label: ClassVar[str | Promise] = _("Process cancelled by hand")
    instance: uuid.UUID


@dataclasses.dataclass(frozen=True, kw_only=True)
class IncidentRetried(DomainEvent):
    """A failed step is tried again; ``names`` are the parameters that were repaired for this once."""

    type: ClassVar[str] = "workflow.incident_retried"
    label: ClassVar[str | Promise] = _("Failed step tried again")
    instance: uuid.UUID
    incident: uuid.UUID
    element: str
    names: list[str]


@dataclasses.dataclass(frozen=True, kw_only=True)
class InstanceMigrated(DomainEvent):
    """A running process changed to another version of its model."""

    type: ClassVar[str] = "workflow.instance_migrated"
    label: ClassVar[str | Promise] = _("Process changed to another version")
    instance: uuid.UUID
    before: uuid.UUID
    version: uuid.UUID
