"""The ledger: whatever happens, sums balance, and what is told twice is booked once."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from allmende.base.payments import actions
from allmende.base.payments.booking import BANK, LOSS, OVERPAID, RECEIVABLE, UNCLEAR
from allmende.base.payments.errors import PaymentError
from allmende.base.payments.models import Claim, LedgerEntry, Payment
from allmende.base.payments.models.immutable import ImmutableError
from allmende.base.payments.money import ZERO
from allmende.base.payments.queries import balance
from allmende.foundation.events.types import SYSTEM

from .factories import make_claim, pay

amounts = st.integers(1, 30_00).map(lambda cents: Decimal(cents) / 100)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("pay"), amounts, st.integers(0, 3)),
        st.tuples(st.just("return"), st.just(ZERO), st.integers(0, 3)),
        st.tuples(st.just("refund"), amounts, st.integers(0, 3)),
        st.tuples(st.just("cancel"), st.just(ZERO), st.just(0)),
        st.tuples(st.just("write_off"), st.just(ZERO), st.just(0)),
    ),
    max_size=7,
)


def do(claim: Claim, step: tuple[str, Decimal, int]) -> None:
    kind, amount, place = step
    try:
        if kind == "pay":
            pay(claim, str(amount), f"p{place}")
        elif kind == "return":
            payment = Payment.objects.filter(claim=claim, external_id=f"p{place}").first()
            if payment:
                actions.return_payment(payment=payment, external_id=f"r{place}", reason="AC04")
        elif kind == "refund":
            actions.refund(
                claim=claim, amount=amount, reason="Irrtum", actor=SYSTEM, way="cash", external_id=f"b{place}"
            )
        elif kind == "cancel":
            actions.cancel_claim(claim=claim, reason="Irrtum", actor=SYSTEM)
        else:
            actions.write_off(claim=claim, reason="unbekannt verzogen", actor=SYSTEM)
    except PaymentError:
        pass


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(
    steps=[("pay", Decimal("0.01"), 0), ("refund", Decimal("0.01"), 0), ("return", ZERO, 0)],
    parts=[Decimal("0.01")],
    tax="0",
)
@given(steps=steps, parts=st.lists(amounts, min_size=1, max_size=3), tax=st.sampled_from(["0", "7", "19"]))
def test_whatever_happens_the_claim_says_what_the_ledger_says(tenant, steps, parts, tax):
    with transaction.atomic():
        claim = make_claim(*map(str, parts), tax=tax)
        for step in steps:
            do(claim, step)
            claim.refresh_from_db()
            assert balance(RECEIVABLE, claim) == claim.owed
            assert -balance(OVERPAID, claim) == claim.surplus
            assert balance(LOSS, claim) == claim.written_off
            assert balance("cash", claim) == claim.received
        earned = [e for e in LedgerEntry.objects.filter(claim=claim) if e.item_id]
        assert sum(e.amount if e.debit == RECEIVABLE else -e.amount for e in earned) == claim.total
        transaction.set_rollback(True)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps.filter(lambda steps: all(s[0] in ("pay", "return") for s in steps)))
def test_a_replay_changes_nothing(tenant, steps):
    with transaction.atomic():
        claim = make_claim("20.00")
        for step in steps:
            do(claim, step)
        before = list(LedgerEntry.objects.values_list("number", "amount"))
        for step in steps:
            do(claim, step) if step[0] == "pay" and _known(claim, step) else None
        assert list(LedgerEntry.objects.values_list("number", "amount")) == before
        transaction.set_rollback(True)


def _known(claim: Claim, step: tuple[str, Decimal, int]) -> bool:
    return Payment.objects.filter(claim=claim, external_id=f"p{step[2]}").exists()


def test_entries_are_numbered_without_gaps(tenant):
    pay(make_claim("5", "6", tax="19"), "11")
    assert list(LedgerEntry.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("debit", "credit", "amount"), [(BANK, BANK, "1"), (BANK, UNCLEAR, "0"), (BANK, UNCLEAR, "-1")]
)
def test_the_database_refuses_what_cannot_balance(tenant, debit, credit, amount):
    entry = LedgerEntry.objects.filter(claim=make_claim()).get()
    entry.pk, entry.number, entry._state.adding = None, 99, True
    entry.debit, entry.credit, entry.amount = debit, credit, Decimal(amount)
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.insert()


def test_nobody_changes_or_deletes_an_entry(tenant):
    entry = LedgerEntry.objects.get(claim=make_claim())
    with pytest.raises(ImmutableError):
        entry.save()
    with pytest.raises(ImmutableError):
        entry.delete()
