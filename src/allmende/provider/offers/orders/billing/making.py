"""Bill a quarter: one claim for each payer, once, however often it is asked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.payments.actions import open_claim
from allmende.base.payments.actions.claims import Item
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor
from allmende.foundation.jobs.actions import enqueue
from allmende.provider.offers.models import Institution, Offer
from allmende.provider.offers.queries import customer_of
from allmende.provider.offers.taxes import tax_rate

from ..errors import OrderError
from ..events import QuarterBilled
from ..models import Bill
from .late import add_late
from .quarters import Quarter
from .reading import Billing, Line, count_quarter, total_of
from .statements import make_statement

#: Days until a bill is to be paid.
DUE_DAYS = 30


@dataclass(frozen=True)
class Billed:
    """What a run did, or would do: bills made now, and those that were there before."""

    billing: Billing
    made: int
    before: int
    lines: int
    total: Decimal
    #: How many of the lines belong to earlier quarters.
    late: int = 0


def bill_quarter(*, quarter: Quarter, actor: Actor, dry_run: bool = False) -> Billed:
    """Open a claim for each payer who has none for the quarter yet. Callers have checked who may.

    Each bill is a transaction of its own: a run that was stopped goes on where it was. Raises ``OrderError`` before the
    quarter is over; a dry run may look at any.
    """
    if not dry_run and timezone.localdate() <= quarter.last:
        raise OrderError(_("The quarter is not over yet. Until then you can only try it."))
    billing = count_quarter(quarter)
    add_late(billing)
    there = set(Bill.objects.filter(quarter=str(quarter)).values_list("payer_id", flat=True))
    wanted = {key: lines for key, lines in billing.bills.items() if key not in there and total_of(lines)}
    total = sum((total_of(lines) for lines in wanted.values()), Decimal("0.00"))
    late = sum(1 for lines in wanted.values() for line in lines if line.late_for)
    done = Billed(billing, len(wanted), len(there), sum(map(len, wanted.values())), total, late)
    if dry_run:
        return done
    for payer in list(Institution.objects.order_by("name", "id")):
        if payer.pk in wanted:
            _bill(payer, quarter, wanted[payer.pk], actor)
    if wanted:
        event = QuarterBilled(
            quarter=str(quarter), bills=done.made, lines=done.lines, total=str(total), before=done.before
        )
        record(event, stream="bills", actor=actor)
    return done


@transaction.atomic
def _bill(payer: Institution, quarter: Quarter, lines: list[Line], actor: Actor) -> None:
    today = timezone.localdate()
    claim = open_claim(
        subject=payer.stream, customer=customer_of(payer), items=_items(lines), actor=actor,
        due_on=today + timedelta(days=DUE_DAYS), purpose=_("IT services %(quarter)s") % {"quarter": quarter},
        once=f"it-bill:{quarter}:{payer.pk}",
    )  # fmt: skip
    if claim is None or Bill.objects.filter(quarter=str(quarter), payer=payer).exists():
        return
    bill = Bill.objects.create(
        quarter=str(quarter), payer=payer, claim=claim, lines=[asdict(line) for line in lines],
        total=total_of(lines), billed_at=timezone.now(),
    )  # fmt: skip
    enqueue(make_statement, bill_id=str(bill.pk))


def _items(lines: list[Line]) -> list[Item]:
    """One item of the claim for each institution, variant and quarter; the statement names each resource."""
    rates = {row.name: tax_rate(row) for row in Offer.objects.filter(name__in={line.offer for line in lines})}
    sums: dict[tuple[str, Decimal], Decimal] = defaultdict(lambda: Decimal("0.00"))
    for line in lines:
        label = f"{line.institution}: {line.offer} – {line.variant}"
        if line.late_for:
            label = _("Later for %(quarter)s, %(what)s") % {"quarter": line.late_for, "what": label}
        sums[label[:200], rates.get(line.offer, Decimal(0))] += line.value
    return [Item(label=label, gross=amount, tax_rate=rate) for (label, rate), amount in sums.items()]
