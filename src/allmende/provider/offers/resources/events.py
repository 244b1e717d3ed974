"""What the log tells of resources and of imports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ResourceSaved(DomainEvent):
    """A resource was entered or changed; ``changed`` names the fields, without their values."""

    type: ClassVar[str] = "resources.saved"
    label: ClassVar[str | Promise] = _("Resource saved")
    resource: str
    kind: str
    created: bool
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ResourceEnded(DomainEvent):
    """A resource is no longer provided; ``ended_on`` is the last day."""

    type: ClassVar[str] = "resources.ended"
    label: ClassVar[str | Promise] = _("Resource ended")
    resource: str
    kind: str
    ended_on: str


@dataclass(frozen=True, kw_only=True)
class DependencyAdded(DomainEvent):
    """Somebody entered that a resource does not work without another."""

    type: ClassVar[str] = "resources.dependency_added"
    label: ClassVar[str | Promise] = _("Dependency added")
    resource: str
    needs: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class DependencyRemoved(DomainEvent):
    """A resource works without another after all."""

    type: ClassVar[str] = "resources.dependency_removed"
    label: ClassVar[str | Promise] = _("Dependency removed")
    resource: str
    needs: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class DependenciesFound(DomainEvent):
    """Dependencies were read from the data, of one institution or of all: one event for the act."""

    type: ClassVar[str] = "resources.dependencies_found"
    label: ClassVar[str | Promise] = _("Dependencies found in the data")
    institution: str
    added: int
    removed: int
    kept: int


@dataclass(frozen=True, kw_only=True)
class RegisterImportBegun(DomainEvent):
    """A list begins to be taken over: where the end is missing, it was cut off between two chunks."""

    type: ClassVar[str] = "resources.import_begun"
    label: ClassVar[str | Promise] = _("Import of a list begun")
    kind: str


@dataclass(frozen=True, kw_only=True)
class RegisterImported(DomainEvent):
    """A list of customers, contacts, resources or dependencies was taken over: one event for the act.

    What the lines said is in the file with this SHA-256; the rows themselves carry no history of it.
    """

    type: ClassVar[str] = "resources.imported"
    label: ClassVar[str | Promise] = _("List imported")
    kind: str
    sha256: str
    rows: int
    created: int
    updated: int
    unchanged: int
    refused: int


@dataclass(frozen=True, kw_only=True)
class ResourcesEnded(DomainEvent):
    """All resources of an institution ended with it."""

    type: ClassVar[str] = "resources.ended_with_institution"
    label: ClassVar[str | Promise] = _("Resources ended with their institution")
    institution: str
    ended_on: str
    count: int


@dataclass(frozen=True, kw_only=True)
class ResourcesMoved(DomainEvent):
    """The resources of an institution belong to the one that it became part of."""

    type: ClassVar[str] = "resources.moved"
    label: ClassVar[str | Promise] = _("Resources went to another institution")
    institution: str
    target: str
    count: int
