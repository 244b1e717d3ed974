"""The pages of who pays: Kassenzeichen and code open them, a paid claim asks for nothing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from allmende.base.customers.actions import customer_for_user
from allmende.base.identity.tests.factories import make_citizen
from allmende.base.payments.slips import public_key

from .factories import make_claim, pay

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def account(tenant):
    tenant.settings = {"payments": {"account": {"iban": "DE02120300000000202051", "holder": "Stadt"}}}
    tenant.save()


def at(claim, name="claim", *more) -> str:
    return reverse(f"payments:{name}", args=[public_key(claim), *more])


def test_a_claim_says_what_to_pay_and_how(client):
    claim = make_claim("12.50")
    page = client.get(at(claim)).content.decode()
    assert "12,50" in page
    assert at(claim, "begin", "transfer") in page


def test_the_transfer_carries_the_code_to_scan(client):
    page = client.post(at(claim := make_claim("12.50"), "begin", "transfer")).content.decode()
    assert "DE02 1203" in page
    assert "<svg" in page
    assert claim.kassenzeichen[:4] in page


def test_a_paid_claim_offers_no_way_to_pay(client):
    claim = make_claim("12.50")
    pay(claim, "12.50")
    page = client.get(at(claim)).content.decode()
    assert "begin" not in page
    assert at(claim, "begin", "transfer") not in page
    assert client.post(at(claim, "begin", "transfer")).status_code == 302
    assert client.get(at(claim, "receipt")).content.startswith(b"%PDF")


@pytest.mark.parametrize("wrong", ["x", "2612345678901-ABC", "ä-ß"])
def test_whoever_knows_no_code_finds_nothing(client, wrong):
    claim = make_claim()
    for key in (wrong, f"{claim.kassenzeichen}-{claim.code[:-1]}?", claim.kassenzeichen):
        assert client.get(reverse("payments:claim", args=[key])).status_code == 404


def test_guessing_ends(client):
    claim = make_claim()
    for _number in range(30):
        client.get(reverse("payments:claim", args=["x"]))
    assert client.get(at(claim)).status_code == 429


def test_the_account_shows_what_is_open_and_what_is_done(client):
    user = make_citizen()
    customer = customer_for_user(user)
    claim, done = make_claim("7", customer=customer), make_claim("8", customer=customer)
    pay(done, "8")
    other = make_claim("9")
    client.force_login(user)
    page = client.get(reverse("payments:mine")).content.decode()
    assert at(claim) in page
    assert at(done) in page
    assert at(other) not in page
