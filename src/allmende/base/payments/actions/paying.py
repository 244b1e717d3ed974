"""Money comes in, goes back to the payer, or is taken back by the payer's bank."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM, Actor, DomainEvent

from ..booking import LOSS, OVERPAID, RECEIVABLE, Move, book
from ..errors import PaymentError
from ..events import ClaimOverpaid, ClaimPaid, ClaimPartlyPaid, ClaimRefunded, PaymentReturned
from ..models import Claim, Payment
from ..money import ZERO, money
from ..ways import ways
from .claims import need_reason
from .reducing import reductions
from .state import lock, settle, text


@transaction.atomic
def record_payment(
    *,
    claim: Claim,
    amount: Decimal,
    way: str,
    external_id: str,
    at: dt.datetime | None = None,
    actor: Actor = SYSTEM,
    payer: str = "",
    account: str = "",
) -> Payment:
    """Book what came in; the same (way, external_id) again returns the first payment and changes nothing.

    Never refuses money: too much makes the claim overpaid, a payment of a cancelled claim is to be paid back.
    ``account`` is where the money lies (the way's own by default). Records ``ClaimPaid``, ``ClaimPartlyPaid`` or
    ``ClaimOverpaid``. Raises ``PaymentError`` for no amount.
    """
    claim = lock(claim)
    known = Payment.objects.filter(way=way, external_id=external_id).first()
    if known:
        return known
    amount = _positive(amount)
    source = account or ways[way].account
    revived = min(claim.written_off, max(ZERO, amount - claim.owed))
    claim.written_off -= revived
    due = min(amount, claim.owed)
    moves = [
        Move(RECEIVABLE, LOSS, revived),
        Move(source, RECEIVABLE, due),
        Move(source, OVERPAID, amount - due),
    ]
    booked = book(moves, kind="payment", claim=claim, actor=actor, at=at)
    claim.received += amount
    settle(claim)
    payment = _payment(claim, Payment.Kind.RECEIVED, way, external_id, amount, booked, at, payer=payer)
    record(_told(claim, payment), stream=claim.subject, actor=actor, at=at)
    return payment


@transaction.atomic
def return_payment(
    *,
    payment: Payment,
    external_id: str,
    reason: str,
    at: dt.datetime | None = None,
    actor: Actor = SYSTEM,
    kind: str = Payment.Kind.RETURNED,
    account: str = "",
) -> Payment:
    """A payment is taken back by the payer's bank (or booked elsewhere by hand): its amount is owed again.

    The same external id again changes nothing, nor does a second return of the same payment.
    """
    claim = lock(payment.claim)
    known = Payment.objects.filter(reverses=payment).first()
    if known:
        return known
    if payment.kind != Payment.Kind.RECEIVED:
        raise PaymentError(_("Only a payment can be taken back."))
    amount = payment.amount
    target = account or ways[payment.way].account
    surplus = min(amount, claim.surplus)
    moves = [Move(OVERPAID, target, surplus), Move(RECEIVABLE, target, amount - surplus)]
    booked = book(moves, kind=str(kind), claim=claim, actor=actor, at=at, text=reason)
    claim.received = claim.received - amount
    settle(claim)
    back = _payment(
        claim, kind, payment.way, external_id, amount, booked, at, reason=reason, reverses=payment
    )
    record(
        PaymentReturned(
            claim=str(claim.pk), payment=str(back.pk), amount=text(amount), owed=text(claim.owed), reason=reason
        ),
        stream=claim.subject, actor=actor, at=at,
    )  # fmt: skip
    return back


@transaction.atomic
def refund(
    *,
    claim: Claim,
    amount: Decimal,
    reason: str,
    actor: Actor,
    way: str,
    external_id: str = "",
    at: dt.datetime | None = None,
) -> Payment:
    """Pay money back. What was not paid too much lowers the claim itself, so that nobody is asked for it again.

    Raises ``PaymentError`` without a reason or for more than was received.
    """
    claim = lock(claim)
    external_id = external_id or f"refund:{uuid.uuid4()}"
    known = Payment.objects.filter(way=way, external_id=external_id).first()
    if known:
        return known
    need_reason(reason)
    amount = _positive(amount)
    if amount > claim.received:
        raise PaymentError(_("More than was paid cannot be paid back."))
    lower = amount - min(amount, claim.surplus)
    moves = [
        *reductions(claim, lower),
        Move(RECEIVABLE, OVERPAID, lower),
        Move(OVERPAID, ways[way].account, amount),
    ]
    booked = book(moves, kind="refund", claim=claim, actor=actor, at=at)
    claim.total -= lower
    claim.received -= amount
    claim.refunded += amount
    settle(claim)
    payment = _payment(claim, Payment.Kind.REFUND, way, external_id, amount, booked, at, reason=reason)
    record(
        ClaimRefunded(claim=str(claim.pk), payment=str(payment.pk), amount=text(amount)),
        stream=claim.subject, actor=actor, personal={"reason": reason}, at=at,
    )  # fmt: skip
    return payment


def _payment(
    claim: Claim,
    kind: str,
    way: str,
    external_id: str,
    amount: Decimal,
    booked: uuid.UUID,
    at: dt.datetime | None,
    *,
    payer: str = "",
    reason: str = "",
    reverses: Payment | None = None,
) -> Payment:
    return Payment.objects.create(
        claim=claim, kind=kind, way=way, external_id=external_id, amount=amount, transaction=booked,
        received_at=at or timezone.now(), payer=payer[:140],
        reason=reason[:300], reverses=reverses,
    )  # fmt: skip


def _told(claim: Claim, payment: Payment) -> DomainEvent:
    """What a payment made of the claim."""
    claim_id, payment_id, amount = str(claim.pk), str(payment.pk), text(payment.amount)
    if claim.surplus > ZERO:
        return ClaimOverpaid(
            claim=claim_id, payment=payment_id, amount=amount, way=payment.way, surplus=text(claim.surplus)
        )
    if claim.owed > ZERO:
        return ClaimPartlyPaid(
            claim=claim_id, payment=payment_id, amount=amount, way=payment.way, owed=text(claim.owed)
        )
    return ClaimPaid(claim=claim_id, payment=payment_id, amount=amount, way=payment.way)


def _positive(amount: Decimal) -> Decimal:
    amount = money(amount)
    if amount <= ZERO:
        raise PaymentError(_("Please give an amount above zero."))
    return amount
