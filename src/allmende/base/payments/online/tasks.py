"""Asking payment services by the clock, for payers who closed the browser and notifications that never come."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from allmende.foundation.jobs.actions import job, periodic

from .actions import check_payment
from .models import OnlinePayment
from .queries import is_in_trouble

#: So many in one go, so that a service that is down does not hold up the worker for long.
AT_ONCE = 20


@periodic(every=timedelta(minutes=1))
def check_online_payments() -> None:
    """Ask for those whose time has come, the longest waiting first."""
    due = OnlinePayment.objects.filter(check_at__lte=timezone.now()).order_by("check_at")
    down: set[str] = set()
    for payment in due[:AT_ONCE]:
        if payment.way in down:
            continue
        check_payment(payment=payment)
        if is_in_trouble(payment.way):
            down.add(payment.way)


@job
def check_notified(way: str, transaction_id: str) -> None:
    """A service says that something happened: ask it what. The notification itself is not believed."""
    payment = OnlinePayment.objects.filter(way=way, transaction_id=transaction_id).first()
    if payment:
        check_payment(payment=payment)
