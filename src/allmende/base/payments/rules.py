"""What a municipality decides for its cash office: who must agree to a refund, and the levels of dunning."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .models import CashRules


@dataclass(frozen=True)
class Level:
    """A level of dunning: what it costs and how many days it leaves."""

    name: str
    fee: Decimal
    days: int
    account: str = ""


#: What counts where nobody decided.
LEVELS = (
    Level("Zahlungserinnerung", Decimal("0.00"), 14),
    Level("Mahnung", Decimal("5.00"), 14),
    Level("Letzte Mahnung", Decimal("10.00"), 7),
)
SECOND_PERSON_FROM = Decimal("100.00")
MOST_LEVELS = 5


def levels() -> tuple[Level, ...]:
    """The levels of dunning of the current municipality, in their order."""
    row = CashRules.objects.first()
    if row is None:
        return LEVELS
    return tuple(Level(one["name"], Decimal(one["fee"]), int(one["days"])) for one in row.levels)


def second_person_from() -> Decimal:
    """Refunds of one claim that together are more than this need a second person."""
    row = CashRules.objects.first()
    return SECOND_PERSON_FROM if row is None else row.second_person_from
