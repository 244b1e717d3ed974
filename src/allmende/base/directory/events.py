"""What the log tells of the directory."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent

#: The log's stream of everything in the directory: its length says how often the directory was changed.
STREAM = "directory"


@dataclass(frozen=True, kw_only=True)
class DirectoryRowSaved(DomainEvent):
    """A unit, building, topic or service was created or changed; ``what`` is the kind, ``key`` its key."""

    type: ClassVar[str] = "directory.row_saved"
    label: ClassVar[str | Promise] = _("Entry in the directory saved")
    what: str
    key: str
    created: bool


@dataclass(frozen=True, kw_only=True)
class DirectoryRowDeleted(DomainEvent):
    """A unit, building, service or topic that nothing pointed at was deleted; ``name`` is what it was called."""

    type: ClassVar[str] = "directory.row_deleted"
    label: ClassVar[str | Promise] = _("Entry in the directory deleted")
    what: str
    key: str
    name: str


@dataclass(frozen=True, kw_only=True)
class DirectoryRowEnded(DomainEvent):
    """A unit, building, service or topic ends with ``last_day``; without one it goes on after all."""

    type: ClassVar[str] = "directory.row_ended"
    label: ClassVar[str | Promise] = _("End of an entry in the directory set")
    what: str
    key: str
    last_day: date | None


@dataclass(frozen=True, kw_only=True)
class OpeningHoursSet(DomainEvent):
    """A unit's weekly hours or exceptions were replaced."""

    type: ClassVar[str] = "directory.opening_hours_set"
    label: ClassVar[str | Promise] = _("Opening hours changed")
    unit: str
    weekly: int
    exceptions: int


@dataclass(frozen=True, kw_only=True)
class ResponsibilitySet(DomainEvent):
    """A unit became responsible for a service, in an area ("" is everywhere)."""

    type: ClassVar[str] = "directory.responsibility_set"
    label: ClassVar[str | Promise] = _("Responsibility set")
    service: str
    unit: str
    area: str


@dataclass(frozen=True, kw_only=True)
class ResponsibilityEnded(DomainEvent):
    """A unit is no longer responsible for a service after ``last_day``; it never was where that is before its first."""

    type: ClassVar[str] = "directory.responsibility_ended"
    label: ClassVar[str | Promise] = _("Responsibility ended")
    service: str
    unit: str
    area: str
    last_day: date


@dataclass(frozen=True, kw_only=True)
class ServicesImported(DomainEvent):
    """A catalogue of services was imported."""

    type: ClassVar[str] = "directory.services_imported"
    label: ClassVar[str | Promise] = _("Services imported")
    created: int
    updated: int
    unchanged: int
    refused: int
