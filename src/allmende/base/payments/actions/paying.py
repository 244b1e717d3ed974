"""Money comes in, goes back to the payer, or is taken back by the payer's bank."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM, Actor, DomainEvent

from ..booking import LOSS, OVERPAID, RECEIVABLE, Booking, Move, book, book_all
from ..errors import PaymentError
from ..events import ClaimOverpaid, ClaimPaid, ClaimPartlyPaid, ClaimRefunded, PaymentReturned
from ..models import Claim, Payment
from ..money import ZERO, money
from ..ways import ways
from .claims import need_reason
from .reducing import reductions
from .state import lock, settle, text


@dataclass(frozen=True)
class Incoming:
    """Money that came in for a claim; ``external_id`` is how the other side names it."""

    claim_id: uuid.UUID
    amount: Decimal
    external_id: str
    at: dt.datetime | None = None
    payer: str = ""


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
    incoming = Incoming(claim.pk, amount, external_id, at, payer)
    return record_payments(incoming=[incoming], way=way, actor=actor, account=account)[0]


@transaction.atomic
def record_payments(
    *, incoming: Sequence[Incoming], way: str, actor: Actor = SYSTEM, account: str = ""
) -> list[Payment]:
    """The same for many at once, in their order; a few statements each instead of a dozen."""
    wanted = {one.claim_id for one in incoming}
    claims = {
        claim.pk: claim for claim in Claim.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    }
    ids = [one.external_id for one in incoming]
    known = {payment.external_id: payment for payment in Payment.objects.filter(way=way, external_id__in=ids)}
    source, bookings, events, found = account or ways[way].account, [], [], []
    changed: dict[uuid.UUID, Claim] = {}
    for one in incoming:
        if one.external_id not in known:
            claim = claims[one.claim_id]
            booking = Booking(_take(claim, _positive(one.amount), source), "payment", claim, one.at)
            payment = Payment(
                claim=claim, way=way, external_id=one.external_id, amount=money(one.amount),
                transaction=booking.transaction, received_at=one.at or timezone.now(), payer=one.payer[:140],
            )  # fmt: skip
            bookings.append(booking)
            events.append((_told(claim, payment), claim.subject, one.at))
            changed[claim.pk], known[one.external_id] = claim, payment
            payment.insert()
        found.append(known[one.external_id])
    book_all(bookings, actor=actor)
    for claim in changed.values():
        settle(claim)
    for event, stream, at in events:
        record(event, stream=stream, actor=actor, at=at)
    return found


def _take(claim: Claim, amount: Decimal, source: str) -> list[Move]:
    """Count ``amount`` towards the claim; what was written off is owed again as far as it is paid."""
    revived = min(claim.written_off, max(ZERO, amount - claim.owed))
    claim.written_off -= revived
    due = min(amount, claim.owed)
    claim.received += amount
    return [
        Move(RECEIVABLE, LOSS, revived),
        Move(source, RECEIVABLE, due),
        Move(source, OVERPAID, amount - due),
    ]


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
