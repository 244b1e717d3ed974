"""Pilot and roll-out: which offices each moves, how far they are, and whether one may follow the other."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable

from allmende.provider.offers.models import Institution
from allmende.provider.transitions.models import Effect, Measure, Step

from .models import Stage

KIND = "consolidation"


def stage_of(measure: Measure) -> Stage:
    """The measure's, or an unsaved roll-out for all where nobody said anything."""
    return Stage.objects.filter(measure=measure).first() or Stage(measure=measure, kind=Stage.Kind.ROLLOUT)


def offices_of(measure: Measure) -> list[Institution]:
    """The offices that the measure moves, by name: those of its stage, else all that no other stage names."""
    others = Stage.objects.filter(measure__programme_id=measure.programme_id).exclude(measure=measure)
    own = stage_of(measure).offices
    rows = Institution.objects.filter(kind=Institution.Kind.OFFICE, state=Institution.State.ACTIVE)
    taken = [key for row in others for key in row.offices]
    chosen = rows.filter(pk__in=own) if own else rows.exclude(pk__in=taken)
    return list(chosen.order_by("name", "id"))


def pilot_before(measure: Measure) -> Stage | None:
    """The pilot of the programme whose result a roll-out waits for; None where there is none, or for itself."""
    rows = Stage.objects.filter(measure__programme_id=measure.programme_id, kind=Stage.Kind.PILOT)
    return rows.exclude(measure=measure).select_related("measure").order_by("measure__order").first()


def moved(measures: Iterable[Measure]) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """(measure, institution) whose step "move the servers" is ticked off."""
    wanted = list(measures)
    rows = Step.objects.filter(measure__in=wanted, key__in={f"move:{row.key}" for row in wanted})
    done = rows.filter(done_at__isnull=False, measure__isnull=False)
    return {
        (measure, office) for measure, office in done.values_list("measure_id", "institution_id") if measure
    }


def servers_moved() -> set[uuid.UUID]:
    """Keys of the servers that a consolidation has moved already, of all programmes; two statements."""
    done = moved(Measure.objects.filter(kind=KIND))
    by_measure: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for measure, institution in done:
        by_measure[measure].add(institution)
    rows = Effect.objects.filter(measure__in=list(by_measure), is_void=False)
    return {
        uuid.UUID(item["resource"])
        for measure, institution, items in rows.values_list("measure_id", "institution_id", "resources")
        if institution in by_measure[measure]
        for item in items
    }
