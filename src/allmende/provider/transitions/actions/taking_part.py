"""What institutions, the solver and staff do with effects and steps: place, choose, tick."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.foundation.events.actions import record
from allmende.foundation.files.models import StoredFile
from allmende.provider.offers.models import Alternative
from allmende.provider.offers.queries import yearly_costs
from allmende.provider.offers.resources.models import Resource
from allmende.provider.transitions.access import (
    By,
    actor,
    held,
    require_act,
    require_coordinator,
    require_open,
)
from allmende.provider.transitions.errors import TransitionError
from allmende.provider.transitions.events import (
    EffectPlaced,
    EffectsPlaced,
    StepTicked,
    StepUnticked,
    SuccessorChosen,
)
from allmende.provider.transitions.models import Effect, Programme, Step, Window
from allmende.provider.transitions.planning import as_text, cost_after
from allmende.provider.transitions.reach import paid_for


@transaction.atomic
def place(*, effect: Effect, window: Window | None, how: str, why: str = "", by: By) -> Effect:
    """Put an effect into a window of its measure, or out of any. ``how``: ``Effect.Placed``.

    Whether there is room is for whoever calls this to say; raises ``NotAllowedError``, ``TransitionError``.
    """
    held(effect.measure.programme)
    row = _locked(effect, by)
    if window is not None and window.measure_id != row.measure_id:
        raise TransitionError(_("This time window belongs to another measure."))
    row.window, row.placed, row.placed_why = window, how if window else "", why[:300]
    row.save(update_fields=["window", "placed", "placed_why"])
    told = EffectPlaced(
        programme=row.measure.programme_id,
        effect=row.pk,
        window=window.pk if window else None,
        how=how,
        why=why,
    )
    record(told, stream=_stream(row.institution_id), actor=actor(by))
    return row


@transaction.atomic
def place_all(
    *, programme: Programme, placements: Mapping[uuid.UUID, tuple[uuid.UUID | None, str]], by: By
) -> int:
    """Place many at once, as the solver does: effect → (window or None, why); one event. Returns how many changed.

    Only who is calculated anew changes: those placed by hand are left out by whoever calls this.
    """
    require_coordinator(by)
    held(programme)
    effects = Effect.objects.filter(measure__programme=programme, is_void=False)
    rows = list(effects.select_for_update(of=("self",)).order_by("pk"))
    windows = dict(Window.objects.filter(measure__programme=programme).values_list("pk", "measure_id"))
    changed = []
    for row in rows:
        if row.pk not in placements:
            continue
        window, why = placements[row.pk]
        if window is not None and windows.get(window) != row.measure_id:
            raise TransitionError(_("This time window belongs to another measure."))
        if (row.window_id, row.placed_why) != (window, why[:300]):
            row.window_id, row.placed_why = window, why[:300]
            row.placed = Effect.Placed.SOLVER if window else ""
            changed.append(row)
    Effect.objects.bulk_update(changed, ["window", "placed", "placed_why"], batch_size=500)
    lines = "\n".join(sorted(f"{row.pk} {row.window_id}" for row in changed))
    record(
        EffectsPlaced(
            programme=programme.pk, placed=len(changed), how=Effect.Placed.SOLVER.value,
            sha256=hashlib.sha256(lines.encode()).hexdigest(),
        ),
        stream=programme.stream, actor=actor(by),
    )  # fmt: skip
    return len(changed)


@transaction.atomic
def choose_successor(*, effect: Effect, alternative: Alternative | None, by: By) -> Effect:
    """Record which successor the institution chose, or that it takes its choice back; its cost follows.

    Raises ``NotAllowedError``; ``TransitionError`` for one that does not follow this offer.
    """
    row = _locked(effect, by)
    if alternative is not None and (
        alternative.offer_id != row.measure.offer_id or not alternative.is_active
    ):
        raise TransitionError(_("This is not one of the successors. Choose one from the list."))
    row.alternative, row.chosen_at = alternative, timezone.now() if alternative else None
    row.cost_after = as_text(cost_after(row.measure, _paid_for(row), row))
    row.save(update_fields=["alternative", "chosen_at", "cost_after"])
    told = SuccessorChosen(
        programme=row.measure.programme_id, effect=row.pk, alternative=alternative.pk if alternative else None
    )
    record(told, stream=_stream(row.institution_id), actor=actor(by))
    return row


@transaction.atomic
def tick_step(*, step: Step, by: By, note: str = "", proof: StoredFile | None = None) -> Step:
    """Tick a step off; nothing happens where it is. Raises ``NotAllowedError``; ``TransitionError`` once it is over."""
    require_act(by, step.programme_id, step.institution_id)
    row = _locked_step(step)
    if row.done_at is not None:
        return row
    row.done_at, row.note = timezone.now(), note.strip()[:300]
    row.proof = proof or row.proof
    row.save(update_fields=["done_at", "note", "proof"])
    told = StepTicked(programme=row.programme_id, step=row.pk, key=row.key)
    record(told, stream=_stream(row.institution_id), actor=actor(by))
    return row


@transaction.atomic
def untick_step(*, step: Step, by: By) -> Step:
    """Open a step again; nothing happens where it is open. Raises as ``tick_step``."""
    require_act(by, step.programme_id, step.institution_id)
    row = _locked_step(step)
    if row.done_at is None:
        return row
    row.done_at = None
    row.save(update_fields=["done_at"])
    told = StepUnticked(programme=row.programme_id, step=row.pk, key=row.key)
    record(told, stream=_stream(row.institution_id), actor=actor(by))
    return row


def _locked(effect: Effect, by: By) -> Effect:
    row = (
        Effect.objects.select_for_update(of=("self",))
        .select_related("measure__programme", "window", "alternative__own")
        .get(pk=effect.pk)
    )
    require_act(by, row.measure.programme_id, row.institution_id)
    require_open(row.measure.programme)
    if row.is_void:
        raise TransitionError(_("This measure does not apply to the institution any more."))
    return row


def _locked_step(step: Step) -> Step:
    row: Step = Step.objects.select_for_update(of=("self",)).select_related("programme").get(pk=step.pk)
    require_open(row.programme)
    return row


def _paid_for(row: Effect) -> int:
    keys = [each["resource"] for each in row.resources]
    prices = yearly_costs(timezone.localdate())
    variants = Resource.objects.filter(pk__in=keys).values_list("variant_id", flat=True)
    return paid_for(sum(bool(prices.get(key)) for key in variants if key), len(keys))


def _stream(institution: uuid.UUID) -> str:
    return f"institution:{institution}"
