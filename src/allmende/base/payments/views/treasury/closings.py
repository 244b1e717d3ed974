"""The end of the day: closing, cash desk, orders to the bank."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from allmende.base.identity.access import actor_of

from ...actions import close_day, count_cash, export_closing, order_debits, order_of
from ...booking import CASH
from ...errors import PaymentError
from ...forms import read_amount
from ...models import CashClosing, Closing, Debit, DebitRun
from ...queries import balance
from . import cashiers_only

SHOWN = 60


@require_http_methods(["GET", "HEAD", "POST"])
@cashiers_only
def closings(request: HttpRequest) -> HttpResponse:
    """All closings, the cash desk and the orders; one button each."""
    error = ""
    if request.method == "POST":
        try:
            messages.success(request, _do(request))
            return redirect("payments:closings")
        except PaymentError as problem:
            error = str(problem)
    context = {
        "closings": Closing.objects.order_by("-number")[:SHOWN], "cash": balance(CASH), "error": error,
        "counts": CashClosing.objects.order_by("-number")[:SHOWN], "runs": DebitRun.objects.order_by("-number")[:SHOWN],
        "debits": Debit.objects.filter(state=Debit.State.PLANNED).select_related("claim", "mandate")[:SHOWN],
    }  # fmt: skip
    return render(request, "payments/treasury/closings.html", context, status=422 if error else 200)


def _do(request: HttpRequest) -> str:
    actor, act = actor_of(request), request.POST.get("do")
    if act == "count":
        count_cash(
            counted=read_amount(request.POST.get("counted", "")),
            note=request.POST.get("note", ""),
            actor=actor,
        )
        return _("The cash desk is counted.")
    if act == "debits":
        run = order_debits(actor=actor)
        return _("Order %(run)s is made.") % {"run": run} if run else _("Nothing is to be collected.")
    closing = close_day(day=timezone.localdate(), actor=actor)
    return _("Closing %(number)s is made.") % {"number": closing.number}


@require_safe
@cashiers_only
def export(request: HttpRequest, closing_id: uuid.UUID, form: str) -> HttpResponse:
    """A closing for the finance system, the same bytes each time."""
    closing = Closing.objects.filter(pk=closing_id).first()
    if closing is None or form not in ("csv", "xml"):
        raise Http404
    try:
        content = export_closing(closing=closing, form=form)
    except PaymentError as error:
        messages.error(request, str(error))
        return redirect("payments:closings")
    return as_file(content, f"abschluss-{closing.number:06d}-{closing.day}.{form}")


@require_safe
@cashiers_only
def order(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    """An order of direct debits for the bank."""
    run = DebitRun.objects.filter(pk=run_id).first()
    if run is None:
        raise Http404
    return as_file(order_of(run), f"{run}.xml")


def as_file(content: bytes, name: str) -> HttpResponse:
    """A file to be saved."""
    kind = "text/csv; charset=utf-8" if name.endswith("csv") else "application/xml"
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
