from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from allmende.foundation.events.types import SYSTEM
from allmende.foundation.jobs.actions import periodic

from .actions import erase_contact
from .models import Contact

#: So long is known whom the provider wrote to after the last role ended: questions about a letter come late.
KEPT = timedelta(days=365)


@periodic(every=timedelta(days=1))
def erase_old_contacts() -> None:
    """Erase name and addresses of contacts whose last role ended a year ago; letters keep their number only."""
    old = Contact.objects.filter(ended_at__lt=timezone.now() - KEPT, erased_at=None)
    for contact in old.iterator():
        erase_contact(contact=contact, by=SYSTEM)
