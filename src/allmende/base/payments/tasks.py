"""Refunds by payment services: sent at once, and asked for again until the service says how it stands."""

from __future__ import annotations

import uuid
from datetime import timedelta

from allmende.foundation.jobs.actions import job, periodic

from .actions.sending_back import send_refund
from .models import Refund

#: So many in one go, so that a service that is down does not hold up the worker for long.
AT_ONCE = 20


@job
def pay_back(refund: str) -> None:
    """One refund, right after it was decided."""
    send_refund(refund_id=uuid.UUID(refund))


@periodic(every=timedelta(minutes=10))
def ask_again() -> None:
    """Those of which nobody knows yet, the longest waiting first."""
    for key in (
        Refund.objects.filter(state=Refund.State.SENDING)
        .order_by("pk")
        .values_list("pk", flat=True)[:AT_ONCE]
    ):
        send_refund(refund_id=key)
