"""What the log tells of criteria, decisions and agreements."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclass(frozen=True, kw_only=True)
class AssumptionsSaved(DomainEvent):
    """Criteria or figures were changed; ``changed`` names the figures, and ``rules`` where the criteria differ."""

    type: ClassVar[str] = "servers.assumptions_saved"
    label = _("Criteria and assumptions saved")
    changed: list[str]


@dataclass(frozen=True, kw_only=True)
class TreatmentDecided(DomainEvent):
    """By hand, on the stream of the server; an empty ``treatment`` leaves it to the criteria again."""

    type: ClassVar[str] = "servers.treatment_decided"
    label = _("Treatment of a server decided")
    server: uuid.UUID
    treatment: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class StageSaved(DomainEvent):
    """Which offices a consolidation moves, as pilot or roll-out; ``offices``: how many are named, 0: all others."""

    type: ClassVar[str] = "servers.stage_saved"
    label = _("Pilot or roll-out of a consolidation saved")
    measure: uuid.UUID
    kind: str
    offices: int


@dataclass(frozen=True, kw_only=True)
class PilotConcluded(DomainEvent):
    """What the pilot showed, and whether the roll-out follows."""

    type: ClassVar[str] = "servers.pilot_concluded"
    label = _("Pilot of a consolidation concluded")
    measure: uuid.UUID
    outcome: str
    concluded_on: str


@dataclass(frozen=True, kw_only=True)
class WaveAgreed(DomainEvent):
    """An office agreed to its wave; with whom stands in the personal payload."""

    type: ClassVar[str] = "servers.wave_agreed"
    label = _("Wave agreed with the office")
    institution: uuid.UUID
    window: str
    agreed_on: str
