"""The day's closing: numbered, without gap, the same bytes each time, valid by the documented schema."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone
from lxml import etree

from allmende.base.payments.actions import close_day, count_cash, export_closing
from allmende.base.payments.errors import PaymentError
from allmende.base.payments.models import LedgerEntry
from allmende.foundation.events.types import SYSTEM

from .factories import make_claim, pay

pytestmark = pytest.mark.django_db
SCHEMA = Path(__file__).parents[5] / "docs/payments-closing.xsd"


def test_a_closing_holds_what_was_booked_since_the_last_and_can_be_repeated_exactly(tenant):
    today = timezone.localdate()
    pay(make_claim("10", "7", tax="19", at=timezone.now()), "17")
    LedgerEntry.objects.update(booked_at=timezone.now() - dt.timedelta(days=1))
    first = close_day(day=today - dt.timedelta(days=1), actor=SYSTEM)
    xml, csv = (export_closing(closing=first, form=form) for form in ("xml", "csv"))
    pay(make_claim("3"), "3")
    second = close_day(day=today, actor=SYSTEM)
    pay(make_claim("4"), "4")
    assert close_day(day=today, actor=SYSTEM) == second
    assert (first.number, first.first, first.last, first.total) == (1, 1, 5, Decimal(34))
    assert (second.number, second.first, second.last) == (2, 6, 7)
    assert export_closing(closing=first, form="xml") == xml
    assert export_closing(closing=first, form="csv") == csv
    etree.XMLSchema(file=str(SCHEMA)).assertValid(etree.fromstring(xml))
    assert csv.count(b"\r\n") == 6


def test_an_empty_day_is_closed_too(tenant):
    closing = close_day(day=timezone.localdate(), actor=SYSTEM)
    etree.XMLSchema(file=str(SCHEMA)).assertValid(
        etree.fromstring(export_closing(closing=closing, form="xml"))
    )


def test_a_ledger_that_was_changed_is_noticed(tenant):
    make_claim("10")
    closing = close_day(day=timezone.localdate(), actor=SYSTEM)
    LedgerEntry.objects.update(amount=Decimal(9))
    with pytest.raises(PaymentError):
        export_closing(closing=closing, form="xml")


@pytest.mark.parametrize("days", [1, -1])
def test_neither_a_day_to_come_nor_one_before_the_last_is_closed(tenant, days):
    close_day(day=timezone.localdate(), actor=SYSTEM)
    with pytest.raises(PaymentError):
        close_day(day=timezone.localdate() + dt.timedelta(days=days), actor=SYSTEM)


def test_a_difference_in_the_cash_desk_is_explained(tenant):
    pay(make_claim("10"), "10", way="cash")
    with pytest.raises(PaymentError):
        count_cash(counted=Decimal(9), actor=SYSTEM)
    closing = count_cash(counted=Decimal(9), note="Wechselgeld", actor=SYSTEM)
    assert (closing.number, closing.expected, closing.counted) == (1, Decimal(10), Decimal(9))
