"""What becomes of resources when something happens to their owner."""

from __future__ import annotations

import uuid

from allmende.foundation.events.actions import subscribe
from allmende.foundation.events.models import Event
from allmende.provider.offers.events import InstitutionsMerged

from .models import Resource


@subscribe(InstitutionsMerged)
def hand_over(event: InstitutionsMerged, row: Event) -> None:
    """What a school had, the one has of which it became part; ended things stay where they were used."""
    own = Resource.objects.filter(institution_id=uuid.UUID(event.institution))
    own.exclude(state=Resource.State.ENDED).update(institution_id=uuid.UUID(event.target))
