"""What an institution has ordered, and one order: how far it is, messages, acceptance, taking it back."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from allmende.base.cases.models import Case
from allmende.base.identity.models import User
from allmende.foundation.ids import clean_reference
from allmende.provider.offers.models import Institution

from ..access import approving_roles, get_order_for, require_acting
from ..actions import accept_order, refuse_acceptance, withdraw_order, write_message
from ..actions.ordering import may_withdraw
from ..errors import OrderError
from ..models import Order, Question
from ..pricing import kept_prices
from ..queries import lines_of, orders_of
from .shared import crumbs, for_institution, new_token, thread_of


@never_cache
@require_GET
@login_required
def of_case(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Where e-mails lead: to the order or the question of a case."""
    case = Case.objects.filter(reference=clean_reference(reference) or "-").first()
    if case is None:
        raise Http404
    by = cast(User, request.user)
    order = Order.objects.select_related("institution").filter(subject=case.subject).first()
    if order is not None:
        require_acting(by, order.institution)
        return redirect("orders:order", institution_id=order.institution_id, order_id=order.pk)
    question = Question.objects.select_related("institution").filter(subject=case.subject).first()
    if question is None or question.institution is None:
        raise Http404
    require_acting(by, question.institution)
    return redirect("orders:question", institution_id=question.institution_id, question_id=question.pk)


@require_GET
@for_institution
def orders(request: HttpRequest, by: User, institution: Institution) -> HttpResponse:
    """Open orders first, then those that are done."""
    lines = orders_of(institution)
    context = {
        "institution": institution, "crumbs": crumbs(institution, (_("Orders"), "")),
        "groups": [
            (_("Open orders"), [line for line in lines if line.case.is_open]),
            (_("Closed orders"), [line for line in lines if not line.case.is_open]),
        ],
    }  # fmt: skip
    return render(request, "orders/orders.html", context)


@require_GET
@for_institution
def order(request: HttpRequest, by: User, institution: Institution, order_id: uuid.UUID) -> HttpResponse:
    """One order."""
    found, case = get_order_for(by, institution, order_id)
    return _page(request, by, found, case)


@require_POST
@for_institution
def message(
    request: HttpRequest, by: User, institution: Institution, order_id: uuid.UUID
) -> HttpResponseBase:
    """Write to the provider about an order."""
    found, case = get_order_for(by, institution, order_id)
    body = request.POST.get("body", "")
    try:
        write_message(
            case=case, institution=institution, body=body, by=by, once=request.POST.get("token", "")[:64]
        )
    except OrderError as error:
        return _page(request, by, found, case, form="message", error=str(error), typed=body)
    messages.success(request, _("Your message has been sent."))
    return _back(found)


@require_POST
@for_institution
def acceptance(
    request: HttpRequest, by: User, institution: Institution, order_id: uuid.UUID
) -> HttpResponseBase:
    """Say that it works, or what does not."""
    found, case = get_order_for(by, institution, order_id)
    what = request.POST.get("body", "")
    try:
        if request.POST.get("works") == "yes":
            accept_order(order=found, by=by)
            messages.success(request, _("Thank you. Your order is done."))
        else:
            refuse_acceptance(order=found, by=by, what=what)
            messages.success(request, _("Thank you. We look at it and tell you when it is repaired."))
    except OrderError as error:
        return _page(request, by, found, case, form="acceptance", error=str(error), typed=what)
    return _back(found)


@require_POST
@for_institution
def withdraw(
    request: HttpRequest, by: User, institution: Institution, order_id: uuid.UUID
) -> HttpResponseBase:
    """Take an order back."""
    found, _case = get_order_for(by, institution, order_id)
    try:
        withdraw_order(order=found, by=by, reason=request.POST.get("reason", "")[:1000])
        messages.success(request, _("Your order is taken back. Nothing is set up."))
    except OrderError as error:
        messages.error(request, str(error))
    return _back(found)


def _back(order: Order) -> HttpResponseBase:
    return redirect("orders:order", institution_id=order.institution_id, order_id=order.pk)


def _page(request: HttpRequest, by: User, order: Order, case: Case, **typed: str) -> HttpResponse:
    line = lines_of([order])[0]
    institution = order.institution
    own = (
        [one for one in line.waiting if one.role in approving_roles(by, institution)]
        if not by.is_staff
        else []
    )
    context = {
        "institution": institution, "order": order, "case": case, "line": line, "own": own,
        "crumbs": crumbs(
            institution, (_("Orders"), reverse("orders:orders", args=[institution.pk])), (case.reference, "")
        ),
        "prices": kept_prices(order.prices, order.term_months), "approvals": list(order.approvals.order_by("id")),
        "thread": thread_of(case, by), "may_withdraw": may_withdraw(order, case), "token": new_token(), **typed,
    }  # fmt: skip
    return render(request, "orders/order.html", context, status=422 if typed else 200)
