"""What the log tells of address plans and of asking name servers; on the stream of the measure's programme."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclass(frozen=True, kw_only=True)
class PlanImported(DomainEvent):
    """Lines of an address plan were taken over from a list; ``sha256`` is the list's."""

    type: ClassVar[str] = "connectivity.plan_imported"
    label = _("Address plan taken over")
    measure: uuid.UUID
    saved: int
    refused: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class AddressChangeSaved(DomainEvent):
    """One line of an address plan; ``new`` is empty where it is not known yet."""

    type: ClassVar[str] = "connectivity.address_change_saved"
    label = _("Address plan changed")
    measure: uuid.UUID
    institution: uuid.UUID
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class AddressChangeRemoved(DomainEvent):
    """A line was taken out of an address plan."""

    type: ClassVar[str] = "connectivity.address_change_removed"
    label = _("Line of the address plan removed")
    measure: uuid.UUID
    old: str


@dataclass(frozen=True, kw_only=True)
class RecordsChecked(DomainEvent):
    """Name servers were asked about records of the plan; result → how many."""

    type: ClassVar[str] = "connectivity.records_checked"
    label = _("Records checked against name servers")
    measure: uuid.UUID
    results: dict[str, int]
