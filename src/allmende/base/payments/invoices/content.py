"""What an invoice says, as it was issued: Pydantic models that are kept as JSON and drawn as XML and as a page."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel

from ..models import Claim, ClaimItem
from ..money import ZERO, money

#: UNTDID 5305: standard rate; exempt; outside the scope of VAT.
Category = Literal["S", "E", "O"]
#: Why no tax is asked for: acts of public authority, and where an invoice also has taxed lines.
OUTSIDE = "Nicht steuerbar: Tätigkeit der öffentlichen Gewalt (§ 2b UStG)"
EXEMPT = "Umsatzsteuerfrei: Tätigkeit der öffentlichen Gewalt (§ 2b UStG)"


class Party(BaseModel):
    """Who issues, or who pays."""

    name: str
    street: str
    postcode: str
    city: str
    country: str = "DE"
    email: str
    #: how the other side's software knows the party again (BT-29)
    identifier: str = ""
    vat_id: str = ""
    tax_number: str = ""
    contact: str = ""
    phone: str = ""


class Line(BaseModel):
    label: str
    quantity: Decimal
    net: Decimal
    category: Category
    rate: Decimal
    account: str = ""

    @property
    def price(self) -> Decimal:
        """Of one; exact, for lines that cannot be divided are of quantity one."""
        return self.net / self.quantity


class Tax(BaseModel):
    category: Category
    rate: Decimal
    basis: Decimal
    amount: Decimal
    reason: str = ""


class Content(BaseModel):
    """All of an invoice; amounts in euros."""

    number: str
    kind: Literal["380", "381"]
    issued_on: dt.date
    #: when it was done (§ 14 Abs. 4 Nr. 6 UStG)
    supplied_on: dt.date
    due_on: dt.date | None
    purpose: str
    buyer_reference: str
    payment_reference: str
    seller: Party
    buyer: Party
    iban: str
    account_name: str
    lines: list[Line]
    taxes: list[Tax]
    prepaid: Decimal = ZERO
    #: number and day of the invoice that a credit note cancels
    corrects: str = ""
    corrects_on: dt.date | None = None
    note: str = ""

    @property
    def net(self) -> Decimal:
        return sum((line.net for line in self.lines), ZERO)

    @property
    def tax(self) -> Decimal:
        return sum((tax.amount for tax in self.taxes), ZERO)

    @property
    def total(self) -> Decimal:
        return self.net + self.tax

    @property
    def due(self) -> Decimal:
        """What is still to be paid."""
        return self.total - self.prepaid


def lines_of(claim: Claim) -> tuple[list[Line], list[Tax]]:
    """The lines of a claim and their taxes, by category and rate."""
    items = list(claim.items.order_by("position"))
    untaxed: Category = "E" if any(item.tax_rate for item in items) else "O"
    lines = [_line(item, untaxed) for item in items]
    basis: dict[tuple[Category, Decimal], Decimal] = defaultdict(lambda: ZERO)
    amount: dict[tuple[Category, Decimal], Decimal] = defaultdict(lambda: ZERO)
    for line, item in zip(lines, items, strict=True):
        basis[line.category, line.rate] += item.net
        amount[line.category, line.rate] += item.tax
    reasons = {"S": "", "E": EXEMPT, "O": OUTSIDE}
    taxes = [
        Tax(category=category, rate=rate, basis=net, amount=amount[category, rate], reason=reasons[category])
        for (category, rate), net in basis.items()
    ]
    return lines, taxes


def _line(item: ClaimItem, untaxed: Category) -> Line:
    category: Category = "S" if item.tax_rate else untaxed
    price = item.net / item.quantity if item.quantity else item.net
    even = item.quantity > 0 and money(price) == price
    return Line(
        label=item.label, quantity=item.quantity if even else Decimal(1), net=item.net, category=category,
        rate=item.tax_rate, account=item.account,
    )  # fmt: skip
