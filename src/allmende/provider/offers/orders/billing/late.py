"""What was entered after its quarter was billed: demanded with the next bill, named as such.

For each quarter that was billed, what would be counted today is held against what was demanded, by resource and kind
of payer, so that nothing is demanded twice when a school gets another name or another body.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from ..models import Bill
from .quarters import Quarter
from .reading import Billing, Line, count_quarter, total_of

#: So many quarters are looked back upon.
BACK = 4
#: Resource and kind of payer.
Key = tuple[str, str]


def add_late(billing: Billing) -> None:
    """Add to a quarter's lines what earlier quarters miss; what they have too much is listed beside."""
    quarters = [billing.quarter]
    while len(quarters) <= BACK:
        quarters.append(quarters[-1].before)
    rows = list(Bill.objects.filter(quarter__in=[str(one) for one in quarters]).select_related("claim"))
    for quarter in reversed(quarters[1:]):
        if any(row.quarter == str(quarter) for row in rows):
            _add(billing, quarter, rows)


def _add(billing: Billing, quarter: Quarter, rows: list[Bill]) -> None:
    billed: dict[Key, list[Line]] = defaultdict(list)
    for line in _billed(quarter, rows):
        if not line.thing:
            return  # of bills that do not name their resources nothing can be said
        billed[line.thing, line.payer].append(line)
    counted: dict[Key, list[tuple[uuid.UUID, Line]]] = defaultdict(list)
    for payer, lines in count_quarter(quarter).bills.items():
        for line in lines:
            counted[line.thing, line.payer].append((payer, line))
    for key, found in counted.items():
        before, now = total_of(billed.get(key, [])), total_of([line for _payer, line in found])
        if not before:
            for payer, line in found:
                billing.bills[payer].append(replace(line, late_for=str(quarter)))
        elif now > before:
            payer, line = found[-1]
            billing.bills[payer].append(replace(line, amount=str(now - before), late_for=str(quarter)))
    for key, lines in billed.items():
        too_much = total_of(lines) - total_of([line for _payer, line in counted.get(key, [])])
        if too_much > 0 and not _is_reduced(quarter, lines[-1], too_much, rows):
            billing.too_much.append(replace(lines[-1], amount=str(too_much), late_for=str(quarter)))


def _billed(quarter: Quarter, rows: list[Bill]) -> Iterator[Line]:
    """What was demanded for a quarter, in its own bills and in later ones."""
    for row in rows:
        for data in row.lines:
            line = Line(**data)
            if (line.late_for or row.quarter) == str(quarter):
                yield line


def _is_reduced(quarter: Quarter, line: Line, amount: Decimal, rows: list[Bill]) -> bool:
    """Whether the claim of the bill with this line was reduced by as much already."""
    for row in rows:
        if any(Line(**data) == line for data in row.lines):
            return row.total - row.claim.total >= amount
    return False
