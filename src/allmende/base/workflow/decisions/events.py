"""What decision tables tell the log."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent

from .results import Result


@dataclass(frozen=True, kw_only=True)
class DecisionPublished(DomainEvent):
    """A new version of decision tables; on the stream "decision:<definition id>"."""

    type: ClassVar[str] = "workflow.decision_published"
    label: ClassVar[str | Promise] = _("Decision table published")
    version: uuid.UUID
    number: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class TableDecided(DomainEvent):
    """A table was asked; on the stream of the subject. ``rules`` are the rules that matched: ``fee:3``.

    What it answered and why in plain words goes into the erasable payload: ``personal={"text": result.words}``.
    """

    type: ClassVar[str] = "workflow.table_decided"
    label: ClassVar[str | Promise] = _("Decided by table")
    version: uuid.UUID
    decision: str
    name: str
    rules: tuple[str, ...]


def table_decided(version: uuid.UUID, result: Result) -> TableDecided:
    """The event for an answer; record it with ``personal={"text": result.words}``."""
    return TableDecided(
        version=version, decision=result.decision, name=result.name,
        rules=tuple(str(hit) for hit in result.hits),
    )  # fmt: skip
