"""Who pays what before and after, and how many hours of work a programme costs those whom it affects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from allmende.provider.offers.models import Alternative, Payer
from allmende.provider.offers.resources.graph import Graph

from .kinds import PROVIDER, measure_kinds
from .models import Effect, Measure
from .planning import cost_after
from .reach import Costs, Reach
from .wording import money_words

ZERO = Decimal(0)


@dataclass(frozen=True)
class CostShift:
    """What a payer pays in a year, before and after; a range where several successors can be chosen."""

    payer: str
    before: Decimal
    after_low: Decimal
    after_high: Decimal

    @property
    def label(self) -> str:
        """Who pays, in words."""
        return str(Payer(self.payer).label)

    @property
    def before_words(self) -> str:
        """Today."""
        return money_words(self.before)

    @property
    def after_words(self) -> str:
        """Afterwards; a range where it depends on the choice."""
        low, high = money_words(self.after_low), money_words(self.after_high)
        return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


@dataclass(frozen=True)
class Shifts:
    """Cost of a whole programme."""

    payers: tuple[CostShift, ...]
    #: Institutions for which nobody knows yet what it will cost.
    unknown: int


def shifts(reaches: Sequence[Reach]) -> Shifts:
    """Sums per payer over all measures; one statement, for the successors' prices."""
    offers = {extent.measure.offer_id for extent in reaches}
    prices: dict[object, list[Costs]] = defaultdict(list)
    for offer, cost in Alternative.objects.filter(offer__in=offers, is_active=True).values_list(
        "offer_id", "cost"
    ):
        if cost:
            prices[offer].append({payer: Decimal(str(amount)) for payer, amount in cost.items()})
    before: dict[str, Decimal] = defaultdict(Decimal)
    low: dict[str, Decimal] = defaultdict(Decimal)
    high: dict[str, Decimal] = defaultdict(Decimal)
    unknown = set()
    for extent in reaches:
        each = expected(extent.measure, prices[extent.measure.offer_id])
        for institution, affected in extent.affected.items():
            for payer, amount in affected.before.items():
                before[payer] += amount
            if not affected.resources:
                continue
            if each is None:
                unknown.add(institution)
                continue
            for payer, (least, most) in each.items():
                low[payer] += least * affected.paid_for
                high[payer] += most * affected.paid_for
    payers = [payer for payer in Payer.values if payer in before or payer in low]
    return Shifts(
        tuple(CostShift(payer, before[payer], low[payer], high[payer]) for payer in payers), len(unknown)
    )


def expected(measure: Measure, prices: Sequence[Costs]) -> Mapping[str, tuple[Decimal, Decimal]] | None:
    """Payer → what one resource costs afterwards, at least and at most; None where nobody knows."""
    own = cost_after(measure, 1)
    if own:
        return {payer: (amount, amount) for payer, amount in own.items()}
    if not prices:
        return None
    payers = {payer for price in prices for payer in price}
    return {
        payer: (
            min(price.get(payer, ZERO) for price in prices),
            max(price.get(payer, ZERO) for price in prices),
        )
        for payer in payers
    }


def hours(reaches: Sequence[Reach], graph: Graph) -> Decimal:
    """Hours of work of all institutions. Steps depend on few things of an effect: those alike are asked for once."""
    total = ZERO
    for extent in reaches:
        known: dict[tuple[frozenset[str], bool], Decimal] = {}
        for affected in extent.affected.values():
            types = frozenset(graph.types[graph.place[key]] for key in affected.breaks)
            alike = (types, affected.conflict_until is not None)
            if alike not in known:
                breaks = [{"type": type} for type in types]
                effect = Effect(measure=extent.measure, breaks=breaks, conflict_until=affected.conflict_until)
                steps = measure_kinds[extent.measure.kind].steps(extent.measure, effect)
                known[alike] = sum((step.hours for step in steps if step.owner != PROVIDER), ZERO)
            total += known[alike]
    return total
