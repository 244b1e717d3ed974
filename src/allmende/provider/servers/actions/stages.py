"""Pilot and roll-out: which offices, and what the pilot showed."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.foundation.events.actions import record
from allmende.provider.offers.models import Institution
from allmende.provider.servers.events import PilotConcluded, StageSaved
from allmende.provider.servers.models import Stage
from allmende.provider.servers.stages import KIND, moved, stage_of
from allmende.provider.transitions.access import By, actor, require_coordinator, require_open
from allmende.provider.transitions.actions import fix_effects
from allmende.provider.transitions.errors import TransitionError
from allmende.provider.transitions.models import Effect, Measure


@transaction.atomic
def save_stage(*, measure: Measure, kind: str, offices: Collection[uuid.UUID], by: By) -> Stage:
    """Say which offices a consolidation moves, as pilot or roll-out; none: all that no other stage names.

    Effects are written anew. Raises ``TransitionError`` with a sentence.
    """
    require_coordinator(by)
    require_open(measure.programme)
    if measure.kind != KIND or kind not in Stage.Kind.values:
        raise TransitionError(_("Only a consolidation of servers has a pilot and a roll-out."))
    keys = {str(key) for key in offices}
    _require_fitting(measure, kind, keys)
    row, _created = Stage.objects.update_or_create(
        measure=measure, defaults={"kind": kind, "offices": sorted(keys)}
    )
    event = StageSaved(measure=measure.pk, kind=kind, offices=len(keys))
    record(event, stream=measure.programme.stream, actor=actor(by))
    fix_effects(programme=measure.programme, by=by)
    return row


def _require_fitting(measure: Measure, kind: str, keys: set[str]) -> None:
    """Only offices, each in one stage of the programme, and none goes out that has moved."""
    if kind == Stage.Kind.PILOT and not keys:
        raise TransitionError(_("Choose the offices of the pilot."))
    if Institution.objects.filter(pk__in=keys, kind=Institution.Kind.OFFICE).count() != len(keys):
        raise TransitionError(_("Only offices take part in it."))
    others = Stage.objects.filter(measure__programme=measure.programme).exclude(measure=measure)
    taken = {key for row in others for key in row.offices} & keys
    if taken:
        words = _("They stand in another stage of the programme already: %(names)s.")
        raise TransitionError(words % {"names": _names(taken)})
    gone = {str(office) for _measure, office in moved([measure])}
    if keys and gone - keys:
        words = _("They have moved already and stay in: %(names)s.")
        raise TransitionError(words % {"names": _names(gone - keys)})


def _names(keys: Collection[str]) -> str:
    return ", ".join(Institution.objects.filter(pk__in=keys).order_by("name").values_list("name", flat=True))


@transaction.atomic
def conclude_pilot(*, measure: Measure, outcome: str, lessons: str, on: date, by: By) -> Stage:
    """Record what the pilot showed and whether the roll-out follows. Raises ``TransitionError`` with a sentence."""
    require_coordinator(by)
    require_open(measure.programme)
    row = stage_of(measure)
    if row.pk is None or row.kind != Stage.Kind.PILOT:
        raise TransitionError(_("Only a pilot has a result."))
    if outcome not in Stage.Outcome.values:
        raise TransitionError(_("Say whether the pilot worked."))
    if not lessons.strip():
        raise TransitionError(_("Say what the pilot showed, in one sentence at least."))
    if on > timezone.localdate():
        raise TransitionError(_("The day lies in the future."))
    if outcome != Stage.Outcome.STOP:
        effects = Effect.objects.filter(measure=measure, is_void=False).select_related("institution")
        there = {office for _measure, office in moved([measure])}
        missing = sorted(one.institution.name for one in effects if one.institution_id not in there)
        if missing:
            words = _("Offices of the pilot that have not moved yet: %(names)s.")
            raise TransitionError(words % {"names": ", ".join(missing)})
    row.outcome, row.lessons, row.concluded_on = outcome, lessons.strip(), on
    row.save()
    event = PilotConcluded(measure=measure.pk, outcome=outcome, concluded_on=on.isoformat())
    record(event, stream=measure.programme.stream, actor=actor(by))
    return row
