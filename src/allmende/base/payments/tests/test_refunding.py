"""Paying back: two people where it is much, an order to the bank, and the statement that shows it."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from allmende.base.directory.models import Unit
from allmende.base.identity.models import Role
from allmende.base.identity.tests.factories import make_staff
from allmende.base.payments.actions import import_statement
from allmende.base.payments.models import BankLine, Refund, RefundRun
from allmende.base.payments.queries import balance
from allmende.foundation.events.types import SYSTEM
from allmende.standins.bank import Entry, statement

from .factories import make_claim, pay

pytestmark = pytest.mark.django_db
IBAN, THEIRS = "DE02120300000000202051", "DE75512108001245126199"


@pytest.fixture
def office(tenant):
    tenant.settings = {"payments": {"account": {"iban": IBAN, "holder": "Stadt", "bic": "BYLADEM1001"}}}
    tenant.save()
    return Unit.objects.create(key="cash", name="Kasse")


def cashier(office) -> Client:
    found = Client(headers={"host": "musterstadt.localhost"})
    found.force_login(make_staff(unit=office, role=Role.CASHIER))
    return found


def ask(browser, claim, amount="200", token="018f0000-0000-7000-8000-000000000000", **more):
    data = {
        "amount": amount,
        "way": "transfer",
        "reason": "Zu viel",
        "holder": "Erika Ö",
        "iban": THEIRS,
        **more,
    }
    return browser.post(
        reverse("payments:treasury_step", args=[claim.pk, "refund"]), {**data, "token": token}
    )


def paid(amount="300"):
    claim = make_claim(amount)
    pay(claim, amount)
    return claim


def do(browser, do):
    return browser.post(reverse("payments:refunds"), {"do": do})


def test_much_needs_a_second_person_and_goes_to_the_bank_once(office):
    claim, one, other = paid(), cashier(office), cashier(office)
    for _twice in range(2):
        ask(one, claim)
    row = Refund.objects.get()
    claim.refresh_from_db()
    assert (row.state, claim.refunded) == ("asked", 0)
    assert do(one, f"agree:{row.pk}").status_code == 422
    do(other, f"agree:{row.pk}")
    claim.refresh_from_db()
    assert (Refund.objects.get().state, claim.refunded) == ("agreed", Decimal(200))
    for _twice in range(2):
        do(other, "order")
    run = RefundRun.objects.get()
    order = other.get(reverse("payments:refund_order", args=[run.pk])).content.decode()
    assert "pain.001.001.09" in order
    assert (order.count("<EndToEndId>"), THEIRS in order, "200.00" in order) == (1, True, True)


def test_the_statement_shows_it_and_books_nothing_twice(office):
    claim, one = paid("50"), cashier(office)
    ask(one, claim, "50")
    do(one, "order")
    row, before = Refund.objects.get(), balance("bank")
    entry = Entry(1, IBAN, Decimal("-50.00"), "Erika", end_to_end=row.end_to_end, text="Rueckzahlung")
    import_statement(file=io.BytesIO(statement(IBAN, "1", [entry]).encode()), actor=SYSTEM)
    row.refresh_from_db()
    assert (row.state, BankLine.objects.get().how, balance("bank")) == ("done", "refund", before)


@pytest.mark.parametrize(("first", "second", "state"), [("100", "1", "asked"), ("60", "40", "agreed")])
def test_small_ones_of_one_claim_count_together(office, first, second, state):
    claim, one = paid(), cashier(office)
    ask(one, claim, first)
    ask(one, claim, second, token="018f0000-0000-7000-8000-000000000001")
    assert Refund.objects.latest("pk").state == state


def test_refused_is_not_paid_back(office):
    claim, one, other = paid(), cashier(office), cashier(office)
    ask(one, claim)
    row = Refund.objects.get()
    do(other, f"drop:{row.pk}")
    assert do(other, f"agree:{row.pk}").status_code == 422
    claim.refresh_from_db()
    assert claim.refunded == 0


@pytest.mark.parametrize("more", [{"iban": "DE00"}, {"holder": ""}, {"amount": "301"}, {"reason": ""}])
def test_what_does_not_fit_is_said(office, more):
    assert ask(cashier(office), paid(), **more).status_code == 422
    assert not Refund.objects.exists()


RULES = {"second_person_from": "20,00", "name1": "Erinnerung", "fee1": "0", "days1": "7"}


def test_administrators_decide_and_the_cash_office_reads(office):
    boss = Client(headers={"host": "musterstadt.localhost"})
    boss.force_login(make_staff(unit=office, role=Role.ADMIN))
    address, one = reverse("payments:rules"), cashier(office)
    assert one.post(address, RULES).status_code == 403
    assert boss.post(address, {**RULES, "name1": ""}).status_code == 422
    assert boss.post(address, RULES).status_code == 302
    assert "Erinnerung" in one.get(address).content.decode()
    ask(one, paid(), "30")
    assert Refund.objects.get().state == "asked"
