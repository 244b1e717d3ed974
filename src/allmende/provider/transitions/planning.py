"""From reach to effects: the rows as they would be written, with costs and conflicts; nothing is written here."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal

from .models import Effect, Measure
from .reach import Affected, Costs, Estate, Reach, reach

Pair = tuple[uuid.UUID, uuid.UUID]
#: Types whose names can be a person's; effects show how many there are, not which.
UNNAMED = frozenset({"mailbox"})


def planned_effects(
    measures: Iterable[Measure], estate: Estate, there: Mapping[Pair, Effect]
) -> dict[Pair, Effect]:
    """(measure, institution) → the effect as it is now; window, choice and what was said are those of ``there``."""
    found: dict[Pair, Effect] = {}
    for measure in measures:
        extent = reach(measure, estate)
        for institution, affected in extent.affected.items():
            old = there.get((measure.pk, institution))
            found[measure.pk, institution] = effect_of(extent, institution, affected, estate, old)
    return found


def effect_of(
    extent: Reach, institution: uuid.UUID, affected: Affected, estate: Estate, old: Effect | None = None
) -> Effect:
    """One effect, not saved."""
    measure = extent.measure
    effect = Effect(
        measure=measure,
        institution_id=institution,
        resources=[_named(key, estate) for key in affected.resources],
        breaks=[
            {**_named(key, estate), "through": [str(one) for one in extent.broken[key]]}
            for key in affected.breaks
        ],
        action_needed=measure.action_needed or bool(affected.breaks),
        conflict_until=affected.conflict_until,
        cost_before=as_text(affected.before),
        cost_after=as_text(cost_after(measure, affected.paid_for, old)),
    )
    if old is not None:
        effect.pk, effect.window, effect.alternative = old.pk, old.window, old.alternative
        effect.placed, effect.placed_why, effect.told = old.placed, old.placed_why, old.told
        effect.hours, effect.chosen_at = old.hours, old.chosen_at
    return effect


def cost_after(measure: Measure, paid_for: int, old: Effect | None = None) -> Costs:
    """Payer → Euro per year: the chosen successor's price, else the measure's, for each paid for; or nothing."""
    chosen = old.alternative.cost if old is not None and old.alternative is not None else None
    each = chosen or measure.options.get("cost_after") or {}
    return {payer: Decimal(str(amount)) * paid_for for payer, amount in each.items()}


def as_text(costs: Costs) -> dict[str, str]:
    """Money as JSON keeps it."""
    return {payer: f"{amount:.2f}" for payer, amount in costs.items()}


def _named(key: uuid.UUID, estate: Estate) -> dict[str, str]:
    at = estate.graph.place[key]
    type = estate.graph.types[at]
    return {"resource": str(key), "type": type, "name": "" if type in UNNAMED else estate.graph.names[at]}
