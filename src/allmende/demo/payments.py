"""What people paid in the demo: a bank statement with most of what is owed, and one nobody understands."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from allmende.base.payments.accounts import own_account
from allmende.base.payments.actions import import_statement
from allmende.base.payments.models import Claim
from allmende.foundation.events.types import SYSTEM
from allmende.standins.bank import Entry, statement

#: Of what is owed so many are paid; the rest is open, some of it overdue.
PAID = 0.8


def pay_most(dice: Random) -> None:
    """Take in the demo's bank statement for the current tenant."""
    own = own_account()
    if own is None:
        return
    found: list[Entry] = []
    today = timezone.localdate()
    for claim in Claim.objects.filter(state="open").select_related("customer").order_by("kassenzeichen"):
        day = timezone.localdate(claim.opened_at) + timedelta(days=dice.randint(2, 12))
        if day >= today or dice.random() > PAID:
            continue
        payer = claim.customer.name if claim.customer else "Unbekannt"
        text = f"Kassenzeichen {claim.kassenzeichen}" if dice.random() < 0.8 else claim.kassenzeichen
        found.append(Entry(len(found) + 1, own.iban, claim.owed, payer, text=text, on=day))
    found.append(
        Entry(len(found) + 1, own.iban, Decimal("96.00"), "Peter Beispiel", text="Steuer fuer unseren Waldi",
              on=today - timedelta(days=1))
    )  # fmt: skip
    found.sort(key=lambda entry: entry.on)
    import_statement(file=io.BytesIO(statement(own.iban, "2026-1", found).encode()), actor=SYSTEM)
