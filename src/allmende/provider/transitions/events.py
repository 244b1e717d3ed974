"""What happens to programmes. Big runs are one event with counts, not one for each row."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclass(frozen=True, kw_only=True)
class ProgrammeCreated(DomainEvent):
    type: ClassVar[str] = "transitions.programme_created"
    label = _("Programme begun")
    title: str


@dataclass(frozen=True, kw_only=True)
class ProgrammeChanged(DomainEvent):
    """``changes``: field → [before, after]."""

    type: ClassVar[str] = "transitions.programme_changed"
    label = _("Programme changed")
    changes: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class MeasureSaved(DomainEvent):
    """``changes``: field → [before, after]; of a new measure all its fields."""

    type: ClassVar[str] = "transitions.measure_saved"
    label = _("Measure saved")
    measure: uuid.UUID
    key: str
    changes: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class MeasureRemoved(DomainEvent):
    type: ClassVar[str] = "transitions.measure_removed"
    label = _("Measure removed")
    measure: uuid.UUID
    key: str


@dataclass(frozen=True, kw_only=True)
class DateSet(DomainEvent):
    """``before`` and ``after``: kind, on, condition; empty for a first date and for a removed one."""

    type: ClassVar[str] = "transitions.date_set"
    label = _("Date recorded")
    measure: uuid.UUID
    event: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class WindowsChanged(DomainEvent):
    """Windows were added, changed or removed; each as ``start/end × capacity``."""

    type: ClassVar[str] = "transitions.windows_changed"
    label = _("Windows changed")
    measure: uuid.UUID
    added: list[str]
    removed: list[str]


@dataclass(frozen=True, kw_only=True)
class OpenPointSaved(DomainEvent):
    type: ClassVar[str] = "transitions.open_point_saved"
    label = _("Open point recorded")
    point: uuid.UUID
    closed: bool


@dataclass(frozen=True, kw_only=True)
class EffectsFixed(DomainEvent):
    """``sha256`` is over the effects as they were written, in order."""

    type: ClassVar[str] = "transitions.effects_fixed"
    label = _("Effects and checklists written")
    programme: uuid.UUID
    effects: int
    voided: int
    steps: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class ProgrammeAnnounced(DomainEvent):
    type: ClassVar[str] = "transitions.programme_announced"
    label = _("Programme announced")
    programme: uuid.UUID
    institutions: int


@dataclass(frozen=True, kw_only=True)
class ProgrammeEnded(DomainEvent):
    """``state``: done or dropped."""

    type: ClassVar[str] = "transitions.programme_ended"
    label = _("Programme ended")
    programme: uuid.UUID
    state: str


@dataclass(frozen=True, kw_only=True)
class RevisionPublished(DomainEvent):
    """A new state was published; whom it touches is in ``queries.touched_by``. ``sha256`` is over its content."""

    type: ClassVar[str] = "transitions.revision_published"
    label = _("Revision published")
    programme: uuid.UUID
    revision: uuid.UUID
    number: int
    institutions: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class EffectPlaced(DomainEvent):
    """On the stream of the institution; ``window`` is None where it was taken out."""

    type: ClassVar[str] = "transitions.effect_placed"
    label = _("Time window set")
    programme: uuid.UUID
    effect: uuid.UUID
    window: uuid.UUID | None
    how: str
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class EffectsPlaced(DomainEvent):
    """Many were placed in one act; on the stream of the programme. ``sha256`` is over effect and window, in order."""

    type: ClassVar[str] = "transitions.effects_placed"
    label = _("Time windows calculated")
    programme: uuid.UUID
    placed: int
    how: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class SuccessorChosen(DomainEvent):
    """On the stream of the institution; ``alternative`` is None where the choice was taken back."""

    type: ClassVar[str] = "transitions.successor_chosen"
    label = _("Successor chosen")
    programme: uuid.UUID
    effect: uuid.UUID
    alternative: uuid.UUID | None


@dataclass(frozen=True, kw_only=True)
class StepTicked(DomainEvent):
    """On the stream of the institution."""

    type: ClassVar[str] = "transitions.step_ticked"
    label = _("Step done")
    programme: uuid.UUID
    step: uuid.UUID
    key: str


@dataclass(frozen=True, kw_only=True)
class StepUnticked(DomainEvent):
    """On the stream of the institution."""

    type: ClassVar[str] = "transitions.step_unticked"
    label = _("Step open again")
    programme: uuid.UUID
    step: uuid.UUID
    key: str


@dataclass(frozen=True, kw_only=True)
class InstitutionLeft(DomainEvent):
    """It closed down, or its effects went to ``target`` of which it became part."""

    type: ClassVar[str] = "transitions.institution_left"
    label = _("Institution left the programme")
    programme: uuid.UUID
    institution: uuid.UUID
    target: uuid.UUID | None
