"""Writing what a programme means for each institution: effects and one checklist, in bulk, as often as needed."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from allmende.foundation.events.actions import record
from allmende.provider.transitions.access import By, actor, require_coordinator
from allmende.provider.transitions.events import EffectsFixed
from allmende.provider.transitions.kinds import PlannedStep, measure_kinds
from allmende.provider.transitions.models import Effect, Measure, Programme, Step
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
_STEP = ("measure_id", "text", "owner", "hours", "due_on", "order", "is_void")
Pair = tuple[uuid.UUID, uuid.UUID]


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
    event tells of all. The words of steps are those of the site's language.
    """
    require_coordinator(by)
    Programme.objects.select_for_update().get(pk=programme.pk)
    measures = measures_of(programme)
    there = {(row.measure_id, row.institution_id): row for row in _effects(programme)}
    with translation.override(settings.LANGUAGE_CODE):
        wanted = planned_effects(programme, measures, load_estate(), there)
        steps = _steps(measures, wanted)
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
    return Effect.objects.filter(measure__programme=programme).select_related("window", "alternative__own")


def _differs(row: Effect, old: Effect | None) -> bool:
    return old is None or any(getattr(row, name) != getattr(old, name) for name in _EFFECT)


def _steps(measures: list[Measure], wanted: dict[Pair, Effect]) -> dict[uuid.UUID, dict[str, Step]]:
    """Institution → key → step; sums the hours of each measure into its effect."""
    found: dict[uuid.UUID, dict[str, Step]] = {}
    by_measure = {measure.pk: measure for measure in measures}
    for (measure_id, institution), effect in wanted.items():
        measure = by_measure[measure_id]
        lines = found.setdefault(institution, _frame(measure.programme_id, institution))
        hours = Decimal(0)
        for planned in measure_kinds[measure.kind].steps(measure, effect):
            lines[planned.key] = _step(planned, measure.programme_id, institution, measure_id)
            if planned.owner != "provider":
                hours += planned.hours
        effect.hours = hours
    for lines in found.values():
        if len(lines) == 2 and all(line.measure_id is None for line in lines.values()):
            del lines["confirm"]
    return found


def _frame(programme: uuid.UUID, institution: uuid.UUID) -> dict[str, Step]:
    """What is done once for the whole programme: reading at the beginning, confirming at the end."""
    read = PlannedStep("read", _("Read what changes for you"), "head", hours=Decimal("0.5"))
    confirm = PlannedStep(
        "confirm", _("Confirm that everything works"), "it", hours=Decimal("0.5"), order=32000
    )
    return {
        "read": _step(read, programme, institution, None),
        "confirm": _step(confirm, programme, institution, None),
    }


def _step(
    planned: PlannedStep, programme: uuid.UUID, institution: uuid.UUID, measure: uuid.UUID | None
) -> Step:
    return Step(
        programme_id=programme, institution_id=institution, measure_id=measure, key=planned.key[:60],
        text=planned.text[:300], owner=planned.owner, due_on=planned.due_on, hours=planned.hours, order=planned.order,
    )  # fmt: skip


def _write_steps(programme: Programme, wanted: dict[uuid.UUID, dict[str, Step]]) -> int:
    """Add what is new, change what reads otherwise, void what is open and not needed any more."""
    left = {row.pk: row for row in Step.objects.filter(programme=programme)}
    there = {(row.institution_id, row.key): row for row in left.values()}
    write = []
    count = 0
    for institution, lines in wanted.items():
        for key, step in lines.items():
            count += 1
            old = there.get((institution, key))
            if old is not None:
                del left[old.pk]
            if old is None or any(getattr(step, name) != getattr(old, name) for name in _STEP):
                write.append(step)
    gone = [row for row in left.values() if not row.is_void]
    for row in gone:
        row.is_void = True
    _upsert(Step, [*write, *gone], ("programme", "institution", "key"), _STEP)
    return count


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
