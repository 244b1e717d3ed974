"""From an order to the register: the resource is set up, belongs to the order, is in use, changed or ended."""

from __future__ import annotations

import calendar
import uuid
from datetime import date, timedelta
from typing import Any

from django.db import transaction
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
from allmende.provider.offers.resources.types import resource_types

from ..access import actor, case_of
from ..errors import OrderError
from ..events import OrderInUse, ResourceAttached
from ..models import Order
from ..provisioning import Job, provisioners

BY_MACHINE, BY_HAND = "yes", "manual"


def set_up(*, order: Order, key: uuid.UUID) -> str:
    """Set up, change or switch off by the provisioner of the type: "yes", or "manual" where people do it.

    A new resource stands in the register as being set up from here on. May run twice with the same ``key``.
    """
    case = case_of(order.subject)
    if case is not None and "set_up" not in case.data:
        set_data(case=case, values={"set_up": True}, by=PROCESS)
    resource = order.resource or _planned(order)
    if resource is None or resource.type not in provisioners:
        return BY_HAND
    job = Job(order=order, resource=resource, key=key)
    if order.kind == Order.Kind.END:
        provisioners[resource.type].end(job)
        return BY_MACHINE
    _save(resource, fields=dict(provisioners[resource.type].set_up(job)))
    return BY_MACHINE


@transaction.atomic
def attach_resource(*, order: Order, resource: Resource, by: User) -> Order:
    """Staff say which resource an order brought. Raises ``OrderError``, ``PermissionDenied``."""
    require_provider(by)
    if resource.institution_id != order.institution_id or order.kind != Order.Kind.NEW:
        raise OrderError(_("This resource belongs to another institution."))
    if Order.objects.filter(resource=resource, kind=Order.Kind.NEW).exclude(pk=order.pk).exists():
        raise OrderError(_("This resource belongs to another order already."))
    old, order.resource = order.resource, resource
    order.save(update_fields=["resource"])
    if old is not None and old.pk != resource.pk and old.state == Resource.State.PLANNED:
        end_resource(resource=old, by=SYSTEM)
    if resource.variant_id != order.variant_id:
        _save(resource, variant=order.variant)
    record(ResourceAttached(resource=str(resource.pk)), stream=order.subject, actor=actor(by))
    return order


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
    resource = order.resource
    if resource is None and order.kind == Order.Kind.NEW and order.variant.offer.resource_types:
        raise OrderError(_("The order has no resource yet: please say on the case's page which one it is."))
    if resource is not None and order.kind == Order.Kind.END:
        end_resource(resource=resource, by=SYSTEM, on=min(order.wanted_on or today, today))
    elif resource is not None:
        until = months_later(today, order.term_months) if order.term_months else resource.contract_until
        new = {"since": today} if order.kind == Order.Kind.NEW else {}
        _save(resource, variant=order.variant, state=Resource.State.ACTIVE, contract_until=until, **new)
    order.in_use_on = today
    order.save(update_fields=["in_use_on"])
    case = case_of(order.subject)
    if case is not None:
        set_data(case=case, values={"result": "done"}, by=PROCESS)
    record(OrderInUse(on=today.isoformat()), stream=order.subject, actor=SYSTEM)
    return order


@transaction.atomic
def drop_planned(order: Order) -> None:
    """The case ended before anything was in use: what stood in the register as being set up goes."""
    resource = order.resource
    planned = resource is not None and resource.state == Resource.State.PLANNED
    if resource is not None and planned and order.in_use_on is None and order.kind == Order.Kind.NEW:
        end_resource(resource=resource, by=SYSTEM)


def months_later(day: date, months: int) -> date:
    """The last day of a term of so many months that begins on ``day``."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last)) - timedelta(days=1)


def _planned(order: Order) -> Resource | None:
    """The resource that a new order brings, in the register from now on; None where staff must enter it themselves."""
    kinds = [kind for kind in order.variant.offer.resource_types if kind in resource_types]
    case = case_of(order.subject)
    if order.kind != Order.Kind.NEW or not kinds or case is None:
        return None
    try:
        resource = save_resource(
            type=kinds[0], number=case.number, name=f"{order.variant.offer.name} {order.institution.name}", by=SYSTEM,
            institution=order.institution, variant=order.variant, state=Resource.State.PLANNED,
        )  # fmt: skip
    except FieldsRefusedError:
        return None
    Order.objects.filter(pk=order.pk).update(resource=resource)
    order.resource = resource
    return resource


def _save(resource: Resource, **changed: Any) -> Resource:
    """Change some of it through the register's door, which wants the whole."""
    names = ("type", "number", "name", "institution", "variant", "fields", "state", "since", "contract_until")
    values = {name: getattr(resource, name) for name in names}
    return save_resource(resource=resource, by=SYSTEM, **{**values, **changed})
