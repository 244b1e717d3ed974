"""What happens to drafts.

Beginning and saving a draft is the applicant's own business and no event; sending is one of the case. That somebody
gave up is counted by the deletion.
"""

from __future__ import annotations

import dataclasses

from django.utils.translation import gettext_lazy as _

from allmende.foundation.events.types import DomainEvent


@dataclasses.dataclass(frozen=True, kw_only=True)
class DraftDeleted(DomainEvent):
    type = "applications.draft_deleted"
    label = _("Draft deleted")
    procedure: str
    why: str
