"""The cash office: only its own people, and what they book by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from allmende.base.directory.models import Unit
from allmende.base.identity.models import Role
from allmende.base.identity.tests.factories import make_staff
from allmende.base.payments.models import BankLine
from allmende.standins.bank import Entry, statement

from .factories import make_claim, pay

pytestmark = pytest.mark.django_db
IBAN = "DE02120300000000202051"
PAGES = ["treasury", "bank", "reminders", "closings", "refunds", "rules"]


@pytest.fixture
def cashier(tenant, client):
    tenant.settings = {"payments": {"account": {"iban": IBAN, "holder": "Stadt"}}}
    tenant.save()
    client.force_login(make_staff(unit=Unit.objects.create(key="cash", name="Kasse"), role=Role.CASHIER))
    return client


@pytest.mark.parametrize("page", PAGES)
def test_only_the_cash_office_sees_it(client, tenant, page):
    address = reverse(f"payments:{page}")
    client.force_login(make_staff(unit=Unit.objects.create(key="tax", name="Amt"), role=Role.CLERK))
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_the_cash_office_sees_it(cashier, page):
    assert cashier.get(reverse(f"payments:{page}")).status_code == 200


@pytest.mark.parametrize("how", ["kassenzeichen", "groups", "amount", "reference"])
def test_a_claim_is_found(cashier, how):
    claim = make_claim("12.34")
    make_claim("99")
    k = claim.kassenzeichen
    q = {"kassenzeichen": k, "groups": f"{k[:4]} {k[4:]}", "amount": "12,34 €", "reference": f"RF00{k}"}[how]
    if how == "reference":
        q = q.removeprefix("RF00")
    page = cashier.get(reverse("payments:treasury"), {"q": q}).content.decode()
    assert str(claim.pk) in page
    assert page.count("kasse/forderungen/") == 1


@pytest.mark.parametrize(
    ("step", "data", "state"),
    [("cash", {"amount": "12,00"}, "paid"), ("cash", {"amount": "5"}, "partly"), ("cash", {"amount": "x"}, "open"),
     ("write-off", {"reason": "verzogen"}, "written_off"), ("write-off", {"reason": ""}, "open"),
     ("cancel", {"reason": "Irrtum"}, "cancelled"), ("refund", {"amount": "5", "reason": "x"}, "open")],
)  # fmt: skip
def test_a_step_is_done_once(cashier, step, data, state):
    claim = make_claim("12")
    address = reverse("payments:treasury_step", args=[claim.pk, step])
    for _twice in range(2):
        cashier.post(address, {"token": "018f0000-0000-7000-8000-000000000000", "way": "cash", **data})
    claim.refresh_from_db()
    assert claim.state == state
    assert claim.received in (0, Decimal(12), Decimal(5))


def test_money_goes_back(cashier):
    claim = make_claim("12")
    pay(claim, "15")
    data = {
        "token": "018f0000-0000-7000-8000-000000000000",
        "way": "cash",
        "amount": "3",
        "reason": "zu viel",
    }
    cashier.post(reverse("payments:treasury_step", args=[claim.pk, "refund"]), data)
    claim.refresh_from_db()
    assert (claim.state, claim.refunded) == ("paid", Decimal(3))


def test_a_statement_is_taken_in_and_a_line_assigned_by_hand(cashier):
    claim = make_claim("12")
    xml = statement(IBAN, "1", [Entry(1, IBAN, Decimal(12), "Erika", "", "Hundesteuer")]).encode()
    address = reverse("payments:bank")
    assert cashier.post(address, {"statement": SimpleUploadedFile("a.xml", xml)}).status_code == 302
    assert cashier.post(address, {"statement": SimpleUploadedFile("a.xml", b"nichts")}).status_code == 422
    line = BankLine.objects.get()
    one = reverse("payments:bank_line", args=[line.pk])
    assert claim.kassenzeichen in cashier.get(one).content.decode()
    assert cashier.post(one, {"do": "assign", "kassenzeichen": "123"}).status_code == 422
    cashier.post(one, {"do": "assign", "claim": claim.kassenzeichen})
    claim.refresh_from_db()
    assert claim.state == "paid"
    cashier.post(one, {"do": "undo", "note": "falsch"})
    claim.refresh_from_db()
    assert claim.state == "open"


def test_what_is_overdue_is_reminded_of_at_each_level_once(cashier):
    claim = make_claim("12", due_on=dt.date(2020, 1, 1))
    make_claim("13", due_on=dt.date(2999, 1, 1))
    address = reverse("payments:reminders")
    for _twice in range(2):
        cashier.post(address, {"claim": [claim.pk]})
    claim.refresh_from_db()
    assert (claim.dunning_level, claim.total) == (1, Decimal(12))
    claim.due_on = dt.date(2020, 1, 1)
    claim.save()
    cashier.post(address, {"claim": [claim.pk]})
    claim.refresh_from_db()
    assert (claim.dunning_level, claim.total, claim.owed) == (2, Decimal(17), Decimal(17))


def test_the_day_is_closed_once(cashier):
    pay(make_claim("12"), "12")
    address = reverse("payments:closings")
    for _twice in range(2):
        cashier.post(address, {"do": "close"})
    page = cashier.get(address).content.decode()
    assert (page.count("/csv/"), page.count("/xml/")) == (1, 1)
