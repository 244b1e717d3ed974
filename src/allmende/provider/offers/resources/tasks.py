"""Periodic work on the register."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from allmende.foundation.events.types import SYSTEM
from allmende.foundation.jobs.actions import periodic

from .actions import find_dependencies
from .models import Resource
from .types import resource_types

#: So long are bills about a mailbox disputed.
KEPT = timedelta(days=365)


@periodic(every=timedelta(days=1))
def find_all_dependencies() -> None:
    """What others' changed data mean across institutions is noticed within a day."""
    if Resource.objects.exists():
        find_dependencies(by=SYSTEM)


@periodic(every=timedelta(days=1))
def forget_ended_resources() -> None:
    """Mailboxes and accounts that ended a year ago lose number, name and facts; what they cost stays known."""
    personal = [type.key for type in resource_types if type.is_personal]
    old = Resource.objects.filter(type__in=personal, ended_on__lt=timezone.localdate() - KEPT)
    for row in old.exclude(number__startswith="erased:").only("pk").iterator():
        erased = f"erased:{row.pk}"
        Resource.objects.filter(pk=row.pk).update(number=erased, name=erased, fields={})
