"""Periodic work on customers."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from allmende.foundation.ids import NO_KEY, read_key
from allmende.foundation.jobs.actions import periodic
from allmende.foundation.tenants.context import current_tenant_id
from allmende.foundation.tenants.models import Tenant

from .actions import finish_merge, note_suspicions
from .models import Customer, Merge

#: How long a merge can be undone; then what the second record was is erased.
UNDO_DAYS = 30
_EACH = timedelta(hours=12)
MOST = 20_000
#: Where a municipality keeps the key of the last customer who was compared.
_LOOKED_AT = "customers_compared"


@periodic(every=_EACH)
def look_for_duplicates() -> None:
    """Compare those recorded since the last time with all others; at most ``MOST`` at a time, oldest first."""
    tenant = Tenant.objects.get(pk=current_tenant_id())
    last = read_key(str(tenant.settings.get(_LOOKED_AT, ""))) or NO_KEY
    rows = Customer.objects.filter(pk__gt=last, merged_into=None, erased_at=None).order_by("pk")[:MOST]
    for customer in rows:  # keys are in the order of time
        note_suspicions(customer=customer)
        last = customer.pk
    with transaction.atomic():
        tenant = Tenant.objects.select_for_update().get(pk=tenant.pk)
        tenant.settings = {**tenant.settings, _LOOKED_AT: str(last)}
        tenant.save(update_fields=["settings"])


@periodic(every=_EACH)
def finish_merges() -> None:
    """Erase what merged records were, when nobody undid it for ``UNDO_DAYS``."""
    old = timezone.now() - timedelta(days=UNDO_DAYS)
    for merge in Merge.objects.filter(merged_at__lt=old, undone_at=None, final_at=None).select_related(
        "source"
    ):
        finish_merge(merge=merge)
