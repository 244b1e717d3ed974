"""Paying back: what waits for a second person, what waits for the order to the bank, the orders."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from allmende.base.identity.models import User
from allmende.base.identity.views.shared import account_user

from ...actions.refunding import agree_refund, drop_refund, order_refunds, refund_order_of, send_again
from ...errors import PaymentError
from ...models import Refund, RefundRun
from ...words import amount_text
from . import cashiers_only
from .closings import as_file

SHOWN = 60


@require_http_methods(["GET", "HEAD", "POST"])
@cashiers_only
def refunds(request: HttpRequest) -> HttpResponse:
    """One button each: agree, refuse, order."""
    by, error = account_user(request), ""
    if request.method == "POST":
        try:
            messages.success(request, _do(request, by))
            return redirect("payments:refunds")
        except PaymentError as problem:
            error = str(problem)
    rows = Refund.objects.select_related("claim", "asked_by").order_by("pk")
    context = {
        "asked": rows.filter(state=Refund.State.ASKED)[:SHOWN],
        "agreed": rows.filter(state=Refund.State.AGREED)[:SHOWN],
        "sending": rows.filter(state=Refund.State.SENDING)[:SHOWN],
        "failed": rows.filter(state=Refund.State.FAILED)[:SHOWN],
        "runs": RefundRun.objects.order_by("-number")[:SHOWN], "error": error, "by": by,
    }  # fmt: skip
    return render(request, "payments/treasury/refunds.html", context, status=422 if error else 200)


def _do(request: HttpRequest, by: User) -> str:
    do, _colon, key = request.POST.get("do", "").partition(":")
    if do == "order":
        run = order_refunds(by=by)
        return _("Order %(run)s is made.") % {"run": run} if run else _("Nothing is to be ordered.")
    try:
        row = Refund.objects.select_related("claim").filter(pk=uuid.UUID(key)).first()
    except ValueError:
        row = None
    if row is None or do not in ("agree", "drop", "again"):
        raise Http404
    amount = {"amount": amount_text(row.amount)}
    if do == "drop":
        drop_refund(refund=row, by=by)
        return _("%(amount)s are not paid back.") % amount
    done = send_again(refund=row, by=by) if do == "again" else agree_refund(refund=row, by=by)
    if done.state == Refund.State.SENDING:
        return _("%(amount)s are being paid back by the payment service.") % amount
    if done.state == Refund.State.FAILED:
        raise PaymentError(_("The payment service refused. Nothing was booked."))
    return _("%(amount)s are paid back.") % amount


@require_safe
@cashiers_only
def order(request: HttpRequest, refund_run_id: uuid.UUID) -> HttpResponse:
    """An order of refunds for the bank."""
    run = RefundRun.objects.filter(pk=refund_run_id).first()
    if run is None:
        raise Http404
    return as_file(refund_order_of(run), f"{run}.xml")
