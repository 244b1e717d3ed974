"""Each payment service as a way to pay."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from allmende.base.identity.access import actor_of

from ..errors import ClaimClosedError
from ..models import Claim
from ..slips import public_key
from .actions import begin_payment, check_payment
from .actions.states import is_stranded
from .models import OnlinePayment
from .providers import OnlineProvider
from .queries import is_offered, label_of, running_payment


class OnlineWay:
    """Pay at a payment service; a payment that runs is checked and continued before another is begun."""

    def __init__(self, provider: OnlineProvider) -> None:
        self.key: str = provider.key
        self.order: int = provider.order
        self.account = f"clearing:{provider.key}"

    @property
    def label(self) -> str:
        return label_of(self.key)

    def offered(self, claim: Claim) -> bool:
        return is_offered(self.key)

    def begin(self, request: HttpRequest, claim: Claim) -> HttpResponseBase:
        running = running_payment(claim)
        if running and not is_stranded(running):
            running = check_payment(payment=running)
            if not self._continues(running):
                return redirect("online_payments:returned", token=running.token)
            return _page_of(running)

        def back(token: str) -> tuple[str, str]:
            address = request.build_absolute_uri(reverse("online_payments:returned", args=[token]))
            return address, f"{address}?abgebrochen=1"

        try:
            payment = begin_payment(claim=claim, way=self.key, back=back, actor=actor_of(request))
        except ClaimClosedError:
            return redirect("payments:claim", key=public_key(claim))
        return _page_of(payment)

    def _continues(self, payment: OnlinePayment) -> bool:
        """Whether the click goes on with it: the same way, still open, and still what is owed."""
        payment.claim.refresh_from_db()
        return (
            payment.way == self.key
            and payment.state == OnlinePayment.State.BEGUN
            and bool(payment.page)
            and payment.amount == payment.claim.owed
        )


def _page_of(payment: OnlinePayment) -> HttpResponseBase:
    if payment.state == OnlinePayment.State.BEGUN and payment.page:
        return redirect("online_payments:onward", token=payment.token)
    return redirect("online_payments:returned", token=payment.token)
