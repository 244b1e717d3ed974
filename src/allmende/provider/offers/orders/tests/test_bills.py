"""Bills: counted by days of use, one claim for each payer, never twice; and the sums add up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from allmende.base.payments.actions import reduce_claim
from allmende.base.payments.models import Claim
from allmende.foundation.events.types import SYSTEM
from allmende.provider.offers.actions import close_institution
from allmende.provider.offers.models import Institution, Offer
from allmende.provider.offers.orders.billing.making import bill_quarter
from allmende.provider.offers.orders.billing.quarters import Quarter
from allmende.provider.offers.orders.billing.reading import count_quarter, total_of
from allmende.provider.offers.orders.billing.statements import as_csv, lines_of
from allmende.provider.offers.orders.errors import OrderError
from allmende.provider.offers.orders.models import Bill, Order
from allmende.provider.offers.resources.models import Resource
from allmende.provider.offers.tests import factories as offers

Q = Quarter(2025, 2)
APRIL = date(2025, 4, 1)


@pytest.fixture
def body(desk):
    return offers.make_body("Schulverband Nord", schools=2)


@pytest.fixture
def plan(desk):
    """120 Euro a year from the body, 12 from the school, 60 from the state."""
    return offers.make_variant(
        offers.make_offer("Web", resource_types=["web_space"]), "M", body=120, school=12, state=60
    )


def use(institution, plan, number="1", **fields):
    return Resource.objects.create(
        **{"type": "web_space", "number": number, "name": f"seite{number}.example", "institution": institution,
           "variant": plan, "since": date(2024, 1, 1), **fields}
    )  # fmt: skip


def amounts(billing):
    return {Institution.objects.get(pk=key).name: total_of(lines) for key, lines in billing.bills.items()}


def test_one_claim_for_each_payer_and_the_state_as_one_list(body, plan):
    for number, school in enumerate(body.schools.all()):
        use(school, plan, str(number))
    done = bill_quarter(quarter=Q, actor=SYSTEM)
    sums = sorted(claim.total for claim in Claim.objects.all())
    assert sums == [Decimal("3.00"), Decimal("3.00"), Decimal("60.00")]
    assert total_of(done.billing.state) == Decimal("30.00")


def test_a_second_run_bills_nothing_twice(body, plan):
    use(body.schools.first(), plan)
    assert bill_quarter(quarter=Q, actor=SYSTEM).made == 2
    assert bill_quarter(quarter=Q, actor=SYSTEM).made == 0
    assert (Claim.objects.count(), Bill.objects.count()) == (2, 2)


def test_a_dry_run_writes_nothing(body, plan):
    use(body.schools.first(), plan)
    assert bill_quarter(quarter=Q, actor=SYSTEM, dry_run=True).made == 2
    assert not Claim.objects.exists()


def test_a_quarter_that_is_not_over_is_not_billed(desk):
    with pytest.raises(OrderError):
        bill_quarter(quarter=Quarter(2099, 1), actor=SYSTEM)


@pytest.mark.parametrize(
    ("fields", "cents"),
    [
        ({"ended_on": date(2025, 3, 31)}, "0.00"),
        ({"ended_on": date(2025, 4, 30), "state": "ended"}, "10.00"),
        ({"since": date(2025, 6, 16)}, "5.00"),  # 15 of 30 days
        ({"since": date(2025, 5, 1), "ended_on": date(2025, 5, 31), "state": "ended"}, "10.00"),
        ({"state": "planned"}, "0.00"),
        ({"since": None}, "30.00"),
    ],
)
def test_days_of_use_count(body, plan, fields, cents):
    use(body.schools.first(), plan, **fields)
    assert amounts(count_quarter(Q)).get("Schulverband Nord", Decimal("0.00")) == Decimal(cents)


def test_a_closed_institution_pays_until_its_last_day(body, plan):
    school = body.schools.first()
    use(school, plan)
    close_institution(institution=school, on=date(2025, 5, 31), by=SYSTEM)
    assert amounts(count_quarter(Q))["Schulverband Nord"] == Decimal("20.00")


def test_a_price_that_changes_in_the_quarter_counts_from_its_day(body, plan):
    use(body.schools.first(), plan)
    offers.set_price(plan, "body", 240, since=date(2025, 6, 1))
    assert amounts(count_quarter(Q))["Schulverband Nord"] == Decimal("40.00")


def test_the_price_of_the_order_holds_for_its_term(body, plan):
    resource = use(body.schools.first(), plan, since=APRIL)
    Order.objects.create(
        subject="case:x", kind="new", institution=resource.institution, variant=plan, resource=resource,
        prices=[
            {"payer": "body", "period": "year", "amount": "120.00"},
            {"payer": "body", "period": "once", "amount": "7.00"},
        ],
        term_months=2, in_use_on=APRIL,
    )  # fmt: skip
    offers.set_price(plan, "body", 240, since=APRIL)
    assert amounts(count_quarter(Q))["Schulverband Nord"] == Decimal("10.00") * 2 + Decimal("7.00") + Decimal(
        "20.00"
    )


def test_another_variant_counts_from_the_day_of_the_change(body, plan):
    bigger = offers.make_variant(plan.offer, "L", body=240)
    resource = use(body.schools.first(), bigger)
    Order.objects.create(
        subject="case:x", kind="change", institution=resource.institution, variant=bigger, before=plan,
        resource=resource, in_use_on=date(2025, 5, 1),
    )  # fmt: skip
    assert amounts(count_quarter(Q))["Schulverband Nord"] == Decimal("10.00") + Decimal("40.00")


def test_a_school_without_a_body_is_named_not_billed(desk, plan):
    use(offers.make_institution("Freie Schule"), plan)
    billing = count_quarter(Q)
    assert [line.institution for line in billing.unclear] == ["Freie Schule"]
    assert amounts(billing) == {"Freie Schule": Decimal("3.00")}


def test_the_statement_adds_up_to_the_claim(body, plan):
    for number in range(3):
        use(body.schools.first(), plan, str(number), name=f"=seite{number}", since=date(2025, 4, 2 + number))
    bill_quarter(quarter=Q, actor=SYSTEM)
    bill = Bill.objects.get(payer=body)
    bill.refresh_from_db()
    assert total_of(lines_of(bill)) == bill.total == bill.claim.total
    assert sum(item.gross for item in bill.claim.items.all()) == bill.total
    text = as_csv(lines_of(bill))
    assert text.rstrip().endswith(str(bill.total).replace(".", ",") + ";")
    assert ";'=seite0;" in text
    assert bill.statement is not None


def test_counting_takes_the_same_few_statements_whatever_the_size(body, plan, at_most_queries):
    for number in range(20):
        use(body.schools.first(), plan, str(number))
    with at_most_queries(6):
        count_quarter(Q)


# ── entered late ───────────────────────────────────────────────────────────────────────────────────────────────────

NEXT = Quarter(2025, 3)


def own(payer, quarter):
    """What a payer was billed for in a quarter: (earlier quarter or "", amount) of each line."""
    bill = Bill.objects.get(payer=payer, quarter=str(quarter))
    return sorted((line.late_for, line.amount) for line in lines_of(bill))


@pytest.fixture
def billed(body, plan):
    """A school whose web space was billed for the second quarter."""
    school = body.schools.first()
    use(school, plan)
    bill_quarter(quarter=Q, actor=SYSTEM)
    return school


def test_what_was_entered_late_is_billed_with_the_next_quarter_and_named_so(billed, body, plan):
    use(billed, plan, "2", since=date(2025, 6, 1))
    done = bill_quarter(quarter=NEXT, actor=SYSTEM)
    assert own(body, NEXT) == [("", "30.00"), ("", "30.00"), ("2025Q2", "10.00")]
    assert done.late == 2  # the school's part, too
    claim = Bill.objects.get(payer=body, quarter=str(NEXT)).claim
    assert any("Nachtrag 2025Q2" in item.label for item in claim.items.all())
    assert "2025Q2" in as_csv(lines_of(Bill.objects.get(payer=body, quarter=str(NEXT))))


def test_late_is_billed_once(billed, body, plan):
    use(billed, plan, "2", since=date(2025, 6, 1))
    bill_quarter(quarter=NEXT, actor=SYSTEM)
    bill_quarter(quarter=Quarter(2025, 4), actor=SYSTEM)
    assert [late for late, _amount in own(body, Quarter(2025, 4)) if late] == []


def test_a_dearer_variant_that_was_entered_late_brings_the_difference(billed, body, plan):
    bigger = offers.make_variant(plan.offer, "L", body=240)
    Resource.objects.update(variant=bigger)
    bill_quarter(quarter=NEXT, actor=SYSTEM)
    assert own(body, NEXT) == [("", "60.00"), ("2025Q2", "30.00")]


def test_what_was_billed_too_much_is_named_until_the_claim_is_reduced(billed, body):
    Resource.objects.update(ended_on=date(2025, 5, 31), state="ended")
    done = bill_quarter(quarter=NEXT, actor=SYSTEM, dry_run=True)
    assert {(line.late_for, line.amount) for line in done.billing.too_much} == {
        ("2025Q2", "10.00"), ("2025Q2", "1.00"),
    }  # fmt: skip
    for bill in Bill.objects.select_related("claim"):
        reduce_claim(claim=bill.claim, amount=Decimal("10.00") if bill.payer == body else Decimal("1.00"),
                     reason="Ende nachgetragen", actor=SYSTEM)  # fmt: skip
    assert not bill_quarter(quarter=NEXT, actor=SYSTEM, dry_run=True).billing.too_much


def test_another_body_since_then_pays_nothing_for_the_past(billed, plan):
    new = offers.make_body("Schulverband Süd", schools=0)
    Institution.objects.filter(pk=billed.pk).update(body=new, name="Schule mit neuem Namen")
    bill_quarter(quarter=NEXT, actor=SYSTEM)
    assert own(new, NEXT) == [("", "30.00")]


def test_a_quarter_that_was_never_billed_brings_nothing_late(body, plan):
    use(body.schools.first(), plan)
    bill_quarter(quarter=NEXT, actor=SYSTEM)
    assert own(body, NEXT) == [("", "30.00")]


# ── tax ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fact", "rate", "words"),
    [
        ("", 0, "Umsatzsteuer kommt nicht hinzu"),
        ("19 %", 19, "19 % Umsatzsteuer sind enthalten"),
        ("umsatzsteuerfrei nach § 4 Nr. 21 UStG", 0, "Endpreise: umsatzsteuerfrei nach § 4 Nr. 21 UStG."),
    ],
)
def test_tax_is_in_the_price_and_said_beside_it(client, body, plan, fact, rate, words):
    Offer.objects.update(facts={"tax": fact} if fact else {})
    use(body.schools.first(), plan)
    bill_quarter(quarter=Q, actor=SYSTEM)
    item = Bill.objects.get(payer=body).claim.items.get()
    assert (item.gross, item.tax_rate) == (Decimal("30.00"), rate)
    assert (item.tax > 0) == bool(rate)
    assert words in client.get(f"/it-dienste/{plan.offer.key}/").content.decode()
