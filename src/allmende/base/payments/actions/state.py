"""What state the sums of a claim add up to."""

from __future__ import annotations

from decimal import Decimal

from allmende.foundation import sql

from ..models import Claim
from ..money import ZERO

_SETTLE = (
    "UPDATE payments_claim SET total = %s, received = %s, refunded = %s, written_off = %s, state = %s"
    " WHERE id = %s AND tenant_id = %s"
)


def lock(claim: Claim) -> Claim:
    """The claim as it stands now, locked until the transaction ends."""
    return Claim.objects.select_for_update().get(pk=claim.pk)


def settle(claim: Claim) -> Claim:
    """Set the state from the sums, and save both."""
    claim.state = _state(claim)
    sums = (claim.total, claim.received, claim.refunded, claim.written_off)
    sql.execute(
        _SETTLE,
        [
            *(int(amount * 100) for amount in sums),
            str(claim.state),
            sql.key(claim.pk),
            sql.key(claim.tenant_id),
        ],
    )
    return claim


def text(amount: Decimal) -> str:
    """An amount as events hold it."""
    return f"{amount:.2f}"


def _state(claim: Claim) -> Claim.State:
    if claim.surplus > ZERO:
        return Claim.State.OVERPAID
    if claim.total == ZERO and claim.owed == ZERO:
        return Claim.State.REFUNDED if claim.refunded else Claim.State.CANCELLED
    if claim.owed > ZERO:
        return Claim.State.PARTLY if claim.received > ZERO else Claim.State.OPEN
    return Claim.State.WRITTEN_OFF if claim.written_off else Claim.State.PAID
