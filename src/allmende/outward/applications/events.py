"""What happens to drafts. Their keystrokes are the applicant's own business: saving a page is no event."""

from __future__ import annotations

import dataclasses

from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclasses.dataclass(frozen=True, kw_only=True)
class DraftStarted(DomainEvent):
    type = "applications.draft_started"
    label = _("Application begun")
    procedure: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class DraftSent(DomainEvent):
    type = "applications.draft_sent"
    label = _("Application sent")
    case: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class DraftDeleted(DomainEvent):
    type = "applications.draft_deleted"
    label = _("Draft deleted")
    why: str
