"""What an application costs: worked out again when it is sent, demanded once, never granted unpaid."""

from __future__ import annotations

from decimal import Decimal

import pytest

from allmende.base.cases import actions
from allmende.base.cases.access import PROCESS
from allmende.base.cases.errors import CaseError
from allmende.base.cases.fees import cost_of, usual_cost
from allmende.base.payments.actions import return_payment
from allmende.base.payments.models import Claim
from allmende.base.payments.queries import claims_of
from allmende.base.payments.tests.factories import pay
from allmende.base.procedures.tests.factories import MANIFEST
from allmende.base.records.rendering import render_pdf
from allmende.base.workflow.models import Instance
from allmende.base.workflow.queries import open_tasks
from allmende.base.workflow.tests.factories import model
from allmende.foundation.events.models import Event

from ..previewing import payment_preview
from .factories import ANSWERS, clerk, make_procedure, make_town, send

pytestmark = pytest.mark.django_db
ITEMS = (
    'items: [{label: Gebühr, amount: "listed ? 2.0 * param.fee : param.fee", account: "1.2", tax_rate: 19}]'
)
FREE = "reduced: [{when: dog == 'Rex', reason: Diensthund}, {when: dog == 'Fiffi', percent: 50, reason: Sozialpass}]"


@pytest.fixture(autouse=True)
def town(tenant):
    tenant.settings = {"payments": {"account": {"iban": "DE02120300000000202051", "holder": "Stadt"}}}
    make_town()


def procedure(when: str = "sending", more: str = "", **changes: str):
    fee = f"fee:\n  when: {when}\n  {ITEMS}\n  {FREE}\n  {more}\n"
    return make_procedure(procedure=MANIFEST + fee, **changes)


@pytest.mark.parametrize(
    ("answers", "total", "reason"),
    [({}, "90.00", ""), ({"listed": True}, "180.00", ""), ({"dog": "Rex"}, "0.00", "Diensthund"),
     ({"dog": "Fiffi", "listed": True}, "90.00", "Sozialpass")],
)  # fmt: skip
def test_the_answers_say_what_it_costs(answers, total, reason):
    cost = cost_of(procedure(), ANSWERS | answers)
    assert (cost.total, cost.reason) == (Decimal(total), reason)


def test_before_anybody_answered_the_amount_is_open():
    assert [line.amount for line in usual_cost(procedure()).lines] == [None]


def test_sending_demands_it_in_the_same_transaction_and_once():
    version = procedure()
    case = send(version, key="k").case
    send(version, key="k")
    claim = claims_of(case.subject).get()
    assert (claim.total, claim.items.get().account, claim.customer) == (
        Decimal("90.00"),
        "1.2",
        case.customer,
    )


def test_what_is_free_opens_no_claim():
    send(procedure(), dog="Rex")
    assert not Claim.objects.exists()


def test_the_decision_demands_what_the_rules_say_or_what_the_clerk_sets():
    version, by = procedure("decision"), clerk()
    first, second = send(version).case, send(version).case
    assert not Claim.objects.exists()
    actions.decide_case(case=first, outcome="grant", by=by)
    actions.decide_case(case=second, outcome="grant", by=by, fee=Decimal("12.50"))
    assert [claims_of(case.subject).get().total for case in (first, second)] == [
        Decimal("90"),
        Decimal("12.50"),
    ]


def test_a_refusal_demands_nothing():
    case = send(procedure("decision")).case
    actions.decide_case(case=case, outcome="refuse", reasons="Nein", by=clerk())
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    ("second", "claims", "owed"), [("100", ["90.00", "10.00"], "100"), ("40", ["40.00"], "40")]
)
def test_a_second_decision_demands_the_difference(second, claims, owed):
    case, by = send(procedure("decision")).case, clerk()
    actions.decide_case(case=case, outcome="grant", by=by)
    actions.reopen_case(case=case, by=by, reason="Widerspruch")
    case.refresh_from_db()
    actions.decide_case(case=case, outcome="grant", by=by, fee=Decimal(second))
    found = list(claims_of(case.subject))
    assert [str(claim.total) for claim in found] == claims
    assert sum(claim.owed for claim in found) == Decimal(owed)


@pytest.mark.parametrize("by", [None, PROCESS])
def test_nothing_is_granted_unpaid_where_payment_comes_first(by):
    case = send(procedure(more="pay_first: true")).case
    by = by or clerk()
    with pytest.raises(CaseError):
        actions.decide_case(case=case, outcome="grant", by=by)
    claim = claims_of(case.subject).get()
    payment = pay(claim, "90")
    case.refresh_from_db()
    return_payment(payment=payment, external_id="r", reason="AC04")
    with pytest.raises(CaseError):
        actions.decide_case(case=case, outcome="grant", by=by)
    pay(claim, "90")
    case.refresh_from_db()
    assert actions.decide_case(case=case, outcome="grant", by=by).outcome == "grant"


def test_a_process_waits_for_the_money_and_goes_on_once():
    bpmn = model(
        "start s", '<bpmn:intermediateCatchEvent id="paid"><bpmn:messageEventDefinition messageRef="claim_paid"/>'
        "</bpmn:intermediateCatchEvent>",
        "user check 'Check'", "end e", "s paid", "paid check", "check e",
    )  # fmt: skip

    case = send(procedure(process=bpmn)).case
    instance = Instance.objects.get(subject=case.subject)
    assert (open_tasks(case.subject).count(), instance.variables["payment"]) == (0, "open")
    claim = claims_of(case.subject).get()
    pay(claim, "80")
    assert not open_tasks(case.subject).exists()
    pay(claim, "10", "x")
    pay(claim, "10", "x")
    instance.refresh_from_db()
    assert (open_tasks(case.subject).count(), instance.variables["payment"]) == (1, "paid")


def test_a_duplicate_demands_nothing():
    version, by = procedure(), clerk()
    case, twin = send(version).case, send(version).case
    actions.merge_duplicate(case=twin, into=case, by=by)
    assert [claims_of(one.subject).get().state for one in (case, twin)] == ["open", "cancelled"]


def test_a_letter_names_amount_and_kassenzeichen_and_carries_the_code_to_scan():
    from allmende.base.cases.document_data import document_data

    case = send(procedure()).case
    data = document_data(case)
    assert data["claim"]["amount"].startswith("90,00")
    assert "EUR90.00" in case_slip(case)
    assert render_pdf(template="letter", data=data | {"text": "Hallo"}, title="Bescheid").startswith(b"%PDF")


def case_slip(case) -> str:
    from allmende.base.payments.slips import slip_of

    return slip_of(claims_of(case.subject).get()).giro_code


def test_where_payment_comes_first_the_office_begins_when_it_is_there():
    case = send(procedure(more="pay_first: true")).case
    assert (case.state, case.due_on) == ("waiting_customer", None)
    assert not Instance.objects.filter(subject=case.subject).exists()
    claim = claims_of(case.subject).get()
    pay(claim, "80")
    assert not Instance.objects.filter(subject=case.subject).exists()
    pay(claim, "10", "x")
    case.refresh_from_db()
    assert (case.state, case.due_on is not None) == ("received", True)
    assert Instance.objects.filter(subject=case.subject).count() == 1
    assert Event.objects.filter(stream=case.subject, type="cases.fee_there").count() == 1


def test_what_is_free_does_not_wait():
    assert send(procedure(more="pay_first: true"), dog="Rex").case.state == "received"


def test_who_takes_it_back_before_paying_owes_nothing():
    case = send(procedure(more="pay_first: true")).case
    actions.withdraw_case(case=case, by=clerk())
    assert claims_of(case.subject).get().state == "cancelled"
    assert not Instance.objects.filter(subject=case.subject).exists()


def test_the_preview_of_a_decision_has_its_figures():
    case = send(procedure("decision")).case
    shown = payment_preview(case, "grant", Decimal("12.50"))
    assert shown["claim"]["amount"].startswith("12,50")
    assert "Bescheid" in shown["claim"]["kassenzeichen"]
    assert payment_preview(case, "refuse", None) == {}
    assert not Claim.objects.exists()
