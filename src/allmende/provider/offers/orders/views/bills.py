"""Bills: for staff all quarters, for a payer its own; each as CSV and PDF."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User
from allmende.foundation.files.views import serve_file
from allmende.provider.offers.access import provider_required
from allmende.provider.offers.models import Institution

from ..billing.making import bill_quarter
from ..billing.quarters import Quarter
from ..billing.reading import count_quarter, total_of
from ..billing.statements import as_csv, lines_of
from ..errors import OrderError
from ..models import Bill
from .shared import for_institution

#: Quarters on the page, the newest first.
SHOWN = 8
MOST = 3000


@require_GET
@provider_required
def quarters(request: HttpRequest) -> HttpResponse:
    """The last quarters, and how many were billed in each."""
    now = Quarter.of(timezone.localdate())
    found = [now]
    while len(found) < SHOWN:
        found.append(found[-1].before)
    rows = Bill.objects.filter(quarter__in=[str(one) for one in found]).values_list("quarter", "total")
    sums: dict[str, tuple[int, object]] = {}
    for key, total in rows.iterator():
        count, before = sums.get(key, (0, 0))
        sums[key] = (count + 1, before + total)  # type: ignore[operator]
    shown = [(one, one.last < timezone.localdate(), *sums.get(str(one), (0, None))) for one in found]
    return render(request, "orders/desk/quarters.html", {"quarters": shown})


@require_http_methods(["GET", "POST"])
@provider_required
def quarter(request: HttpRequest, quarter: str) -> HttpResponseBase:
    """One quarter: what is billed, what would be; and the button."""
    wanted = _quarter(quarter)
    if request.method == "POST":
        try:
            done = bill_quarter(quarter=wanted, actor=actor_of(cast(User, request.user)))
        except OrderError as error:
            messages.error(request, str(error))
        else:
            words = (
                _("%(count)s bills were made.")
                if done.made
                else _("Everything was billed before. Nothing was changed.")
            )
            messages.success(request, words % {"count": done.made} if done.made else words)
        return redirect("orders:quarter", quarter=str(wanted))
    trial = bill_quarter(quarter=wanted, actor=actor_of(cast(User, request.user)), dry_run=True)
    rows = (
        Bill.objects.filter(quarter=str(wanted)).select_related("payer", "claim", "statement").defer("lines")
    )
    context = {
        "quarter": wanted, "trial": trial, "is_over": wanted.last < timezone.localdate(),
        "bills": list(rows.order_by("payer__name", "id")[:MOST]),
        "state_total": total_of(trial.billing.state), "unclear": trial.billing.unclear[:100],
        "too_much": trial.billing.too_much[:100],
    }  # fmt: skip
    return render(request, "orders/desk/quarter.html", context)


@require_GET
@provider_required
def state_list(request: HttpRequest, quarter: str) -> HttpResponse:
    """What the state bears in a quarter, as one list."""
    wanted = _quarter(quarter)
    return _csv(as_csv(count_quarter(wanted).state), f"land-{wanted}.csv")


@require_GET
@provider_required
def any_bill(request: HttpRequest, bill_id: uuid.UUID, form: str) -> HttpResponseBase:
    """A statement, for staff."""
    return _statement(get_object_or_404(Bill.objects.select_related("statement", "payer"), pk=bill_id), form)


@require_GET
@for_institution
def mine(
    request: HttpRequest, by: User, institution: Institution, bill_id: uuid.UUID, form: str
) -> HttpResponseBase:
    """A statement, for who pays it."""
    rows = Bill.objects.select_related("statement", "payer")
    return _statement(get_object_or_404(rows, pk=bill_id, payer=institution), form)


def _statement(bill: Bill, form: str) -> HttpResponseBase:
    if form == "csv":
        return _csv(as_csv(lines_of(bill)), f"{bill.quarter}-{bill.payer.number}.csv")
    if form == "pdf" and bill.statement is not None:
        return serve_file(bill.statement)
    raise Http404


def _csv(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    safe = "".join(c for c in name if c.isalnum() or c in "-_.")
    response["Content-Disposition"] = f'attachment; filename="{safe}"'
    return response


def _quarter(text: str) -> Quarter:
    try:
        return Quarter.parse(text)
    except ValueError:
        raise Http404 from None
