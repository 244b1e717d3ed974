"""Invoices are written by those who work on the case, once for a claim, and never vanish."""

from __future__ import annotations

from decimal import Decimal

import pytest

from allmende.base.cases.tests import factories as cases
from allmende.base.customers.actions import create_customer
from allmende.base.identity.tests.factories import make_citizen
from allmende.base.payments.actions import cancel_claim
from allmende.base.payments.errors import PaymentError
from allmende.base.payments.invoices.actions import Buyer, cancel_invoice, issue_invoice, save_issuer
from allmende.base.payments.invoices.leitweg import is_leitweg_id
from allmende.base.payments.invoices.models import Invoice
from allmende.base.payments.invoices.tasks import draw_invoice
from allmende.base.payments.tests.factories import make_claim, pay
from allmende.base.records.models import Document
from allmende.foundation.events.types import SYSTEM

ISSUER = {
    "name": "Stadt Musterstadt", "street": "Markt 1", "postcode": "60000", "city": "Musterstadt",
    "identifier": "DE98ZZZ09999999999", "tax_number": "045 226 00000", "vat_id": "DE123456789",
    "contact": "Stadtkasse", "phone": "069 1234-0", "email": "kasse@musterstadt.example",
    "iban": "DE75512108001245126199", "account_name": "Stadt Musterstadt", "number_start": "R-",
}  # fmt: skip
BUYER = Buyer("Beispiel GmbH", "Am Tor 2", "60001", "Nachbarstadt", "rechnung@beispiel.example")
FORM = {
    "name": "Beispiel GmbH", "street": "Am Tor 2", "postcode": "60001", "city": "Nachbarstadt",
    "email": "rechnung@beispiel.example", "leitweg_id": "", "reference": "B-77",
}  # fmt: skip


@pytest.fixture
def issuer(tenant):
    return save_issuer(actor=SYSTEM, **ISSUER)


def issue(claim) -> Invoice:
    return issue_invoice(claim=claim, buyer=BUYER, actor=SYSTEM)


def test_numbers_follow_each_other_without_a_gap(issuer):
    first = issue(make_claim())
    with pytest.raises(PaymentError):
        issue(first.claim)
    credit, second = (
        cancel_invoice(invoice=first, reason="Falsche Anschrift", actor=SYSTEM),
        issue(first.claim),
    )
    numbers = [int(invoice.number[-6:]) for invoice in (first, credit, second)]
    assert numbers == [1, 2, 3]
    assert first.number.startswith("R-20")


def test_an_invoice_is_cancelled_once(issuer):
    invoice = issue(make_claim())
    again = [cancel_invoice(invoice=invoice, reason="Irrtum", actor=SYSTEM).pk for _time in range(2)]
    assert again[0] == again[1]
    with pytest.raises(PaymentError):
        cancel_invoice(invoice=Invoice.objects.get(pk=again[0]), reason="Irrtum", actor=SYSTEM)


def test_a_cancelled_claim_cancels_its_invoice(issuer):
    invoice = issue(make_claim())
    cancel_claim(claim=invoice.claim, reason="Irrtum", actor=SYSTEM)
    assert Invoice.objects.get(corrects=invoice).total == invoice.total


def test_what_was_paid_stands_on_the_invoice(issuer):
    claim = make_claim("100.00")
    pay(claim, "40.00")
    assert Decimal(issue(claim).content["prepaid"]) == Decimal("40.00")


def test_without_an_issuer_there_is_no_invoice(tenant):
    with pytest.raises(PaymentError):
        issue(make_claim())


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("04011000-1234512345-06", True),
        ("04011000-1234512345-07", False),
        ("x", False),
        ("991-33333TEST-33", True),
    ],
)
def test_a_leitweg_id_has_check_digits(text, right):
    assert is_leitweg_id(text) is right


@pytest.fixture
def case(issuer):
    cases.make_town()
    return cases.send(cases.make_procedure(), by=make_citizen()).case


def test_the_clerk_writes_it_and_finds_it_in_the_e_file(case, client):
    customer = create_customer(actor=SYSTEM, kind="organisation", family_name="Beispiel GmbH")
    claim = make_claim(subject=f"case:{case.pk}", customer=customer)
    client.force_login(cases.clerk())
    answer = client.post(f"/arbeitsplatz/kasse/rechnungen/neu/{claim.pk}/", FORM)
    invoice = Invoice.objects.get()
    assert answer.status_code == 302
    assert invoice.content["buyer_reference"] == "B-77"
    draw_invoice.func(tenant_id=str(case.tenant_id), invoice_id=str(invoice.pk))
    page = client.get(f"/arbeitsplatz/kasse/rechnungen/{invoice.pk}/pdf/")
    assert b"".join(page.streaming_content if page.streaming else [page.content]).startswith(b"%PDF")
    assert Document.objects.filter(title__contains=invoice.number).count() == 2


def test_others_do_not_find_it(case, client):
    invoice = issue(make_claim(subject=f"case:{case.pk}"))
    client.force_login(cases.clerk("order"))
    assert client.get(f"/arbeitsplatz/kasse/rechnungen/{invoice.pk}/").status_code == 404
    assert client.get(f"/arbeitsplatz/kasse/rechnungen/neu/{invoice.claim_id}/").status_code == 404
