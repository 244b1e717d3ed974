"""Writing what a programme means for each institution: effects and one checklist, in bulk, as often as needed."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation

from allmende.foundation.events.actions import record
from allmende.provider.transitions.access import By, actor, held, require_coordinator
from allmende.provider.transitions.checklists import FIELDS, Line, planned_lines
from allmende.provider.transitions.events import EffectsFixed
from allmende.provider.transitions.models import Effect, Programme, Step
from allmende.provider.transitions.planning import planned_effects
from allmende.provider.transitions.queries import measures_of
from allmende.provider.transitions.reach import load_estate

BATCH = 500
_EFFECT = (
    "resources",
    "breaks",
    "action_needed",
    "conflict_until",
    "cost_before",
    "cost_after",
    "hours",
    "is_void",
)


@dataclass(frozen=True)
class Fixed:
    """What ``fix_effects`` wrote: effects that hold, effects that no longer do, steps that are to be done."""

    effects: int
    voided: int
    steps: int


@transaction.atomic
def fix_effects(*, programme: Programme, by: By) -> Fixed:
    """Write effects and checklists as they are now; what was ticked, chosen and placed stays.

    What is no longer reached becomes void, and with it the steps that are open; reached again, it holds again. One
    event tells of all. The words of steps are those of the site's language. Raises ``TransitionError`` for a programme
    that is over.
    """
    require_coordinator(by)
    held(programme)
    measures = measures_of(programme)
    there = {(row.measure_id, row.institution_id): row for row in _effects(programme)}
    with translation.override(settings.LANGUAGE_CODE):
        wanted = planned_effects(measures, load_estate(), there)
        steps = planned_lines(measures, wanted)
    voided = [row for pair, row in there.items() if pair not in wanted and not row.is_void]
    for row in voided:
        row.is_void = True
    changed = [
        row for row in wanted.values() if _differs(row, there.get((row.measure_id, row.institution_id)))
    ]
    _upsert(Effect, [*changed, *voided], ("measure", "institution"), _EFFECT)
    written = _write_steps(programme, steps)
    fixed = Fixed(effects=len(wanted), voided=len(voided), steps=written)
    record(
        EffectsFixed(
            programme=programme.pk, effects=fixed.effects, voided=fixed.voided, steps=fixed.steps,
            sha256=_digest(wanted.values()),
        ),
        stream=programme.stream, actor=actor(by),
    )  # fmt: skip
    return fixed


def _effects(programme: Programme) -> Iterable[Effect]:
    rows = Effect.objects.filter(measure__programme=programme).select_related("window", "alternative__own")
    # Who chooses a successor meanwhile waits: its cost is written here, too.
    return rows.select_for_update(of=("self",)).order_by("pk")


def _differs(row: Effect, old: Effect | None) -> bool:
    return old is None or any(getattr(row, name) != getattr(old, name) for name in _EFFECT)


def _write_steps(programme: Programme, wanted: dict[tuple[uuid.UUID, str], Line]) -> int:
    """Add what is new, change what reads otherwise, void what is open and not needed any more."""
    rows = Step.objects.filter(programme=programme).values_list("institution_id", "key", *FIELDS)
    there = {(row[0], row[1]): Line(*row[2:]) for row in rows}
    write = {place: line for place, line in wanted.items() if there.get(place) != line}
    gone = {
        place: line._replace(is_void=True)
        for place, line in there.items()
        if place not in wanted and not line.is_void
    }
    steps = [
        Step(programme=programme, institution_id=institution, key=key, **line._asdict())
        for (institution, key), line in (write | gone).items()
    ]
    _upsert(Step, steps, ("programme", "institution", "key"), FIELDS)
    return len(wanted)


def _upsert(model: Any, rows: list[Any], unique: tuple[str, ...], fields: tuple[str, ...]) -> None:
    model.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=unique,
        update_fields=[name.removesuffix("_id") for name in fields],
    )  # fmt: skip


def _digest(effects: Iterable[Effect]) -> str:
    lines = sorted(
        json.dumps([str(row.measure_id), str(row.institution_id), row.resources, row.breaks], sort_keys=True)
        for row in effects
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
