"""What belongs to an order: the resource that carries its price, and what was set up beside it."""

from __future__ import annotations

from allmende.provider.offers.resources.models import Resource
from allmende.provider.offers.resources.types import resource_types

from .models import Order, OrderPart


def things_of(order: Order) -> list[Resource]:
    """The resources of an order, the one with the price first; of a change or an end also what came with it once."""
    main = [order.resource] if order.resource is not None else []
    brought = Order.objects.filter(pk=order.pk)
    if order.kind != Order.Kind.NEW:
        brought = Order.objects.filter(resource=order.resource_id, kind=Order.Kind.NEW)
    rows = OrderPart.objects.filter(order__in=brought.values("pk")).exclude(
        resource__state=Resource.State.ENDED
    )
    parts = rows.select_related("resource__institution", "resource__variant").order_by("id")
    return [*main, *(part.resource for part in parts)]


def kinds_of(order: Order) -> list[str]:
    """The types that the offer consists of, as far as they are registered; the first one carries the price."""
    return [kind for kind in order.variant.offer.resource_types if kind in resource_types]


def missing_kinds(order: Order, things: list[Resource]) -> list[str]:
    """The types that a new order has no resource of yet."""
    there = {thing.type for thing in things}
    return [kind for kind in kinds_of(order) if kind not in there] if order.kind == Order.Kind.NEW else []
