"""Claims come to be, are cancelled, are written off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.customers.models import Customer
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor
from allmende.foundation.ids import new_code
from allmende.foundation.tenants.context import current_tenant

from ..booking import LOSS, OVERPAID, RECEIVABLE, Move, book, revenue_of, tax_of
from ..errors import ClaimClosedError, PaymentError
from ..events import ClaimCancelled, ClaimOpened, ClaimReduced, ClaimWrittenOff
from ..models import Claim, ClaimItem
from ..money import ZERO, money
from ..references import new_kassenzeichen, pattern_of
from .reducing import reductions
from .state import lock, settle, text

MOST = Decimal("10000000")


@dataclass(frozen=True)
class Item:
    """A line to be claimed: ``gross`` in euros for the whole line, with ``tax_rate`` per cent of tax in it."""

    label: str
    gross: Decimal
    tax_rate: Decimal = ZERO
    quantity: Decimal = Decimal(1)
    account: str = ""
    cost_centre: str = ""

    @property
    def net(self) -> Decimal:
        return money(self.gross * 100 / (100 + self.tax_rate))


@transaction.atomic
def open_claim(
    *,
    subject: str,
    customer: Customer | None,
    items: Sequence[Item],
    due_on: dt.date,
    purpose: str,
    actor: Actor,
    once: str = "",
    at: dt.datetime | None = None,
) -> Claim | None:
    """Demand the sum of ``items`` for ``subject``; None where it is nothing: what is free opens no claim.

    A job that may run twice names ``once`` (unique within the tenant): the second call returns the first one's claim.
    Raises ``PaymentError`` for negative and absurd amounts.
    """
    existing = Claim.objects.filter(once=once).first() if once else None
    if existing:
        return existing
    items = [item for item in items if item.gross != ZERO]
    total = money(sum((item.gross for item in items), ZERO))
    if any(item.gross < ZERO for item in items) or total >= MOST:
        raise PaymentError(_("This amount cannot be demanded."))
    if not items:
        return None
    claim = _create(subject, customer, total, due_on, purpose, once, at or timezone.now())
    moves = []
    for place, item in enumerate(items, start=1):
        row = ClaimItem.objects.create(
            claim=claim, position=place, label=item.label[:200], quantity=item.quantity, net=item.net,
            tax_rate=item.tax_rate, gross=money(item.gross), account=item.account, cost_centre=item.cost_centre,
        )  # fmt: skip
        moves += [
            Move(RECEIVABLE, revenue_of(row), row.net, row),
            Move(RECEIVABLE, tax_of(row), row.tax, row),
        ]
    book(moves, kind="open", claim=claim, actor=actor, at=at)
    record(
        ClaimOpened(
            claim=str(claim.pk), kassenzeichen=claim.kassenzeichen, amount=text(total), due_on=due_on.isoformat()
        ),
        stream=subject, actor=actor, personal={"purpose": purpose}, at=at,
    )  # fmt: skip
    return claim


def _create(
    subject: str,
    customer: Customer | None,
    total: Decimal,
    due_on: dt.date,
    purpose: str,
    once: str,
    at: dt.datetime,
) -> Claim:
    pattern = pattern_of(current_tenant().settings)
    year = timezone.localdate(at).year
    kassenzeichen = new_kassenzeichen(pattern, year)
    while Claim.objects.filter(kassenzeichen=kassenzeichen).exists():
        kassenzeichen = new_kassenzeichen(pattern, year)
    return Claim.objects.create(
        subject=subject, customer=customer, kassenzeichen=kassenzeichen, code=new_code(12), purpose=purpose[:200],
        opened_at=at, due_on=due_on, total=total, once=once or None,
    )  # fmt: skip


@transaction.atomic
def cancel_claim(*, claim: Claim, reason: str, actor: Actor, at: dt.datetime | None = None) -> Claim:
    """Demand nothing any more; what was paid already is then to be paid back. Cancelling twice changes nothing.

    Raises ``PaymentError`` without a reason.
    """
    claim = lock(claim)
    if claim.total == ZERO:
        return claim
    need_reason(reason)
    amount = claim.total
    moves = [Move(RECEIVABLE, LOSS, claim.written_off), *reductions(claim, amount)]
    moves.append(Move(RECEIVABLE, OVERPAID, claim.received - claim.surplus))
    book(moves, kind="cancel", claim=claim, actor=actor, at=at)
    claim.total, claim.written_off = ZERO, ZERO
    settle(claim)
    record(
        ClaimCancelled(claim=str(claim.pk), amount=text(amount)),
        stream=claim.subject, actor=actor, personal={"reason": reason}, at=at,
    )  # fmt: skip
    return claim


@transaction.atomic
def reduce_claim(
    *, claim: Claim, amount: Decimal, reason: str, actor: Actor, at: dt.datetime | None = None
) -> Claim:
    """Demand ``amount`` less; what was paid for it already is then to be paid back. Raises ``PaymentError``."""
    claim = lock(claim)
    need_reason(reason)
    if amount >= claim.total:
        return cancel_claim(claim=claim, reason=reason, actor=actor, at=at)
    if amount <= ZERO:
        raise PaymentError(_("Please give an amount above zero."))
    freed = min(claim.written_off, amount)
    surplus, moves = claim.surplus, reductions(claim, amount)
    claim.total -= amount
    claim.written_off -= freed
    moves += [Move(RECEIVABLE, LOSS, freed), Move(RECEIVABLE, OVERPAID, claim.surplus - surplus)]
    book(moves, kind="reduce", claim=claim, actor=actor, at=at)
    settle(claim)
    record(
        ClaimReduced(claim=str(claim.pk), amount=text(amount), total=text(claim.total)),
        stream=claim.subject, actor=actor, personal={"reason": reason}, at=at,
    )  # fmt: skip
    return claim


@transaction.atomic
def write_off(*, claim: Claim, reason: str, actor: Actor, at: dt.datetime | None = None) -> Claim:
    """Give up what is still owed (Niederschlagung, Erlass); raises ``ClaimClosedError`` where nothing is."""
    claim = lock(claim)
    need_reason(reason)
    amount = claim.owed
    if amount == ZERO:
        raise ClaimClosedError(_("Nothing is owed any more."))
    book([Move(LOSS, RECEIVABLE, amount)], kind="write_off", claim=claim, actor=actor, at=at)
    claim.written_off += amount
    settle(claim)
    record(
        ClaimWrittenOff(claim=str(claim.pk), amount=text(amount)),
        stream=claim.subject, actor=actor, personal={"reason": reason}, at=at,
    )  # fmt: skip
    return claim


def need_reason(reason: str) -> None:
    """Raise ``PaymentError`` where no reason is given."""
    if not reason.strip():
        raise PaymentError(_("Please give a reason."))
