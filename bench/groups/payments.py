"""Taking in a bank statement: read, match, book. The floor is to read the same file and do nothing with it.

The sizes can be made smaller for a look: ``ALLMENDE_BENCH_CLAIMS`` (100,000 as a rule; a tenth of it are paid).
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator
from decimal import Decimal
from random import Random

from django.db import connection, transaction
from django.utils import timezone

from allmende.base.payments.actions import import_statement
from allmende.base.payments.bank.camt import movements
from allmende.base.payments.bank.matching import lengths, match
from allmende.base.payments.models import Claim
from allmende.base.payments.references import creditor_reference, new_kassenzeichen
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.ids import uuid7
from allmende.standins.bank import Entry, statement
from bench.figure import Figure, at_most
from bench.world import municipality

CLAIMS = int(os.environ.get("ALLMENDE_BENCH_CLAIMS", "100000"))
LINES = CLAIMS // 10
IBAN = "DE02120300000000202051"


def figures() -> Iterator[Figure]:
    with municipality(collect=False) as tenant:
        tenant.settings = {**tenant.settings, "payments": {"account": {"iban": IBAN, "holder": "Stadt"}}}
        content = statement(IBAN, "1", _entries(_claims())).encode()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        start = time.perf_counter()
        read = list(movements(io.BytesIO(content)))
        reading = time.perf_counter() - start
        start = time.perf_counter()
        sizes = lengths()
        found = [hit for begin in range(0, len(read), 500) for hit in match(read[begin : begin + 500], sizes)]
        matching = time.perf_counter() - start
        sure = sum(hit is not None for hit in found)
        yield at_most(
            f"match {LINES:,} bank movements with {CLAIMS:,} open claims", reading + matching, 20, "s",
            floor=round(reading, 3), floor_is="reading the file",
        )  # fmt: skip
        yield Figure("of these found without a clerk", round(100 * sure / LINES, 1), "%")
        start = time.perf_counter()
        done = import_statement(file=io.BytesIO(content), actor=SYSTEM)
        yield Figure(
            "the same with all bookings, events and what follows from them", round(time.perf_counter() - start, 1),
            "s", round(reading + matching, 3), "without booking",
        )  # fmt: skip
        if done.booked != sure:
            raise RuntimeError(f"{done.booked} booked, {sure} matched")


def _claims() -> list[tuple[str, Decimal]]:
    """Open claims straight into the table; returns (Kassenzeichen, amount)."""
    dice, now = Random(7), timezone.now()
    made = {new_kassenzeichen("{year}{random:9}{check}", 2026) for _ in range(CLAIMS)}
    rows = [
        Claim(
            subject=f"case:{uuid7()}", kassenzeichen=kassenzeichen, code="x", purpose="Gebühr", opened_at=now,
            due_on=now.date(), total=Decimal(dice.randint(500, 20000)) / 100,
        )
        for kassenzeichen in sorted(made)
    ]  # fmt: skip
    with transaction.atomic():
        for row in rows:
            row.insert()
    return [(row.kassenzeichen, row.total) for row in rows]


def _entries(claims: list[tuple[str, Decimal]]) -> list[Entry]:
    """As people write it: mostly well, one in ten with a slip, one in ten without any Kassenzeichen."""
    dice, found = Random(8), []
    for number, (kassenzeichen, amount) in enumerate(dice.sample(claims, LINES), start=1):
        kind = number % 10
        text = {
            0: f"Hundesteuer 2026 {number}",
            1: kassenzeichen[:5] + str((int(kassenzeichen[5]) + 1) % 10) + kassenzeichen[6:],
            2: creditor_reference(kassenzeichen),
            3: f"Vielen Dank fuer alles, KZ {kassenzeichen[:4]} {kassenzeichen[4:8]} {kassenzeichen[8:]} vom 3.4.2026",
        }.get(kind, f"Kassenzeichen {kassenzeichen}")
        found.append(Entry(number, IBAN, amount, f"Name {number}", "DE75512108001245126199", text))
    return found
