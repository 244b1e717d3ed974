"""From an order to the register: the resource is set up, belongs to the order, is in use, changed or ended."""

from __future__ import annotations

import calendar
import uuid
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.cases.access import PROCESS
from allmende.base.cases.actions.data import set_data
from allmende.base.identity.models import User
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM
from allmende.provider.offers.access import require_provider
from allmende.provider.offers.resources.actions import end_resource, save_resource
from allmende.provider.offers.resources.fields import FieldsRefusedError
from allmende.provider.offers.resources.models import Resource

from ..access import actor, case_of
from ..errors import OrderError
from ..events import OrderInUse, ResourceAttached
from ..models import Order, OrderPart
from ..provisioning import Job, provisioners
from ..things import kinds_of, missing_kinds, things_of

BY_MACHINE, BY_HAND = "yes", "manual"


def set_up(*, order: Order, key: uuid.UUID) -> str:
    """Set up, change or switch off all that belongs to the order: "yes", or "manual" where people do some of it.

    What has a provisioner of its type is done by that. New resources stand in the register as being set up from here
    on. May run twice with the same ``key``.
    """
    case = case_of(order.subject)
    if case is not None and "set_up" not in case.data:
        set_data(case=case, values={"set_up": True}, by=PROCESS)
    if order.kind == Order.Kind.NEW:
        _plan(order)
    things = things_of(order)
    by_machine = [_provision(order, thing, key) for thing in things]
    return BY_MACHINE if by_machine and all(by_machine) and not missing_kinds(order, things) else BY_HAND


def _provision(order: Order, thing: Resource, key: uuid.UUID) -> bool:
    """Whether a provisioner of its type did it; each resource has a key of its own, the same for each attempt."""
    if thing.type not in provisioners:
        return False
    job = Job(order=order, resource=thing, key=uuid.uuid5(key, str(thing.pk)))
    if order.kind == Order.Kind.END:
        provisioners[thing.type].end(job)
    else:
        _save(thing, fields=dict(provisioners[thing.type].set_up(job)))
    return True


@transaction.atomic
def attach_resource(*, order: Order, resource: Resource, by: User) -> Order:
    """Staff say what an order brought: it takes the place of what was planned of its type, or comes along.

    Raises ``OrderError``, ``PermissionDenied``.
    """
    require_provider(by)
    if resource.institution_id != order.institution_id or order.kind != Order.Kind.NEW:
        raise OrderError(_("This resource belongs to another institution."))
    others = Order.objects.filter(kind=Order.Kind.NEW).exclude(pk=order.pk)
    if others.filter(Q(resource=resource) | Q(parts__resource=resource)).exists():
        raise OrderError(_("This resource belongs to another order already."))
    if resource.type == _first(order, resource.type):
        _make_main(order, resource)
    else:
        OrderPart.objects.get_or_create(order=order, resource=resource)
        planned = order.parts.filter(resource__type=resource.type, resource__state=Resource.State.PLANNED)
        for part in planned.exclude(resource=resource).select_related("resource"):
            part.delete()
            end_resource(resource=part.resource, by=SYSTEM)
    record(ResourceAttached(resource=str(resource.pk)), stream=order.subject, actor=actor(by))
    return order


def _first(order: Order, other: str) -> str:
    """The type that carries the price; ``other`` where the offer names none."""
    return next(iter(kinds_of(order)), other)


def _make_main(order: Order, resource: Resource) -> None:
    """It carries the price from now on; what was only planned in its place goes."""
    old, order.resource = order.resource, resource
    order.save(update_fields=["resource"])
    order.parts.filter(resource=resource).delete()
    if old is not None and old.pk != resource.pk and old.state == Resource.State.PLANNED:
        end_resource(resource=old, by=SYSTEM)
    if resource.variant_id != order.variant_id:
        _save(resource, variant=order.variant)


@transaction.atomic
def put_in_use(*, order: Order) -> Order:
    """Enter what was ordered in the register: in use, under another variant, or ended. A second time changes nothing.

    Raises ``OrderError`` where a new one has no resource yet although its offer consists of some.
    """
    order = (
        Order.objects.select_for_update(of=("self",))
        .select_related("resource", "variant__offer")
        .get(pk=order.pk)
    )
    if order.in_use_on is not None:
        return order
    today = timezone.localdate()
    if order.resource is None and order.kind == Order.Kind.NEW and order.variant.offer.resource_types:
        raise OrderError(_("The order has no resource yet: please say on the case's page which one it is."))
    for thing in things_of(order):
        _enter(order, thing, today)
    order.in_use_on = today
    order.save(update_fields=["in_use_on"])
    case = case_of(order.subject)
    if case is not None:
        set_data(case=case, values={"result": "done"}, by=PROCESS)
    record(OrderInUse(on=today.isoformat()), stream=order.subject, actor=SYSTEM)
    return order


def _enter(order: Order, thing: Resource, today: date) -> None:
    """One resource of the order in the register; only the first one has a variant, so that it is paid once."""
    if order.kind == Order.Kind.END:
        end_resource(resource=thing, by=SYSTEM, on=min(order.wanted_on or today, today))
        return
    new = {"since": today} if order.kind == Order.Kind.NEW else {}
    until = months_later(today, order.term_months) if order.term_months else thing.contract_until
    if thing.pk == order.resource_id:
        _save(thing, variant=order.variant, state=Resource.State.ACTIVE, contract_until=until, **new)
    elif order.kind == Order.Kind.NEW:
        _save(thing, state=Resource.State.ACTIVE, **new)


@transaction.atomic
def drop_planned(order: Order) -> None:
    """The case ended before anything was in use: what stood in the register as being set up goes."""
    if order.in_use_on is not None or order.kind != Order.Kind.NEW:
        return
    for thing in things_of(order):
        if thing.state == Resource.State.PLANNED:
            end_resource(resource=thing, by=SYSTEM)


def months_later(day: date, months: int) -> date:
    """The last day of a term of so many months that begins on ``day``."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last)) - timedelta(days=1)


@transaction.atomic
def _plan(order: Order) -> None:
    """A resource of each type that the offer consists of, in the register from now on.

    Left out is what staff named already, and a type of which more must be known: staff enter that themselves.
    """
    case = case_of(order.subject)
    if case is None:
        return
    for kind in missing_kinds(order, things_of(order)):
        is_main = kind == _first(order, kind)
        try:
            resource = save_resource(
                type=kind, number=case.number, name=f"{order.variant.offer.name} {order.institution.name}", by=SYSTEM,
                institution=order.institution, variant=order.variant if is_main else None, state=Resource.State.PLANNED,
            )  # fmt: skip
        except FieldsRefusedError:
            continue
        if is_main:
            Order.objects.filter(pk=order.pk).update(resource=resource)
            order.resource = resource
        else:
            OrderPart.objects.get_or_create(order=order, resource=resource)


def _save(resource: Resource, **changed: Any) -> Resource:
    """Change some of it through the register's door, which wants the whole."""
    names = ("type", "number", "name", "institution", "variant", "fields", "state", "since", "contract_until")
    values = {name: getattr(resource, name) for name in names}
    return save_resource(resource=resource, by=SYSTEM, **{**values, **changed})
