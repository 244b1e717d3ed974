"""What becomes of resources when their institution closes down or becomes part of another."""

from __future__ import annotations

from datetime import date

from allmende.foundation.events.actions import record, subscribe
from allmende.foundation.events.models import Event
from allmende.foundation.events.types import Actor
from allmende.provider.offers.events import InstitutionEnded, InstitutionsMerged

from .events import ResourcesEnded, ResourcesMoved
from .models import Resource

_ENDED = Resource.State.ENDED


@subscribe(InstitutionEnded)
def end_its_resources(event: InstitutionEnded, row: Event) -> None:
    """Nothing is provided to an institution that is no more; one event for all."""
    rows = Resource.objects.filter(institution_id=event.institution).exclude(state=_ENDED)
    if count := rows.update(state=_ENDED, ended_on=date.fromisoformat(event.on)):
        told = ResourcesEnded(institution=event.institution, ended_on=event.on, count=count)
        record(told, stream=row.stream, actor=Actor.parse(row.actor))


@subscribe(InstitutionsMerged)
def move_its_resources(event: InstitutionsMerged, row: Event) -> None:
    """They belong to the other one from now on; one event for all. What ended stays where it was used."""
    rows = Resource.objects.filter(institution_id=event.institution).exclude(state=_ENDED)
    if count := rows.update(institution_id=event.target):
        told = ResourcesMoved(institution=event.institution, target=event.target, count=count)
        record(told, stream=row.stream, actor=Actor.parse(row.actor))
