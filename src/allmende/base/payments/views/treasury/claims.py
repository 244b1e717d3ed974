"""Claims as the cash office sees them."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.base.customers.queries import find_customers
from allmende.base.identity.access import actor_of
from allmende.base.identity.views.shared import account_user
from allmende.foundation.ids import read_key

from ...actions.reminding import remind
from ...errors import PaymentError
from ...forms import STEPS, read_amount
from ...models import Claim, LedgerEntry
from ...queries import running_debit
from ...rules import levels
from . import cashiers_only

PAGE = 50


@require_safe
@cashiers_only
def claims(request: HttpRequest) -> HttpResponse:
    """What is open, oldest day first; ``q`` finds by Kassenzeichen, name or amount, whatever its state."""
    q = " ".join(request.GET.get("q", "").split())[:80]
    rows = _found(q) if q else Claim.objects.filter(state__in=["open", "partly"])
    if after := read_key(request.GET.get("after", "")):
        rows = rows.filter(pk__gt=after)
    found = list(rows.select_related("customer").order_by("pk")[: PAGE + 1])
    more = found[PAGE - 1].pk if len(found) > PAGE else None
    context = {"rows": found[:PAGE], "more": more, "after": after, "q": q, "today": timezone.localdate()}
    return render(request, "payments/treasury/claims.html", context)


def _found(q: str) -> QuerySet[Claim]:
    digits = "".join(letter for letter in q.upper() if letter.isalnum())
    by_number = Claim.objects.filter(kassenzeichen=digits.removeprefix("RF")[-21:])
    if by_number.exists():
        return by_number
    try:
        return Claim.objects.filter(Q(total=read_amount(q)))
    except PaymentError:
        return Claim.objects.filter(customer__in=[customer.pk for customer in find_customers(q)])


@require_safe
@cashiers_only
def claim(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """One claim with all that was booked for it, and the steps that fit."""
    return _page(request, _get(claim_id), {})


def _page(request: HttpRequest, claim: Claim, wrong: dict[str, object]) -> HttpResponse:
    context = {
        "claim": claim, "items": claim.items.order_by("position"), "debit": running_debit(claim),
        "refunds": claim.refunds.filter(state__in=["asked", "agreed", "ordered", "sending", "failed"]).order_by("pk"),
        "payments": claim.payments.order_by("received_at", "pk"),
        "entries": LedgerEntry.objects.filter(claim=claim).order_by("number"),
        "forms": [wrong.get(step.key) or step(claim) for step in STEPS if step.fits(claim)],
    }  # fmt: skip
    return render(request, "payments/treasury/claim.html", context, status=422 if wrong else 200)


@require_POST
@cashiers_only
def step(request: HttpRequest, claim_id: uuid.UUID, step: str) -> HttpResponse:
    """Book cash, pay back, cancel, write off: one small form each."""
    claim = _get(claim_id)
    chosen = next((one for one in STEPS if one.key == step and one.fits(claim)), None)
    if chosen is None:
        messages.error(request, _("This does not fit the claim any more."))
        return redirect("payments:treasury_claim", claim_id=claim_id)
    form = chosen(claim, request.POST)
    if form.is_valid():
        try:
            messages.success(request, form.perform(account_user(request)))
            return redirect("payments:treasury_claim", claim_id=claim_id)
        except PaymentError as error:
            form.add_error(None, str(error))
    return _page(request, claim, {step: form})


@require_http_methods(["GET", "HEAD", "POST"])
@cashiers_only
def reminders(request: HttpRequest) -> HttpResponse:
    """What is overdue; the button reminds of everything that the page shows."""
    overdue = Claim.objects.filter(
        state__in=["open", "partly"], due_on__lt=timezone.localdate(), dunning_level__lt=len(levels())
    )
    rows = list(overdue.select_related("customer").order_by("due_on", "pk")[:PAGE])
    if request.method == "POST":
        wanted = set(request.POST.getlist("claim"))
        done = 0
        for row in rows:
            if str(row.pk) in wanted and running_debit(row) is None:
                remind(claim=row, actor=actor_of(request))
                done += 1
        messages.success(request, _("%(count)s reminders have been sent.") % {"count": done})
        return redirect("payments:reminders")
    return render(request, "payments/treasury/reminders.html", {"rows": rows})


def _get(claim_id: uuid.UUID) -> Claim:
    found = Claim.objects.select_related("customer").filter(pk=claim_id).first()
    if found is None:
        raise Http404
    return found
