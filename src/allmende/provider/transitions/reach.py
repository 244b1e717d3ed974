"""Whom a measure reaches and what breaks with it: plain loops over one load of everything, no query per institution."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from allmende.foundation.expressions import compile_expression
from allmende.provider.offers.models import Institution, Variant
from allmende.provider.offers.queries import yearly_costs
from allmende.provider.offers.resources.graph import Graph
from allmende.provider.offers.resources.queries import load_graph

from .kinds import measure_kinds
from .models import Measure

#: What a condition may speak of.
NAMES = ("resource", "institution", "fields")
Costs = dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class Customer:
    """An institution as conditions and counts see it."""

    id: uuid.UUID
    number: str
    name: str
    kind: str
    school_type: str
    body: uuid.UUID | None
    land: str
    users: int

    def as_words(self) -> dict[str, Any]:
        """For conditions: ``institution.kind`` and so on."""
        return {
            "number": self.number, "name": self.name, "kind": self.kind, "school_type": self.school_type,
            "land": self.land, "users": self.users,
        }  # fmt: skip


@dataclass(frozen=True)
class Estate:
    """All that a programme can reach, loaded once: resources with what they need, customers, prices."""

    graph: Graph
    #: Active institutions by key.
    customers: dict[uuid.UUID, Customer]
    #: Key of an offer → its variants.
    variants_of: dict[str, list[uuid.UUID]]
    costs: dict[uuid.UUID, Costs]


@dataclass(slots=True)
class Affected:
    """What a measure means for one institution, before it is written."""

    resources: list[uuid.UUID] = field(default_factory=list)
    breaks: list[uuid.UUID] = field(default_factory=list)
    conflict_until: date | None = None
    before: Costs = field(default_factory=dict)
    #: How many of ``resources`` have a price of their own.
    priced: int = 0

    @property
    def paid_for(self) -> int:
        """For how many of them something is paid afterwards; see ``paid_for``."""
        return paid_for(self.priced, len(self.resources))


@dataclass(frozen=True)
class Reach:
    """What a measure reaches, by institution, and what it leaves out."""

    measure: Measure
    affected: dict[uuid.UUID, Affected]
    #: What breaks → through which, nearest first.
    broken: Mapping[uuid.UUID, tuple[uuid.UUID, ...]]
    #: Resources of the offer that the exception leaves out.
    exempt: list[uuid.UUID]
    #: Resources that it reaches and nobody is known to own: staff must clear them up.
    ownerless: list[uuid.UUID]


def load_estate(on: date | None = None, *, of: Institution | None = None) -> Estate:
    """Load everything: five statements, however many there are. Prices are those of ``on`` (today).

    With ``of`` only what decides on what a measure means for one institution.
    """
    active = Institution.objects.filter(state=Institution.State.ACTIVE)
    rows = (active.filter(pk=of.pk) if of else active).values_list(
        "id", "number", "name", "kind", "school_type", "body_id", "land", "users"
    )
    variants: dict[str, list[uuid.UUID]] = {}
    for variant, offer in Variant.objects.values_list("id", "offer__key"):
        variants.setdefault(offer, []).append(variant)
    return Estate(
        graph=load_graph(of), customers={row[0]: Customer(*row) for row in rows}, variants_of=variants,
        costs=yearly_costs(on or timezone.localdate()),
    )  # fmt: skip


def reach(measure: Measure, estate: Estate) -> Reach:
    """Whom ``measure`` reaches now, as its kind, offer, condition and exception say."""
    graph = estate.graph
    of_kind = measure_kinds[measure.kind]
    if of_kind.reached is not None:
        keys: Iterable[uuid.UUID] = of_kind.reached(measure, graph)
    else:
        keys = graph.of_variants(_variants(measure, estate))
    taken, exempt = chosen(measure, keys, estate)
    ends = measure.dates.all()
    latest = max((moment.on for moment in ends if moment.on and moment.event != "sale_stop"), default=None)
    windows = [window.ends_on for window in measure.windows.all()]
    latest = max(windows) if windows else latest
    affected: dict[uuid.UUID, Affected] = {}
    ownerless = []
    for key in taken:
        at = graph.place[key]
        owner = graph.institutions[at]
        if owner not in estate.customers:
            if owner is None:
                ownerless.append(key)
            continue
        _add(affected.setdefault(owner, Affected()), key, graph, at, estate.costs, latest)
    broken = graph.broken_by(taken) if of_kind.cascades else {}
    for key in broken:
        owner = graph.institutions[graph.place[key]]
        if owner in estate.customers:
            affected.setdefault(owner, Affected()).breaks.append(key)
    return Reach(measure, affected, broken, exempt, ownerless)


def paid_for(priced: int, resources: int) -> int:
    """How often the price of a successor is paid: for what has a price today, as mail domains have and not each of
    their mailboxes; where nothing has one, for each resource."""
    return priced or resources


def _variants(measure: Measure, estate: Estate) -> list[uuid.UUID]:
    """Of the measure's offer, and of further ones that its options name by key (``more_offers``)."""
    keys = [measure.offer.key] if measure.offer else []
    keys += measure.options.get("more_offers", [])
    return [variant for key in keys for variant in estate.variants_of.get(key, ())]


def chosen(
    measure: Measure, keys: Iterable[uuid.UUID], estate: Estate
) -> tuple[list[uuid.UUID], list[uuid.UUID]]:
    """Which of the resources meet the condition, and which of these the exception leaves out."""
    if not measure.condition.strip() and not measure.exempt.strip():
        return list(keys), []
    condition = compile_expression(measure.condition or "true", names=NAMES)
    exempt = compile_expression(measure.exempt or "false", names=NAMES)
    taken: list[uuid.UUID] = []
    left_out: list[uuid.UUID] = []
    for key, env in _environments(keys, estate):
        if condition.holds(env):
            (left_out if exempt.holds(env) else taken).append(key)
    return taken, left_out


def _environments(keys: Iterable[uuid.UUID], estate: Estate) -> Iterator[tuple[uuid.UUID, dict[str, Any]]]:
    graph = estate.graph
    for key in keys:
        at = graph.place[key]
        customer = estate.customers.get(graph.institutions[at])  # type: ignore[arg-type]
        resource = {"type": graph.types[at], "name": graph.names[at], "contract_until": graph.contracts[at]}
        yield (
            key,
            {
                "resource": resource,
                "institution": customer.as_words() if customer else {},
                "fields": graph.fields(key),
            },
        )


def _add(
    to: Affected, key: uuid.UUID, graph: Graph, at: int, costs: dict[uuid.UUID, Costs], latest: date | None
) -> None:
    to.resources.append(key)
    to.priced += bool(costs.get(graph.variants[at]))  # type: ignore[arg-type]
    until = graph.contracts[at]
    if until is not None and latest is not None and until > latest:
        to.conflict_until = max(to.conflict_until or until, until)
    for payer, amount in costs.get(graph.variants[at], {}).items():  # type: ignore[arg-type]
        to.before[payer] = to.before.get(payer, Decimal(0)) + amount
