"""What programmes do when something happens to customers, or to themselves."""

from __future__ import annotations

import uuid

from allmende.foundation.events.actions import subscribe
from allmende.foundation.events.models import Event
from allmende.foundation.jobs.actions import enqueue
from allmende.provider.offers.events import InstitutionEnded, InstitutionsMerged

from .actions import move_institution, void_institution
from .events import RevisionPublished
from .tasks import refresh_programme


@subscribe(InstitutionEnded)
def leave(event: InstitutionEnded, row: Event) -> None:
    """A school that is closed has nothing to do any more."""
    void_institution(institution=uuid.UUID(event.institution), by=None)


@subscribe(InstitutionsMerged)
def go_along(event: InstitutionsMerged, row: Event) -> None:
    """What a school had to do, the one does of which it became part."""
    target = uuid.UUID(event.target)
    for programme in move_institution(institution=uuid.UUID(event.institution), target=target, by=None):
        enqueue(refresh_programme, programme=str(programme))


@subscribe(RevisionPublished)
def follow(event: RevisionPublished, row: Event) -> None:
    """A date that moved moves the days by which steps are due; the first revision comes with fresh ones."""
    if event.number > 1:
        enqueue(refresh_programme, programme=str(event.programme))
