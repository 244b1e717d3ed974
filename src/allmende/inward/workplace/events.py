"""What this app tells the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclass(frozen=True, kw_only=True)
class MassDecisionBegun(DomainEvent):
    """On the stream "mass:<key>"; each case has its own ``cases.decided`` besides."""

    type: ClassVar[str] = "workplace.mass_decision_begun"
    label: ClassVar[str | Promise] = _("Decision for several cases")
    outcome: str
    cases: int
