"""The end of the day: the ledger's closing, and counting the cash desk."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from ..booking import CASH
from ..errors import PaymentError
from ..events import CashCounted, DayClosed
from ..exports import as_csv, as_xml
from ..models import CashClosing, Closing, Ledger, LedgerEntry
from ..money import ZERO, money
from ..queries import balance


@transaction.atomic
def close_day(*, day: dt.date, actor: Actor) -> Closing:
    """Close ``day``: all entries since the last closing up to its end; the same day again returns the first closing.

    What is booked later on the day itself belongs to the next closing. Raises ``PaymentError`` for a day to come or
    one before the last closing.
    """
    head = Ledger.objects.select_for_update().first()
    known = Closing.objects.filter(day=day).first()
    if known:
        return known
    before = Closing.objects.order_by("-number").first()
    if day > timezone.localdate() or (before is not None and day < before.day):
        raise PaymentError(_("Only today can be closed, or a day since the last closing."))
    ends = timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time()))
    first = before.last + 1 if before else 1
    entries = LedgerEntry.objects.filter(number__gte=first, booked_at__lt=ends)
    last = entries.aggregate(last=Max("number"))["last"] if head else None
    total = entries.aggregate(sum=Sum("amount"))["sum"]
    closing = Closing(
        number=before.number + 1 if before else 1, day=day, first=first, last=last or first - 1,
        total=total or ZERO, made_at=timezone.now(), made_by=str(actor),
    )  # fmt: skip
    closing.csv_sha256 = hashlib.sha256(as_csv(closing)).hexdigest()
    closing.xml_sha256 = hashlib.sha256(as_xml(closing)).hexdigest()
    closing.save()
    event = DayClosed(closing=str(closing.pk), number=closing.number, xml_sha256=closing.xml_sha256)
    record(event, stream="cash-office", actor=actor)
    return closing


def export_closing(*, closing: Closing, form: str) -> bytes:
    """The closing as ``csv`` or ``xml``, byte for byte as when it was made; raises ``PaymentError`` where it is not."""
    content = as_csv(closing) if form == "csv" else as_xml(closing)
    wanted = closing.csv_sha256 if form == "csv" else closing.xml_sha256
    if hashlib.sha256(content).hexdigest() != wanted:
        raise PaymentError(
            _("The ledger was changed after this closing. Please tell your administrator at once.")
        )
    return content


@transaction.atomic
def count_cash(*, counted: Decimal, actor: Actor, note: str = "") -> CashClosing:
    """Write down what lies in the cash desk beside what should; a difference needs a note (``PaymentError``)."""
    Ledger.objects.select_for_update().first()
    expected, counted = balance(CASH), money(counted)
    if counted < ZERO:
        raise PaymentError(_("Please give an amount above zero."))
    if counted != expected and not note.strip():
        raise PaymentError(_("The amounts differ. Please write down why, as far as you know."))
    last = CashClosing.objects.aggregate(last=Max("number"))["last"] or 0
    closing = CashClosing.objects.create(
        number=last + 1, expected=expected, counted=counted, note=note.strip()[:300], made_at=timezone.now(),
        made_by=str(actor),
    )  # fmt: skip
    event = CashCounted(closing=str(closing.pk), expected=f"{expected:.2f}", counted=f"{counted:.2f}")
    record(event, stream="cash-office", actor=actor)
    return closing
