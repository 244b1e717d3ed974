"""Agree to an order or refuse it: by the link of an e-mail, or logged in."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from allmende.base.identity.models import User
from allmende.foundation.limits.actions import TooOftenError, client_of, spend
from allmende.provider.offers.models import Institution

from ..access import Who, case_of, get_order_for, may_approve, open_approval
from ..actions import answer_approval
from ..errors import OrderError
from ..models import Approval
from ..pricing import kept_prices
from .shared import for_institution


@never_cache
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link that one contact got; no account is needed."""
    try:
        approval, contact = open_approval(token[:300])
    except Http404:
        return _nothing(request)
    return _answer(request, approval, contact)


def _nothing(request: HttpRequest) -> HttpResponse:
    """Only wrong links are counted: those who open theirs may share one address with a whole town."""
    title = _("This link opens nothing")
    text = _("It may be too old, or you no longer have this task. Please ask whoever ordered, or call us.")
    status = 404
    try:
        spend("order-approval", client_of(request), limit=60, seconds=3600)
    except TooOftenError as error:
        title, status = _("Too many attempts"), 429
        text = _("Please try again in %(minutes)s minutes.") % {"minutes": error.minutes}
    return render(request, "orders/wrong.html", {"title": title, "text": text}, status=status)


@require_http_methods(["GET", "POST"])
@for_institution
def logged_in(
    request: HttpRequest, by: User, institution: Institution, order_id: uuid.UUID, role: str
) -> HttpResponse:
    """The same for whoever has the role and an account."""
    order, _case = get_order_for(by, institution, order_id)
    approval = get_object_or_404(order.approvals, role=role[:10])
    if not may_approve(by, approval):
        raise Http404
    return _answer(request, approval, by)


def _answer(request: HttpRequest, approval: Approval, by: Who) -> HttpResponse:
    order = approval.order
    case = case_of(order.subject)
    error = ""
    if request.method == "POST":
        approved = request.POST.get("answer") == "yes"
        try:
            answer_approval(
                approval=approval, approved=approved, by=by, reason=request.POST.get("reason", "")
            )
        except OrderError as refused:
            error = str(refused)
        else:
            done = (
                _("You have agreed. Whoever ordered sees it.")
                if approved
                else _("You have refused. Whoever ordered reads your reason.")
            )
            messages.success(request, done)
            return redirect(request.path)
    context = {
        "approval": approval, "order": order, "institution": order.institution, "case": case, "by": by,
        "prices": kept_prices(order.prices, order.term_months), "error": error,
        "typed": request.POST.get("reason", ""), "answers": case.submission.answers if case and case.submission else {},
        "is_open": case is not None and case.is_open and approval.answered_at is None,
    }  # fmt: skip
    return render(request, "orders/approve.html", context, status=422 if error else 200)
