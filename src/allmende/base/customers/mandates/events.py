"""What happens to mandates, on the stream of who is represented, or of the agent's account before."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclass(frozen=True, kw_only=True)
class MandateAsked(DomainEvent):
    type: ClassVar[str] = "customers.mandate_asked"
    label: ClassVar[str | Promise] = _("Asked to be allowed to act for somebody")
    mandate: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class MandateGiven(DomainEvent):
    type: ClassVar[str] = "customers.mandate_given"
    label: ClassVar[str | Promise] = _("May act for this customer")
    mandate: uuid.UUID
    agent: uuid.UUID
    kind: str
    scope: str
    proof: str
    until: date


@dataclass(frozen=True, kw_only=True)
class MandateRefused(DomainEvent):
    type: ClassVar[str] = "customers.mandate_refused"
    label: ClassVar[str | Promise] = _("Refused to be represented")
    mandate: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class MandateWithdrawn(DomainEvent):
    type: ClassVar[str] = "customers.mandate_withdrawn"
    label: ClassVar[str | Promise] = _("May no longer act for this customer")
    mandate: uuid.UUID
    agent: uuid.UUID | None
