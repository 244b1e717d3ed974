"""Claims for tests."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

from allmende.base.payments import actions
from allmende.base.payments.actions import Item
from allmende.base.payments.models import Claim
from allmende.foundation.events.types import SYSTEM

DUE = dt.date(2026, 12, 1)


def make_claim(*amounts: str, tax: str = "0", due_on: dt.date = DUE, **more) -> Claim:
    """A claim with one line for each amount (12.00 by default)."""
    items = [
        Item(f"Zeile {place}", Decimal(amount), tax_rate=Decimal(tax), account="11.02.4311")
        for place, amount in enumerate(amounts or ("12.00",))
    ]
    subject = more.pop("subject", f"case:{uuid.uuid4()}")
    return actions.open_claim(
        subject=subject, customer=more.pop("customer", None), items=items, due_on=due_on,
        purpose="Gebühr", actor=SYSTEM, **more,
    )  # fmt: skip


def pay(claim: Claim, amount: str, external_id: str = "", way: str = "cash", **more):
    """Book a payment."""
    return actions.record_payment(
        claim=claim, amount=Decimal(amount), way=way, external_id=external_id or uuid.uuid4().hex, **more
    )
