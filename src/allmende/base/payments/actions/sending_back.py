"""Refunds that a payment service pays: sent after two people decided, booked when the service has done it."""

from __future__ import annotations

import logging
import uuid

from django.db import transaction

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM

from ..errors import PaymentError
from ..events import RefundFailed
from ..models import Refund
from ..paying_back import AskAgainError, NotPaidBackError, payers_back
from .paying import refund
from .state import lock, text

log = logging.getLogger(__name__)
State = Refund.State


def send_refund(*, refund_id: uuid.UUID) -> None:
    """Let one refund go back, and book it; whatever is asked how often, money goes once. Never raises for a service."""
    row = Refund.objects.select_related("claim").filter(pk=refund_id, state=State.SENDING).first()
    if row is None or row.way not in payers_back:
        return
    try:
        reference = payers_back[row.way].send(row)
    except AskAgainError as error:
        log.warning("refund by %s is not known to be done: %s", row.way, error)
        return
    except NotPaidBackError as error:
        log.error("refund by %s was refused: %s", row.way, error.code)
        _fail(row, error.code)
        return
    _book(row, reference)


@transaction.atomic
def _book(row: Refund, reference: str) -> None:
    claim = lock(row.claim)
    row = Refund.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.state != State.SENDING:
        return
    row.reference = reference[:64]
    try:
        row.payment = refund(
            claim=claim, amount=row.amount, reason=row.reason, actor=SYSTEM, way=row.way,
            external_id=f"refund:{row.pk}",
        )  # fmt: skip
        row.state, row.problem = State.DONE, ""
    except PaymentError:
        # It went back, and the claim has changed since: the cash office must see it.
        row.state, row.problem = State.FAILED, "not_booked"
    row.save(update_fields=["reference", "payment", "state", "problem"])


@transaction.atomic
def _fail(row: Refund, code: str) -> None:
    lock(row.claim)
    changed = Refund.objects.filter(pk=row.pk, state=State.SENDING).update(
        state=State.FAILED, problem=code[:80]
    )
    if changed:
        event = RefundFailed(
            claim=str(row.claim_id), refund=str(row.pk), amount=text(row.amount), problem=code[:80]
        )
        record(event, stream=row.claim.subject, actor=SYSTEM)
