"""What the cash office does about payments that are odd."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from ...actions.claims import need_reason
from ..events import OnlinePaymentResolved
from ..models import OnlinePayment
from .states import end, lock


@transaction.atomic
def resolve(*, payment: OnlinePayment, note: str, actor: Actor) -> OnlinePayment:
    """The finding is settled, or what is unclear ends unpaid; ``note`` says how. Twice changes nothing.

    Raises ``PaymentError`` without a note.
    """
    need_reason(note)
    row = lock(payment)
    if row.resolved_at is None:
        row.resolved_at = timezone.now()
        if row.state == OnlinePayment.State.UNCLEAR:
            end(row, OnlinePayment.State.CANCELLED)
        row.save()
        record(
            OnlinePaymentResolved(claim=str(row.claim_id), payment=str(row.pk), finding=row.finding),
            stream=row.claim.subject, actor=actor, personal={"note": note},
        )  # fmt: skip
    return row
