"""What happens to windows and followers. A calculation that is taken over is ``transitions.effects_placed``."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclass(frozen=True, kw_only=True)
class WishesSaved(DomainEvent):
    """On the stream of the institution; windows that suit and that are not possible, as keys."""

    type: ClassVar[str] = "windows.wishes_saved"
    label = _("Wishes for time windows saved")
    programme: uuid.UUID
    effect: uuid.UUID
    wishes: list[str]
    vetoes: list[str]


@dataclass(frozen=True, kw_only=True)
class PeriodsImported(DomainEvent):
    """Holidays or exams of a federal state were read from a file; ``sha256`` is the file's."""

    type: ClassVar[str] = "windows.periods_imported"
    label = _("Holidays and exam times taken over")
    land: str
    kind: str
    added: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class PeriodSaved(DomainEvent):
    """``removed``: it was taken out."""

    type: ClassVar[str] = "windows.period_saved"
    label = _("Holidays or exam time saved")
    land: str
    kind: str
    starts_on: str
    ends_on: str
    removed: bool = False


@dataclass(frozen=True, kw_only=True)
class RuleSaved(DomainEvent):
    type: ClassVar[str] = "windows.rule_saved"
    label = _("Rules for time windows saved")
    measure: uuid.UUID
    rule: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class OrderSaved(DomainEvent):
    """``removed``: the order of two measures holds no longer."""

    type: ClassVar[str] = "windows.order_saved"
    label = _("Order of measures saved")
    before: uuid.UUID
    after: uuid.UUID
    strict: bool
    removed: bool = False


@dataclass(frozen=True, kw_only=True)
class RunAsked(DomainEvent):
    type: ClassVar[str] = "windows.run_asked"
    label = _("Calculation of time windows started")
    run: uuid.UUID
    seconds: int


@dataclass(frozen=True, kw_only=True)
class RunSettled(DomainEvent):
    """``taken``: the placement was taken over, else discarded."""

    type: ClassVar[str] = "windows.run_settled"
    label = _("Calculated placement settled")
    run: uuid.UUID
    taken: bool
    moved: int


@dataclass(frozen=True, kw_only=True)
class WindowLocked(DomainEvent):
    """On the stream of the institution; ``locked`` false: it may be moved again."""

    type: ClassVar[str] = "windows.window_locked"
    label = _("Time window held")
    effect: uuid.UUID
    locked: bool


@dataclass(frozen=True, kw_only=True)
class FollowerChanged(DomainEvent):
    """Somebody follows a programme, or ended that; who it is, is not recorded."""

    type: ClassVar[str] = "windows.follower_changed"
    label = _("Follower of a programme")
    programme: uuid.UUID
    what: str
