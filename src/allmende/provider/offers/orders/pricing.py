"""What an order costs, as it is shown before sending and kept with the order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.provider.offers.models import Offer, Payer, Price, Variant
from allmende.provider.offers.queries import prices_of
from allmende.provider.offers.taxes import tax_words


@dataclass(frozen=True)
class Cost:
    """What one payer pays per period."""

    payer: str
    period: str
    amount: Decimal

    @property
    def payer_label(self) -> str:
        return str(Payer(self.payer).label)

    @property
    def words(self) -> str:
        """“12,00 € per month”."""
        period = str(Price.Period(self.period).label)
        return f"{number_format(self.amount, 2, use_l10n=True, force_grouping=True)} € {period}"


@dataclass(frozen=True)
class Shown:
    """Price per payer and period, and the term of a variant."""

    costs: tuple[Cost, ...]
    term_months: int

    def of(self, payer: str) -> tuple[Cost, ...]:
        """What ``payer`` pays; nothing where it is free for that one."""
        return tuple(cost for cost in self.costs if cost.payer == payer and cost.amount)

    @property
    def paid(self) -> tuple[Cost, ...]:
        """What anybody pays."""
        return tuple(cost for cost in self.costs if cost.amount)

    @property
    def costs_us(self) -> bool:
        """Whether the institution or its body pays something: what the state bears obliges nobody here."""
        return any(cost.payer != Payer.STATE for cost in self.paid)

    @property
    def term_words(self) -> str:
        """How long both sides are bound."""
        if not self.term_months:
            return _("No minimum term")
        return ngettext("%(count)s month", "%(count)s months", self.term_months) % {"count": self.term_months}

    @property
    def stamp(self) -> str:
        """Changes where anything of it changes: a page carries it to the button."""
        return ";".join(f"{c.payer},{c.period},{c.amount}" for c in self.costs) + f";{self.term_months}"

    def as_data(self) -> list[dict[str, str]]:
        """As an order keeps it."""
        return [{"payer": c.payer, "period": c.period, "amount": str(c.amount)} for c in self.costs]


def shown_prices(variant: Variant, on: date) -> Shown:
    """What holds for ``variant`` on a day."""
    rows = prices_of(variant, on)
    return Shown(_costs((row.payer, row.period, row.amount) for row in rows), variant.term_months)


def kept_prices(prices: Iterable[dict[str, Any]], term_months: int) -> Shown:
    """What an order kept."""
    return Shown(_costs((p["payer"], p["period"], Decimal(p["amount"])) for p in prices), term_months)


def cost_words(shown: Shown, offer: Offer) -> str:
    """One line for each payer, what tax is in it, and the term."""
    lines = [f"{cost.payer_label}: {cost.words}" for cost in shown.paid] or [_("Free of charge")]
    if shown.paid:
        lines.append(tax_words(offer))
    return "\n".join([*lines, _("Term: %(term)s") % {"term": shown.term_words}])


def _costs(rows: Iterable[tuple[str, str, Decimal]]) -> tuple[Cost, ...]:
    return tuple(
        Cost(str(payer), str(period), amount.quantize(Decimal("0.01"))) for payer, period, amount in rows
    )
