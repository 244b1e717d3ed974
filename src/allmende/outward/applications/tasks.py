"""Work in the background: drafts whose time is over."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from allmende.foundation.events.types import SYSTEM
from allmende.foundation.jobs.actions import periodic

from .actions import delete_draft
from .models import Draft

#: So many drafts are deleted in one run; the next run takes the rest.
AT_ONCE = 500


@periodic(every=timedelta(hours=1))
def delete_expired_drafts() -> None:
    """Delete unsent drafts after their last day, with their files; forget what the thank-you pages showed."""
    over = Draft.objects.filter(expires_at__lte=timezone.now())
    for draft in over.filter(sent_at=None).order_by("expires_at")[:AT_ONCE]:
        delete_draft(draft=draft, why="expired", actor=SYSTEM)
    over.filter(sent_at__isnull=False).delete()
