from __future__ import annotations

import logging
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from allmende.foundation.events.types import SYSTEM
from allmende.foundation.jobs.actions import periodic

from .actions import close_institution, erase_contact, forget_proposal
from .models import Contact, ContactProposal, Institution

logger = logging.getLogger(__name__)

#: So long is known whom the provider wrote to after the last role ended: questions about a letter come late.
KEPT = timedelta(days=365)
#: So long a proposed contact waits for an answer.
UNANSWERED = timedelta(days=30)


@periodic(every=timedelta(days=1))
def erase_old_contacts() -> None:
    """Erase name and addresses of contacts whose last role ended a year ago; letters keep their number only."""
    old = Contact.objects.filter(ended_at__lt=timezone.now() - KEPT, erased_at=None)
    for contact in old.iterator():
        erase_contact(contact=contact, by=SYSTEM)


@periodic(every=timedelta(hours=6))
def close_institutions() -> None:
    """Close down institutions whose last day is over; a body that still runs schools waits for them."""
    due = Institution.objects.filter(state=Institution.State.ACTIVE, ended_on__lt=timezone.localdate())
    for row in sorted(due, key=lambda one: one.kind == Institution.Kind.BODY):
        try:
            close_institution(institution=row, on=row.ended_on or timezone.localdate(), by=SYSTEM)
        except ValidationError as error:
            logger.warning("institution %s is not closed: %s", row.pk, "; ".join(error.messages))


@periodic(every=timedelta(days=1))
def forget_contact_proposals() -> None:
    """What institutions said about contacts and nobody confirmed goes after 30 days."""
    old = ContactProposal.objects.filter(created_at__lt=timezone.now() - UNANSWERED)
    for proposal in old.select_related("institution").iterator():
        forget_proposal(proposal=proposal, by=SYSTEM)
