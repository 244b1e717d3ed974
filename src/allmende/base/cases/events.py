"""What happens to a case, as the log tells it; the stream is ``case:<uuid>``.

Fields hold keys and dates only. Texts that people wrote go into the erasable personal payload.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CaseOpened(DomainEvent):
    type: ClassVar[str] = "cases.opened"
    label: ClassVar[str | Promise] = _("Received")
    number: str
    kind: str
    channel: str
    unit: uuid.UUID
    service: uuid.UUID | None = None
    procedure_version: uuid.UUID | None = None
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class WorkBegan(DomainEvent):
    """The first task is done; before, the case was only received."""

    type: ClassVar[str] = "cases.work_began"
    label: ClassVar[str | Promise] = _("Work began")


@dataclass(frozen=True, kw_only=True)
class SubCaseOpened(DomainEvent):
    """On the stream of the case to which it belongs."""

    type: ClassVar[str] = "cases.sub_case_opened"
    label: ClassVar[str | Promise] = _("Sub-case opened")
    case: uuid.UUID
    number: str


@dataclass(frozen=True, kw_only=True)
class CaseAssigned(DomainEvent):
    type: ClassVar[str] = "cases.assigned"
    label: ClassVar[str | Promise] = _("Assigned")
    assignee: uuid.UUID | None
    previous: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class CaseHandedOver(DomainEvent):
    type: ClassVar[str] = "cases.handed_over"
    label: ClassVar[str | Promise] = _("Handed over to another office")
    unit: uuid.UUID
    previous: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class CaseHeld(DomainEvent):
    type: ClassVar[str] = "cases.held"
    label: ClassVar[str | Promise] = _("Case put on hold")
    until: date


@dataclass(frozen=True, kw_only=True)
class CaseResumed(DomainEvent):
    type: ClassVar[str] = "cases.resumed"
    label: ClassVar[str | Promise] = _("Taken up again")


@dataclass(frozen=True, kw_only=True)
class CustomerAsked(DomainEvent):
    type: ClassVar[str] = "cases.customer_asked"
    label: ClassVar[str | Promise] = _("Question asked of the customer")
    question: uuid.UUID
    kind: str
    answer_by: date | None = None


@dataclass(frozen=True, kw_only=True)
class QuestionAnswered(DomainEvent):
    type: ClassVar[str] = "cases.question_answered"
    label: ClassVar[str | Promise] = _("Customer answered")
    question: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class QuestionDropped(DomainEvent):
    type: ClassVar[str] = "cases.question_dropped"
    label: ClassVar[str | Promise] = _("Question no longer needed")
    question: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class UnitInvolved(DomainEvent):
    """``trusted``: the case is confidential, and this office was expressly let in."""

    type: ClassVar[str] = "cases.unit_involved"
    label: ClassVar[str | Promise] = _("Another office takes part")
    unit: uuid.UUID
    trusted: bool = False


@dataclass(frozen=True, kw_only=True)
class UnitReleased(DomainEvent):
    type: ClassVar[str] = "cases.unit_released"
    label: ClassVar[str | Promise] = _("Another office has finished")
    unit: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class CaseCommented(DomainEvent):
    """The note itself is personal payload: ``text``."""

    type: ClassVar[str] = "cases.commented"
    label: ClassVar[str | Promise] = _("Note")


@dataclass(frozen=True, kw_only=True)
class CaseDecided(DomainEvent):
    type: ClassVar[str] = "cases.decided"
    label: ClassVar[str | Promise] = _("Decided")
    decision: uuid.UUID
    outcome: str


@dataclass(frozen=True, kw_only=True)
class CaseWithdrawn(DomainEvent):
    type: ClassVar[str] = "cases.withdrawn"
    label: ClassVar[str | Promise] = _("Withdrawn")


@dataclass(frozen=True, kw_only=True)
class CaseReopened(DomainEvent):
    type: ClassVar[str] = "cases.reopened"
    label: ClassVar[str | Promise] = _("Reopened")


@dataclass(frozen=True, kw_only=True)
class CaseMerged(DomainEvent):
    """On the stream of the duplicate."""

    type: ClassVar[str] = "cases.merged"
    label: ClassVar[str | Promise] = _("Merged into another case")
    into: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class DuplicateTakenIn(DomainEvent):
    """On the stream of the case that stays."""

    type: ClassVar[str] = "cases.duplicate_taken_in"
    label: ClassVar[str | Promise] = _("Duplicate merged into this case")
    duplicate: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class CaseClosed(DomainEvent):
    type: ClassVar[str] = "cases.closed"
    label: ClassVar[str | Promise] = _("Closed")


@dataclass(frozen=True, kw_only=True)
class DeadlineSet(DomainEvent):
    type: ClassVar[str] = "cases.deadline_set"
    label: ClassVar[str | Promise] = _("Deadline set")
    due_on: date | None
    previous: date | None


@dataclass(frozen=True, kw_only=True)
class DeadlineMoved(DomainEvent):
    """The calendar changed; ``cause`` is the position of that event in the log."""

    type: ClassVar[str] = "cases.deadline_moved"
    label: ClassVar[str | Promise] = _("Deadline moved, because the calendar changed")
    due_on: date
    previous: date
    cause: int


@dataclass(frozen=True, kw_only=True)
class PrioritySet(DomainEvent):
    type: ClassVar[str] = "cases.priority_set"
    label: ClassVar[str | Promise] = _("Priority set")
    priority: int
    previous: int


@dataclass(frozen=True, kw_only=True)
class ConfidentialitySet(DomainEvent):
    type: ClassVar[str] = "cases.confidentiality_set"
    label: ClassVar[str | Promise] = _("Confidentiality changed")
    confidential: bool


@dataclass(frozen=True, kw_only=True)
class DataSet(DomainEvent):
    """The values are personal payload."""

    type: ClassVar[str] = "cases.data_set"
    label: ClassVar[str | Promise] = _("Value kept with the case")
    keys: list[str]


@dataclass(frozen=True, kw_only=True)
class FeeThere(DomainEvent):
    """What had to be paid first is paid, or nobody demands it any more: the office's time begins."""

    type: ClassVar[str] = "cases.fee_there"
    label: ClassVar[str | Promise] = _("The fee is paid; the deadline begins")
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class SignaturesThere(DomainEvent):
    """What an application needs is complete: the office's time begins."""

    type: ClassVar[str] = "cases.signatures_there"
    label: ClassVar[str | Promise] = _("The application is complete; the deadline begins")
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class AppliedFor(DomainEvent):
    """Somebody applied for somebody else; both names are in the personal payload."""

    type: ClassVar[str] = "cases.applied_for"
    label: ClassVar[str | Promise] = _("Applied for somebody else")
    mandate: uuid.UUID
    agent: uuid.UUID
    customer: uuid.UUID
    proof: str


@dataclass(frozen=True, kw_only=True)
class TypedAtCounter(DomainEvent):
    """A clerk typed the application for somebody who stood there; what was looked at is in the personal payload."""

    type: ClassVar[str] = "cases.typed_at_counter"
    label: ClassVar[str | Promise] = _("Typed at the counter")
    clerk: uuid.UUID
    document: str
