"""Bills: counted by days of use, one claim for each payer, never twice; and the sums add up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from allmende.base.payments.models import Claim
from allmende.foundation.events.types import SYSTEM
from allmende.provider.offers.actions import close_institution
from allmende.provider.offers.models import Institution
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
    assert text.rstrip().endswith(str(bill.total).replace(".", ","))
    assert ";'=seite0;" in text
    assert bill.statement is not None


def test_counting_takes_the_same_few_statements_whatever_the_size(body, plan, at_most_queries):
    for number in range(20):
        use(body.schools.first(), plan, str(number))
    with at_most_queries(6):
        count_quarter(Q)
