"""What is billed for a quarter, read in bulk: a handful of statements whatever the size."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q

from allmende.provider.offers.models import Institution, Payer, Price, Variant
from allmende.provider.offers.resources.models import Resource

from ..actions.putting import months_later
from ..models import Order
from .counting import Part, Segment, Tariff, parts_of
from .quarters import Quarter


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a bill; days are ISO text, amounts Euro as text, so that it is kept as it was billed."""

    institution: str
    offer: str
    variant: str
    resource: str
    payer: str
    period: str
    price: str
    first: str
    last: str
    amount: str
    #: Key of the resource, so that what was billed can be found again.
    thing: str = ""
    #: The earlier quarter for which it was entered too late; empty: the bill's own.
    late_for: str = ""

    @property
    def value(self) -> Decimal:
        return Decimal(self.amount)


@dataclass
class Billing:
    """Lines by the institution that pays, those of the state, and those for which nobody is known to pay."""

    quarter: Quarter
    bills: dict[uuid.UUID, list[Line]] = field(default_factory=lambda: defaultdict(list))
    state: list[Line] = field(default_factory=list)
    unclear: list[Line] = field(default_factory=list)
    #: What earlier bills demanded too much, since an end or a change was entered late: staff reduce those claims.
    too_much: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Place:
    name: str
    kind: str
    body: uuid.UUID | None
    ended_on: date | None


def total_of(lines: list[Line]) -> Decimal:
    """What the lines add up to."""
    return sum((line.value for line in lines), Decimal("0.00"))


def count_quarter(quarter: Quarter) -> Billing:
    """All lines of a quarter, by institution, offer and name; writes nothing."""
    places = {
        row[0]: _Place(*row[1:])
        for row in Institution.objects.values_list("pk", "name", "kind", "body_id", "ended_on").iterator()
    }
    tariffs, names, orders = _tariffs(quarter), _names(), _orders(quarter)
    billing = Billing(quarter)
    for key, name, place_id, variant, since, ended_on in _used(quarter):
        place = places[place_id]
        last = min(day for day in (ended_on, place.ended_on, quarter.last) if day is not None)
        for segment in _segments(variant, since or date.min, last, orders.get(key, ())):
            for part in parts_of(segment, tariffs.get(segment.variant, ()), quarter):
                line = _line(part, key, name, place, names)
                _put(billing, line, place_id, place)
    return billing


def _put(billing: Billing, line: Line, place_id: uuid.UUID, place: _Place) -> None:
    if line.payer == Payer.STATE:
        billing.state.append(line)
    elif line.payer == Payer.SCHOOL or place.kind == Institution.Kind.BODY:
        billing.bills[place_id].append(line)
    elif place.body is not None:
        billing.bills[place.body].append(line)
    else:
        billing.unclear.append(line)


def _used(quarter: Quarter) -> Iterator[tuple[Any, ...]]:
    """What was in use on some day of the quarter, under a variant and by somebody."""
    rows = Resource.objects.filter(
        Q(since=None) | Q(since__lte=quarter.last), Q(ended_on=None) | Q(ended_on__gte=quarter.first),
        institution__isnull=False, variant__isnull=False,
    ).exclude(state=Resource.State.PLANNED)  # fmt: skip
    # Something that was never in use and ended has no first day, and counts for nothing.
    rows = rows.exclude(
        state=Resource.State.ENDED, since=None, orders__in_use_on=None, orders__kind=Order.Kind.NEW
    )
    return rows.order_by("institution__name", "institution_id", "variant__offer__name", "name", "id").values_list(
        "pk", "name", "institution_id", "variant_id", "since", "ended_on"
    ).iterator()  # fmt: skip


def _segments(
    variant: uuid.UUID, since: date, last: date, orders: list[Order] | tuple[()]
) -> Iterator[Segment]:
    """The times of a resource under each variant, from its orders that were carried out, in order."""
    if not orders:
        # Without an order only a known first day says that something began.
        yield Segment(variant, since, last, begins=since > date.min)
        return
    first = orders[0]
    if first.kind == Order.Kind.CHANGE and first.in_use_on is not None and since < first.in_use_on:
        ends = min(first.in_use_on - timedelta(days=1), last)
        yield Segment(first.before_id or variant, since, ends, begins=since > date.min)
    for order, after in zip(orders, [*orders[1:], None], strict=True):
        begins = order.in_use_on or since
        until = after.in_use_on - timedelta(days=1) if after is not None and after.in_use_on else last
        agreed = months_later(begins, order.term_months) if order.term_months else date.min
        current = after is None and order.variant_id != variant
        yield Segment(
            variant if current else order.variant_id, begins, min(until, last), begins=True,
            agreed=() if current or not order.term_months else _agreed(order), agreed_until=agreed,
        )  # fmt: skip


def _agreed(order: Order) -> tuple[Tariff, ...]:
    return tuple(Tariff(p["payer"], p["period"], Decimal(p["amount"])) for p in order.prices)


def _orders(quarter: Quarter) -> Mapping[uuid.UUID, list[Order]]:
    rows = Order.objects.filter(
        resource__isnull=False, in_use_on__isnull=False, kind__in=(Order.Kind.NEW, Order.Kind.CHANGE)
    )
    found: dict[uuid.UUID, list[Order]] = defaultdict(list)
    for order in rows.order_by("in_use_on", "id").iterator():
        if order.resource_id is not None:
            found[order.resource_id].append(order)
    return found


def _tariffs(quarter: Quarter) -> Mapping[uuid.UUID, list[Tariff]]:
    rows = Price.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=quarter.first), valid_from__lte=quarter.last, amount__gt=0
    )
    found: dict[uuid.UUID, list[Tariff]] = defaultdict(list)
    columns = ("variant_id", "payer", "period", "amount", "valid_from", "valid_until")
    for variant, payer, period, amount, first, last in rows.order_by("valid_from").values_list(*columns):
        found[variant].append(Tariff(payer, period, amount, first, last or date.max))
    return found


def _names() -> dict[uuid.UUID, tuple[str, str]]:
    return {
        key: (offer, name) for key, offer, name in Variant.objects.values_list("pk", "offer__name", "name")
    }


def _line(
    part: Part, thing: uuid.UUID, resource: str, place: _Place, names: Mapping[uuid.UUID, tuple[str, str]]
) -> Line:
    offer, variant = names[part.variant]
    return Line(
        institution=place.name, offer=offer, variant=variant, resource=resource, payer=part.payer,
        period=part.period, price=str(part.price), first=part.first.isoformat(), last=part.last.isoformat(),
        amount=str(part.amount), thing=str(thing),
    )  # fmt: skip
