"""What becomes of effects and checklists when an institution closes down or becomes part of another."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import QuerySet

from allmende.foundation.events.actions import record
from allmende.provider.transitions.access import By, actor
from allmende.provider.transitions.events import InstitutionLeft
from allmende.provider.transitions.models import Effect, Programme, Step


@transaction.atomic
def void_institution(*, institution: uuid.UUID, by: By) -> list[uuid.UUID]:
    """Nothing of a running programme applies to it any more; what it had done stays on record.

    Returns the programmes that it left.
    """
    effects, steps = _running(institution)
    programmes = _held(effects)
    effects.update(is_void=True)
    steps.filter(done_at=None).update(is_void=True)
    _tell(institution, programmes, None, by)
    return programmes


@transaction.atomic
def move_institution(*, institution: uuid.UUID, target: uuid.UUID, by: By) -> list[uuid.UUID]:
    """Its effects and steps go to ``target``, with window, choice and what was ticked; what the target has stays its.

    The target is told with the next revision. Returns the programmes concerned.
    """
    effects, steps = _running(institution)
    programmes = _held(effects)
    known = set(Effect.objects.filter(institution_id=target).values_list("measure_id", flat=True))
    moving = [row.pk for row in effects if row.measure_id not in known]
    Effect.objects.filter(pk__in=moving).update(institution_id=target, told={})
    listed = set(Step.objects.filter(institution_id=target).values_list("programme_id", "key"))
    own = [row.pk for row in steps if (row.programme_id, row.key) not in listed]
    Step.objects.filter(pk__in=own).update(institution_id=target)
    rest, left = _running(institution)
    rest.update(is_void=True)
    left.filter(done_at=None).update(is_void=True)
    _tell(institution, programmes, target, by)
    return programmes


def _running(institution: uuid.UUID) -> tuple[QuerySet[Effect], QuerySet[Step]]:
    effects = Effect.objects.filter(institution_id=institution, is_void=False)
    steps = Step.objects.filter(institution_id=institution, is_void=False)
    return effects.exclude(measure__programme__state__in=Programme.OVER), steps.exclude(
        programme__state__in=Programme.OVER
    )


def _held(effects: QuerySet[Effect]) -> list[uuid.UUID]:
    """Their programmes, alone in hand: no effects are written for an institution that leaves at this moment."""
    keys = sorted(set(effects.values_list("measure__programme_id", flat=True)))
    return [row.pk for row in Programme.objects.select_for_update().filter(pk__in=keys).order_by("pk")]


def _tell(institution: uuid.UUID, programmes: list[uuid.UUID], target: uuid.UUID | None, by: By) -> None:
    for programme in programmes:
        event = InstitutionLeft(programme=programme, institution=institution, target=target)
        record(event, stream=f"programme:{programme}", actor=actor(by))
