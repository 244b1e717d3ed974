"""What happens to customers, as the log tells it. Streams: ``customer:<id>``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclass(frozen=True, kw_only=True)
class CustomerCreated(DomainEvent):
    type: ClassVar[str] = "customers.created"
    label: ClassVar[str | Promise] = _("Customer recorded")
    kind: str


@dataclass(frozen=True, kw_only=True)
class CustomerChanged(DomainEvent):
    type: ClassVar[str] = "customers.changed"
    label: ClassVar[str | Promise] = _("Customer data changed")
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class CustomerErased(DomainEvent):
    type: ClassVar[str] = "customers.erased"
    label: ClassVar[str | Promise] = _("Customer data erased")


@dataclass(frozen=True, kw_only=True)
class CustomersMerged(DomainEvent):
    type: ClassVar[str] = "customers.merged"
    label: ClassVar[str | Promise] = _("Two records merged")
    other: str
    merge: str


@dataclass(frozen=True, kw_only=True)
class MergeUndone(DomainEvent):
    type: ClassVar[str] = "customers.merge_undone"
    label: ClassVar[str | Promise] = _("Merging undone")
    other: str
    merge: str


@dataclass(frozen=True, kw_only=True)
class FoundDifferent(DomainEvent):
    type: ClassVar[str] = "customers.found_different"
    label: ClassVar[str | Promise] = _("Not the same customer")
    other: str


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(DomainEvent):
    type: ClassVar[str] = "customers.consent_given"
    label: ClassVar[str | Promise] = _("Consent given")
    purpose: str


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(DomainEvent):
    type: ClassVar[str] = "customers.consent_withdrawn"
    label: ClassVar[str | Promise] = _("Consent withdrawn")
    purpose: str
