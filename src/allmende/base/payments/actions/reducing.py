"""Owing less: the lines of a claim give back what they earned, the last one first."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from ..booking import RECEIVABLE, Move, revenue_of, tax_of
from ..models import Claim, ClaimItem, LedgerEntry
from ..money import ZERO, money


def reductions(claim: Claim, amount: Decimal) -> list[Move]:
    """Moves that take ``amount`` off what the lines of ``claim`` earned, net and tax apart."""
    moves: list[Move] = []
    for item, left in reversed(_left(claim)):
        part = min(amount, left)
        # The last part takes what is left of the tax, so that rounding leaves nothing behind.
        net = money(part * item.net / item.gross) if item.gross else ZERO
        moves += [
            Move(revenue_of(item), RECEIVABLE, net, item),
            Move(tax_of(item), RECEIVABLE, part - net, item),
        ]
        amount -= part
    return moves


def _left(claim: Claim) -> list[tuple[ClaimItem, Decimal]]:
    """Each line with what it still demands, in order."""
    taken: dict[object, Decimal] = defaultdict(lambda: ZERO)
    for entry in LedgerEntry.objects.filter(claim=claim, item__isnull=False, credit=RECEIVABLE):
        taken[entry.item_id] += entry.amount
    return [(item, item.gross - taken[item.pk]) for item in claim.items.order_by("position")]
