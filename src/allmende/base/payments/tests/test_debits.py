"""Direct debits: given once, announced, ordered, paid when the statement says so, open again when they come back."""

from __future__ import annotations

import io
import json
import urllib.request
from decimal import Decimal

import pytest
from django.urls import reverse

from allmende.base.messages.models import OutgoingEmail
from allmende.base.payments import actions
from allmende.base.payments.booking import UNCLEAR
from allmende.base.payments.errors import PaymentError
from allmende.base.payments.models import Debit
from allmende.base.payments.queries import balance
from allmende.base.payments.slips import public_key, slip_of
from allmende.base.payments.ways import ways_for
from allmende.foundation.events.types import SYSTEM
from allmende.standins.running import running

from .factories import make_claim, pay

pytestmark = pytest.mark.django_db
IBAN, PAYER = "DE02120300000000202051", "DE75 5121 0800 1245 1261 99"


@pytest.fixture(autouse=True)
def account(tenant):
    own = {
        "iban": IBAN,
        "holder": "Stadt Musterstädt",
        "bic": "BYLADEM1001",
        "creditor_id": "DE98ZZZ09999999999",
    }
    tenant.settings = {"payments": {"account": own}}
    tenant.save()


@pytest.fixture(scope="module")
def bank():
    with running("bank") as found:
        yield found


def send(bank, path: str, body: bytes | None = None) -> bytes:
    with urllib.request.urlopen(f"{bank.url}{path}", body, timeout=10) as answer:
        return answer.read()


def take_statement(bank):
    content = send(bank, f"/statements/{IBAN}?version=08")
    return actions.import_statement(file=io.BytesIO(content), actor=SYSTEM)


def order(bank, *claims, **faults):
    debits = [
        actions.give_mandate(claim=one, holder="Jürgen Maß", iban=PAYER, actor=SYSTEM) for one in claims
    ]
    run = actions.order_debits(actor=SYSTEM, until=max(debit.collect_on for debit in debits))
    bank.misbehave(**faults)
    send(bank, "/api/orders", actions.order_of(run))
    bank.misbehave()
    return take_statement(bank)


@pytest.mark.parametrize("faults", [{}, {"sum_only": True}])
def test_a_mandate_is_collected_and_paid_by_the_statement(bank, faults):
    claims = [make_claim("12.50"), make_claim("7.25")]
    order(bank, *claims, **faults)
    for claim in claims:
        claim.refresh_from_db()
    assert [claim.state for claim in claims] == ["paid", "paid"]
    assert set(Debit.objects.values_list("state", flat=True)) == {"paid"}
    assert balance(UNCLEAR) == 0


def test_a_debit_that_comes_back_opens_the_claim_again(bank):
    claim = make_claim("12.50")
    assert order(bank, claim, return_debits=True).returned == 1
    claim.refresh_from_db()
    assert (claim.state, claim.owed) == ("open", Decimal("12.50"))
    assert Debit.objects.get().state == "returned"
    assert "debit" in [way.key for way in ways_for(claim)]


def test_what_is_collected_soon_is_not_asked_for_again(client):
    claim = make_claim("12.50")
    address = reverse("payments:mandate", args=[public_key(claim)])
    wrong = {"holder": "Erika", "iban": "DE00 1203 0000 0000 2020 51", "agreed": "on"}
    assert client.post(address, wrong).status_code == 422
    assert client.post(address, {**wrong, "iban": PAYER}).status_code == 302
    assert ways_for(claim) == []
    assert "6199" in client.get(reverse("payments:claim", args=[public_key(claim)])).content.decode()
    with pytest.raises(PaymentError):
        actions.give_mandate(claim=claim, holder="x", iban=PAYER, actor=SYSTEM)


def test_what_was_paid_meanwhile_is_not_collected():
    claim = make_claim("12.50")
    debit = actions.give_mandate(claim=claim, holder="Erika", iban=PAYER, actor=SYSTEM)
    pay(claim, "12.50")
    assert actions.order_debits(actor=SYSTEM, until=debit.collect_on) is None
    assert Debit.objects.get().state == "dropped"


@pytest.mark.parametrize(
    ("fault", "state"), [("", "paid"), ("wrong_amount", "partly"), ("typo", "paid"), ("missing_reference", "open"),
                         ("twice", "overpaid")],
)  # fmt: skip
def test_a_scanned_code_arrives_at_the_claim(bank, fault, state):
    claim = make_claim("12.50")
    bank.misbehave(**({fault: True} if fault else {}))
    send(bank, "/api/transfers", json.dumps({"code": slip_of(claim).giro_code, "payer": "Erika"}).encode())
    bank.misbehave()
    take_statement(bank)
    claim.refresh_from_db()
    assert claim.state == state


def test_the_payer_is_told_by_email(client):
    claim = make_claim("12")
    debit = actions.give_mandate(claim=claim, holder="Erika", iban=PAYER, actor=SYSTEM, email="e@example.org")
    email = OutgoingEmail.objects.get()
    assert email.to == "e@example.org"
    for said in ("12,00", debit.mandate.reference, debit.mandate.iban_end):
        assert said in email.body
