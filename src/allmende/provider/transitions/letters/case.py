"""All that the head of an institution needs for a decision: what, when, cost per payer, hours, what to decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from allmende.provider.offers.models import Payer
from allmende.provider.transitions.kinds import can_choose
from allmende.provider.transitions.models import Effect, Programme
from allmende.provider.transitions.wording import effect_words, money_words


@dataclass(frozen=True)
class CaseLine:
    """One effect in one row: which service, when, what is to do."""

    title: str
    when: str
    action: str


@dataclass(frozen=True)
class CostLine:
    """What a payer pays in a year, today and then, in words; ``then`` is empty where it is not known."""

    payer: str
    now: str
    then: str


@dataclass(frozen=True)
class Case:
    """The one-page case of an institution."""

    lines: tuple[CaseLine, ...]
    costs: tuple[CostLine, ...]
    hours: str
    hours_cost: str
    decisions: tuple[str, ...]
    is_cost_open: bool


def case_of(programme: Programme, effects: Sequence[Effect]) -> Case:
    """The case from the effects of one institution; of a body, from those of all its schools."""
    words = {effect.pk: effect_words(effect) for effect in effects}
    lines = dict.fromkeys(
        CaseLine(one.title, " ".join(one.when), one.action) for one in (words[row.pk] for row in effects)
    )
    hours = sum((effect.hours for effect in effects), Decimal(0))
    rate = programme.hour_rate
    return Case(
        lines=tuple(lines),
        costs=_costs(effects),
        hours=number_format(hours.normalize() if hours else 0, use_l10n=True),
        hours_cost=money_words(hours * rate) if rate and hours else "",
        decisions=tuple(dict.fromkeys(_decisions(effects))),
        is_cost_open=any(effect.cost_before and not effect.cost_after for effect in effects),
    )


def _costs(effects: Sequence[Effect]) -> tuple[CostLine, ...]:
    found = []
    for payer in Payer.values:
        before = sum((Decimal(effect.cost_before.get(payer, 0)) for effect in effects), Decimal(0))
        known = [effect for effect in effects if effect.cost_after or not effect.cost_before]
        after = sum((Decimal(effect.cost_after.get(payer, 0)) for effect in known), Decimal(0))
        open_ones = [effect for effect in effects if effect not in known and effect.cost_before.get(payer)]
        if before or after:
            then = money_words(after) if not open_ones else ""
            found.append(CostLine(str(Payer(payer).label), money_words(before), then))
    return tuple(found)


def _decisions(effects: Sequence[Effect]) -> list[str]:
    found = []
    for effect in effects:
        title = effect.measure.title
        if not effect.action_needed:
            continue
        if can_choose(effect.measure) and effect.alternative_id is None:
            found.append(_("%(service)s: which successor do we take?") % {"service": title})
        if effect.measure.action_needed and effect.window_id is None and effect.measure.windows.all():
            found.append(_("%(service)s: which time window suits us?") % {"service": title})
        if effect.breaks:
            found.append(_("%(service)s: what becomes of all that depends on it?") % {"service": title})
    return found
