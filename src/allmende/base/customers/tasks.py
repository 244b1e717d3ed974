"""Periodic work on customers."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from allmende.foundation.jobs.actions import periodic

from .actions import finish_merge, note_suspicions
from .models import Customer, Merge

#: How long a merge can be undone; then what the second record was is erased.
UNDO_DAYS = 30
_EACH = timedelta(hours=12)


@periodic(every=_EACH)
def look_for_duplicates() -> None:
    """Compare those recorded since the last time, and some hours before, with all others."""
    since = timezone.now() - 2 * _EACH
    rows = Customer.objects.filter(created_at__gte=since, merged_into=None, erased_at=None)
    for customer in rows.order_by("id").iterator(chunk_size=500):
        note_suspicions(customer=customer)


@periodic(every=_EACH)
def finish_merges() -> None:
    """Erase what merged records were, when nobody undid it for ``UNDO_DAYS``."""
    old = timezone.now() - timedelta(days=UNDO_DAYS)
    for merge in Merge.objects.filter(merged_at__lt=old, undone_at=None, final_at=None).select_related(
        "source"
    ):
        finish_merge(merge=merge)
