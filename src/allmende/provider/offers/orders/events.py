"""What happens to orders and questions, on the stream of their case; texts that people wrote are personal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(DomainEvent):
    type: ClassVar[str] = "orders.placed"
    label: ClassVar[str | Promise] = _("Ordered")
    order: str
    kind: str
    institution: str
    variant: str
    resource: str = ""


@dataclass(frozen=True, kw_only=True)
class ApprovalAsked(DomainEvent):
    """``people``: to how many contacts it went; a reminder asks again."""

    type: ClassVar[str] = "orders.approval_asked"
    label: ClassVar[str | Promise] = _("Approval asked for")
    role: str
    people: int
    reminder: bool = False


@dataclass(frozen=True, kw_only=True)
class OrderApproved(DomainEvent):
    type: ClassVar[str] = "orders.approved"
    label: ClassVar[str | Promise] = _("Order approved")
    role: str


@dataclass(frozen=True, kw_only=True)
class OrderRefused(DomainEvent):
    """The reason is personal."""

    type: ClassVar[str] = "orders.refused"
    label: ClassVar[str | Promise] = _("Order not approved")
    role: str


@dataclass(frozen=True, kw_only=True)
class ResourceAttached(DomainEvent):
    type: ClassVar[str] = "orders.resource_attached"
    label: ClassVar[str | Promise] = _("Resource belongs to the order")
    resource: str


@dataclass(frozen=True, kw_only=True)
class OrderAccepted(DomainEvent):
    type: ClassVar[str] = "orders.accepted"
    label: ClassVar[str | Promise] = _("Customer confirms that it works")


@dataclass(frozen=True, kw_only=True)
class OrderFaulted(DomainEvent):
    """What does not work is personal."""

    type: ClassVar[str] = "orders.faulted"
    label: ClassVar[str | Promise] = _("Customer says that it does not work")


@dataclass(frozen=True, kw_only=True)
class OrderInUse(DomainEvent):
    """From ``on`` the order counts for bills: in use, changed, or ended."""

    type: ClassVar[str] = "orders.in_use"
    label: ClassVar[str | Promise] = _("Entered in the register")
    on: str


@dataclass(frozen=True, kw_only=True)
class QuestionAsked(DomainEvent):
    type: ClassVar[str] = "orders.question_asked"
    label: ClassVar[str | Promise] = _("Question to support")
    question: str
    about: str


@dataclass(frozen=True, kw_only=True)
class AnswerPublished(DomainEvent):
    """``changed``: it was published before and reads differently now."""

    type: ClassVar[str] = "orders.answer_published"
    label: ClassVar[str | Promise] = _("Official answer published")
    question: str
    about: str
    changed: bool


@dataclass(frozen=True, kw_only=True)
class AnswerWithdrawn(DomainEvent):
    type: ClassVar[str] = "orders.answer_withdrawn"
    label: ClassVar[str | Promise] = _("Official answer withdrawn")
    question: str
    about: str


@dataclass(frozen=True, kw_only=True)
class QuarterBilled(DomainEvent):
    """One event for the whole run, on the stream ``bills``; ``total`` in Euro as text."""

    type: ClassVar[str] = "orders.quarter_billed"
    label: ClassVar[str | Promise] = _("Quarter billed")
    quarter: str
    bills: int
    lines: int
    total: str
    before: int
