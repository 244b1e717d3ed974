"""Writing to the ledger: the only place that makes entries. Accounts are text; docs/payments.md lists them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone

from allmende.foundation.events.types import Actor
from allmende.foundation.ids import uuid7

from .models import Claim, ClaimItem, Ledger, LedgerEntry
from .money import ZERO

RECEIVABLE, OVERPAID, UNCLEAR, LOSS = "receivable", "overpaid", "unclear", "loss"
BANK, CASH = "bank", "cash"


def revenue_of(item: ClaimItem) -> str:
    """The account that a line's net amount is earned on."""
    return f"revenue:{item.account or '-'}" + (f"/{item.cost_centre}" if item.cost_centre else "")


def tax_of(item: ClaimItem) -> str:
    """The account of the tax that a line holds."""
    return f"tax:{item.tax_rate:.2f}"


@dataclass(frozen=True)
class Move:
    """``amount`` from account ``credit`` to account ``debit``."""

    debit: str
    credit: str
    amount: Decimal
    item: ClaimItem | None = None


@dataclass(frozen=True)
class Booking:
    """Moves that belong together, of one claim or of none."""

    moves: list[Move]
    kind: str
    claim: Claim | None
    at: dt.datetime | None = None
    text: str = ""
    transaction: uuid.UUID = field(default_factory=uuid7)


def book(
    moves: Iterable[Move],
    *,
    kind: str,
    claim: Claim | None,
    actor: Actor,
    at: dt.datetime | None = None,
    text: str = "",
) -> uuid.UUID:
    """Append ``moves`` as one transaction and return its id; moves of nothing are left out. Locks the ledger."""
    booking = Booking(list(moves), kind, claim, at, text)
    book_all([booking], actor=actor)
    return booking.transaction


def book_all(bookings: Iterable[Booking], *, actor: Actor) -> None:
    """Append many at once; the ledger is locked until the database transaction ends."""
    wanted = [
        (booking, move) for booking in bookings for move in booking.moves if move.amount != ZERO
    ]  # fmt: skip
    if not wanted:
        return
    head, now = Ledger.objects.select_for_update().first() or _head(), timezone.now()
    for place, (booking, move) in enumerate(wanted, start=1):
        LedgerEntry(
            number=head.last + place, transaction=booking.transaction, kind=booking.kind, debit=move.debit,
            credit=move.credit, amount=move.amount, claim=booking.claim, item=move.item, booked_at=now,
            value_on=timezone.localdate(booking.at or now), text=booking.text[:200], actor=str(actor),
        ).insert()  # fmt: skip
    head.last += len(wanted)
    head.save(update_fields=["last"])


def _head() -> Ledger:
    """The head of a new ledger: made by one, waited for by the others."""
    Ledger.objects.bulk_create([Ledger()], ignore_conflicts=True)
    return Ledger.objects.select_for_update().get()
