"""Ordering: a new service, another variant of one, or its end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from allmende.base.cases.actions import submit, withdraw_case
from allmende.base.cases.errors import CaseError
from allmende.base.cases.models import Case
from allmende.base.identity.models import User
from allmende.base.workflow.actions import deliver_message
from allmende.foundation.events.actions import record
from allmende.provider.offers.models import ContactRole, Institution, Offer, Payer, Variant
from allmende.provider.offers.queries import customer_of
from allmende.provider.offers.resources.models import Resource

from ..access import Who, actor, case_user, contact_at, get_order_for, holder, require_acting, roles_at
from ..errors import OrderError
from ..events import OrderPlaced
from ..models import Approval, Order
from ..pricing import Shown, cost_words, shown_prices
from .opening import token_of, version_for, write_to

PROCEDURE = "it-bestellung"


def start_order(
    *,
    institution: Institution,
    variant: Variant,
    by: Who,
    kind: str = Order.Kind.NEW,
    resource: Resource | None = None,
    wanted_on: date | None = None,
    remarks: str = "",
    once: str = "",
    shown: Shown | None = None,
) -> Order:
    """Order ``variant`` for ``institution``; its case runs from now on. ``resource``: what is changed or ended.

    Prices and term of today are kept with the order; ``shown`` is what the page showed: where it differs, nothing is
    ordered. ``once``: the form's token; the same again is the same order.
    Raises ``OrderError`` with a sentence (not on sale, not for this kind of institution, closed, ended), and
    ``Http404`` where ``by`` does not act for the institution.
    """
    require_acting(by, institution)
    today = timezone.localdate()
    check(institution, variant, kind, resource, wanted_on)
    prices = shown_prices(variant, today)
    if shown is not None and shown != prices:
        raise OrderError(_("The price has changed meanwhile. Please look at it again; nothing was ordered."))
    if kind == Order.Kind.END and wanted_on is None:
        wanted_on = today
    answers = _answers(institution, variant, by, kind, resource, wanted_on, remarks, prices)
    with transaction.atomic():
        receipt = submit(
            version=version_for(PROCEDURE), answers=answers, idempotency_key=token_of(once), by=case_user(by),
            customer=customer_of(institution), channel="counter" if _is_staff(by) else "portal",
        )  # fmt: skip
        known = Order.objects.filter(subject=receipt.case.subject).first()
        if known is not None:
            return known
        order = Order.objects.create(
            subject=receipt.case.subject, kind=kind, institution=institution, variant=variant, resource=resource,
            before=resource.variant if kind == Order.Kind.CHANGE and resource else None,
            prices=prices.as_data(), term_months=prices.term_months, wanted_on=wanted_on,
        )  # fmt: skip
        write_to(receipt.case, contact_at(by, institution))
        _set_going(order, prices, by)
    return order


def _set_going(order: Order, prices: Shown, by: Who) -> None:
    """Who must agree is asked, the order is recorded, and its process goes on."""
    for role in needed_approvals(order.institution, order.kind, prices, roles_at(by, order.institution)):
        Approval.objects.create(order=order, role=role)
    event = OrderPlaced(
        order=str(order.pk), kind=order.kind, institution=str(order.institution_id), variant=str(order.variant_id),
        resource=str(order.resource_id or ""),
    )  # fmt: skip
    record(event, stream=order.subject, actor=actor(by))
    # Only now may the process look at the order and ask for agreement.
    deliver_message(name="order_placed", subject=order.subject, may_start=False, actor=actor(by))


def check(
    institution: Institution, variant: Variant, kind: str, resource: Resource | None, wanted_on: date | None
) -> None:
    """Raise ``OrderError`` with what stands in the way of an order, in a sentence."""
    if institution.state != Institution.State.ACTIVE:
        raise OrderError(_("%(name)s is closed. Nothing can be ordered for it.") % {"name": institution.name})
    if kind != Order.Kind.END:
        _check_sale(institution, variant.offer, wanted_on)
    if kind == Order.Kind.NEW:
        return
    if (
        resource is None
        or resource.institution_id != institution.pk
        or resource.state != Resource.State.ACTIVE
    ):
        raise OrderError(_("This is not in use at the institution, so it can be neither changed nor ended."))
    if kind == Order.Kind.CHANGE:
        before = resource.variant
        if before is None or before.offer_id != variant.offer_id or before.pk == variant.pk:
            raise OrderError(_("Please choose another variant of the same service."))
    if _under_way(resource):
        raise OrderError(_("An order for this is under way already. You find it under your orders."))
    bound = resource.contract_until
    if kind == Order.Kind.END and bound and (wanted_on or timezone.localdate()) < bound:
        day = formats.date_format(bound, "DATE_FORMAT")
        raise OrderError(
            _("The contract runs until %(day)s. Please choose that day or a later one.") % {"day": day}
        )


def needed_approvals(institution: Institution, kind: str, prices: Shown, own: frozenset[str]) -> list[str]:
    """Who must agree: the head, unless the head orders; the body that pays, unless it orders itself."""
    needed = []
    if ContactRole.Role.HEAD not in own:
        needed.append(str(ContactRole.Role.HEAD))
    pays = kind != Order.Kind.END and prices.of(Payer.BODY) and institution.body_id is not None
    if pays and ContactRole.Role.BODY not in own:
        needed.append(str(ContactRole.Role.BODY))
    return needed


@transaction.atomic
def withdraw_order(*, order: Order, by: User, reason: str = "") -> None:
    """The customer takes the order back; not once it is set up. Raises ``OrderError``."""
    order, case = get_order_for(by, order.institution, order.pk)
    if not may_withdraw(order, case):
        raise OrderError(_("It is too late to take this order back. You can end the service instead."))
    try:
        withdraw_case(case=case, by=holder(case), reason=reason)
    except CaseError as error:
        raise OrderError(str(error)) from error


def may_withdraw(order: Order, case: Case) -> bool:
    """Whether the customer may still take it back: nobody has begun to set it up."""
    return case.is_open and "set_up" not in case.data


def _check_sale(institution: Institution, offer: Offer, wanted_on: date | None) -> None:
    today = timezone.localdate()
    if offer.stage_on(today) != Offer.Stage.ON_SALE:
        raise OrderError(_("%(offer)s cannot be ordered any more, or not yet.") % {"offer": offer.name})
    if institution.kind not in offer.audiences:
        raise OrderError(_("%(offer)s is not for this kind of institution.") % {"offer": offer.name})
    if wanted_on is not None and offer.ends_on is not None and wanted_on > offer.ends_on:
        raise OrderError(_("%(offer)s ends before the day that you wish.") % {"offer": offer.name})


def _under_way(resource: Resource) -> bool:
    keys = [subject.removeprefix("case:") for subject in resource.orders.values_list("subject", flat=True)]
    return Case.objects.filter(pk__in=keys, is_open=True).exists()


def _answers(
    institution: Institution, variant: Variant, by: Who, kind: str, resource: Resource | None,
    wanted_on: date | None, remarks: str, prices: Shown,
) -> dict[str, Any]:  # fmt: skip
    """The answers of the order form; what does not apply stays out."""
    before = resource.variant if kind == Order.Kind.CHANGE and resource else None
    who = contact_at(by, institution)
    off = wanted_on + timedelta(days=1) if kind == Order.Kind.END and wanted_on else None
    found = {
        "kind": str(kind), "institution": institution.name, "offer": f"{variant.offer.name} – {variant.name}",
        "resource": resource.name if resource else "", "before": before.name if before else "",
        "cost": cost_words(prices, variant.offer) if kind != Order.Kind.END else "",
        "wanted_on": wanted_on.isoformat() if wanted_on else "",
        "switch_off_on": off.isoformat() if off else "", "remarks": remarks.strip()[:2000],
        "ordered_by": (who.name if who else by.name)[:250],
    }  # fmt: skip
    return {key: value for key, value in found.items() if value}


def _is_staff(by: Who) -> bool:
    return isinstance(by, User) and by.is_staff
