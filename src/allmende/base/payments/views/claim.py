"""One claim as its payer sees it: what is owed, how to pay, what was paid."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from allmende.foundation.limits.actions import TooOftenError
from allmende.foundation.ui.views import problem

from ..access import get_claim_for
from ..models import Claim
from ..queries import running_debit
from ..receipts import receipt_pdf
from ..slips import public_key
from ..ways import ways_for

View = Callable[..., HttpResponseBase]


def for_payer(view: View) -> View:
    """Hand the claim to the view; whoever knows no code finds nothing."""

    @wraps(view)
    def guarded(request: HttpRequest, key: str, **arguments: Any) -> HttpResponseBase:
        try:
            return view(request, get_claim_for(request, key), **arguments)
        except TooOftenError as error:
            text = _("This was wrong too often. Please try again in %(minutes)s minutes.")
            return problem(429, _("Please wait a moment"), text % {"minutes": error.minutes})

    return never_cache(guarded)


@require_GET
@for_payer
def claim(request: HttpRequest, claim: Claim) -> HttpResponse:
    """The page of one claim; a paid one offers no way to pay."""
    context = {
        "claim": claim, "items": list(claim.items.order_by("position")), "ways": ways_for(claim),
        "debit": running_debit(claim) if claim.is_payable else None,
        "payments": list(claim.payments.order_by("received_at", "pk")),
    }  # fmt: skip
    return render(request, "payments/claim.html", context)


@require_POST
@for_payer
def begin(request: HttpRequest, claim: Claim, way: str) -> HttpResponseBase:
    """Begin to pay by a way that is offered for this claim now."""
    chosen = next((one for one in ways_for(claim) if one.key == way), None)
    if chosen is not None:
        return chosen.begin(request, claim)
    if not claim.is_payable:
        messages.info(request, _("Nothing is to be paid any more."))
    else:
        messages.error(request, _("This way to pay is not offered at the moment. Please choose another one."))
    return redirect("payments:claim", key=public_key(claim))


@require_GET
@for_payer
def receipt(request: HttpRequest, claim: Claim) -> HttpResponse:
    """What was paid, as PDF."""
    if not claim.payments.exists():
        raise Http404
    content = receipt_pdf(claim, get_language() or "de")
    name = f"Quittung-{claim.kassenzeichen}.pdf"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
