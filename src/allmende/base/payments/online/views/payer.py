"""What payers see, and where payment services say that something happened."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from pydantic import BaseModel, Field, ValidationError

from allmende.foundation.jobs.actions import enqueue
from allmende.foundation.limits.actions import TooOftenError, client_of, spend

from ...slips import public_key
from ..access import payment_by_token
from ..actions import check_payment, give_up
from ..models import OnlinePayment
from ..providers import providers
from ..tasks import check_notified
from ..words import words_for

#: Each look asks the payment service.
LOOKS = {"limit": 60, "seconds": 600}
NOTIFICATIONS = {"limit": 300, "seconds": 60}
LARGEST = 20_000


class Notification(BaseModel):
    """A payment service's word that something happened to one of its transactions; all else in it is not read."""

    transaction: str = Field(alias="transactionId", pattern=r"^[A-Za-z0-9_\-]{1,64}$")


@require_safe
def onward(request: HttpRequest, token: str) -> HttpResponse:
    """The way to the payment service: a page of its own, for no form of ours may lead elsewhere (CSP)."""
    payment = payment_by_token(token)
    if payment.state != OnlinePayment.State.BEGUN or not payment.page:
        return redirect("online_payments:returned", token=token)
    return _kept_nowhere(render(request, "online_payments/onward.html", {"payment": payment}))


@require_safe
def returned(request: HttpRequest, token: str) -> HttpResponse:
    """How the payment stands: the service is asked, whatever the browser came with."""
    payment = payment_by_token(token)
    try:
        if request.method == "GET" and (payment.is_running or payment.check_at):
            spend("online_payment", client_of(request), **LOOKS)
            payment = check_payment(payment=payment, returned=True)
            if "abgebrochen" in request.GET and providers[payment.way].ends_when_given_up:
                payment = give_up(payment=payment, for_good=True)
    except TooOftenError:
        pass  # the page says what was last known
    payment.claim.refresh_from_db()
    context = {"payment": payment, "claim": payment.claim, "words": words_for(payment)}
    return _kept_nowhere(render(request, "online_payments/returned.html", context))


@require_POST
def abandon(request: HttpRequest, token: str) -> HttpResponse:
    """The payer wants to pay otherwise."""
    payment = check_payment(payment=payment_by_token(token))
    payment = give_up(payment=payment, for_good=providers[payment.way].ends_when_given_up)
    if payment.state == OnlinePayment.State.CANCELLED:
        return redirect("payments:claim", key=public_key(payment.claim))
    return redirect("online_payments:returned", token=token)


@csrf_exempt
@require_POST
def notified(request: HttpRequest, way: str) -> HttpResponse:
    """A payment service says that something happened. The answer is always the same, so that it tells nothing."""
    try:
        spend("online_payment_notified", client_of(request), **NOTIFICATIONS)
        if way in providers and len(request.body) <= LARGEST:
            told = Notification.model_validate_json(request.body)
            if OnlinePayment.objects.filter(way=way, transaction_id=told.transaction).exists():
                enqueue(check_notified, way=way, transaction_id=told.transaction)
    except (TooOftenError, ValidationError):
        pass
    return HttpResponse(status=204)


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
