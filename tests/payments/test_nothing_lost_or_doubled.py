"""Nothing is lost or doubled, whatever the payment service, the network and the payer do."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from allmende.base.payments.models import Payment
from allmende.base.payments.online import calling
from allmende.base.payments.online.actions import check_payment
from allmende.base.payments.online.models import OnlinePayment
from allmende.base.payments.online.tasks import check_notified, check_online_payments
from allmende.base.payments.tests.factories import make_claim, pay

State, Finding = OnlinePayment.State, OnlinePayment.Finding
BOTH = pytest.mark.parametrize("way", ["xbezahldienste", "paypal"])
YES = {"xbezahldienste": "PAYED", "paypal": "agree"}
NO = {"xbezahldienste": "CANCELED", "paypal": "cancel"}


@pytest.fixture
def claim(tenant):
    return make_claim("10.00", "2.50")


def due(payment: OnlinePayment) -> None:
    """Let its time come, and the clock ask."""
    OnlinePayment.objects.filter(pk=payment.pk).update(check_at=timezone.now())
    check_online_payments()
    payment.refresh_from_db()


def notify(payment: OnlinePayment, client) -> None:
    """The service's notification, and the job that it starts."""
    answer = client.post(
        f"/bezahlen/online/meldung/{payment.way}/",
        {"transactionId": payment.transaction_id},
        content_type="application/json",
    )
    assert answer.status_code == 204


def booked(claim) -> list[Decimal]:
    """What came in."""
    claim.refresh_from_db()
    return [payment.amount for payment in Payment.objects.filter(claim=claim)]


@BOTH
def test_paying_books_what_was_asked_for(services, claim, client, way):
    payment = services.begin(claim, way)
    page = client.get(services.at_the_page(payment, YES[way])).content.decode()
    assert "Ihre Zahlung ist angekommen" in page
    assert booked(claim) == [Decimal("12.50")]
    assert claim.state == claim.State.PAID


@BOTH
def test_breaking_off_books_nothing_and_asks_again(services, claim, client, way):
    first = services.begin(claim, way)
    page = client.get(services.at_the_page(first, NO[way])).content.decode()
    assert "abgebrochen" in page
    assert booked(claim) == []
    second = services.begin(claim, way)
    assert second.pk != first.pk
    assert second.state == State.BEGUN


def test_a_payment_that_fails_books_nothing(services, claim, client):
    payment = services.begin(claim)
    page = client.get(services.at_the_page(payment, "FAILED")).content.decode()
    assert "hat nicht geklappt" in page
    assert booked(claim) == []


@BOTH
def test_the_payer_closes_the_browser_after_paying(services, claim, way):
    payment = services.begin(claim, way)
    services.at_the_page(payment, YES[way])
    due(payment)
    assert payment.state == State.PAID
    assert booked(claim) == [Decimal("12.50")]


def test_the_payer_closes_the_browser_before_paying(services, claim):
    payment = services.begin(claim)
    due(payment)
    assert payment.state == State.BEGUN
    assert payment.check_at > timezone.now()


@BOTH
def test_the_return_comes_before_the_notification_and_that_twice(services, claim, client, way):
    payment = services.begin(claim, way)
    client.get(services.at_the_page(payment, YES[way]))
    for _time in range(2):
        notify(payment, client)
        check_notified.func(tenant_id=str(claim.tenant_id), way=way, transaction_id=payment.transaction_id)
    assert booked(claim) == [Decimal("12.50")]


def test_the_notification_comes_before_the_return(services, claim, client):
    payment = services.begin(claim)
    back = services.at_the_page(payment, "PAYED")
    check_notified.func(
        tenant_id=str(claim.tenant_id), way=payment.way, transaction_id=payment.transaction_id
    )
    assert booked(claim) == [Decimal("12.50")]
    assert "Ihre Zahlung ist angekommen" in client.get(back).content.decode()
    assert len(booked(claim)) == 1


def test_a_notification_is_not_believed(services, claim, client):
    payment = services.begin(claim)
    check_notified.func(
        tenant_id=str(claim.tenant_id), way=payment.way, transaction_id=payment.transaction_id
    )
    assert booked(claim) == []


@BOTH
def test_a_second_click_goes_on_with_the_first_payment(services, claim, way):
    first, second = services.begin(claim, way), services.begin(claim, way)
    assert first.pk == second.pk


@BOTH
def test_a_click_after_paying_asks_for_nothing(services, claim, way):
    payment = services.begin(claim, way)
    services.at_the_page(payment, YES[way])
    assert services.begin(claim, way).pk == payment.pk
    assert booked(claim) == [Decimal("12.50")]


def test_a_service_that_is_down_leaves_the_other_ways(services, claim, client):
    services.misbehave(down=True)
    payment = services.begin(claim)
    assert (payment.state, payment.finding) == (State.FAILED, Finding.DOWN)
    page = client.get(f"/bezahlen/online/{payment.token}/").content.decode()
    assert "antwortet gerade nicht" in page
    pay(claim, "12.50")
    claim.refresh_from_db()
    assert claim.is_settled


def test_a_service_that_is_down_at_the_return_leaves_it_unclear_until_it_answers(services, claim, client):
    payment = services.begin(claim)
    back = services.at_the_page(payment, "PAYED")
    services.misbehave(down=True)
    assert "nicht noch einmal" in client.get(back).content.decode()
    again = services.begin(claim)
    assert (again.pk, again.state) == (payment.pk, State.UNCLEAR)
    services.misbehave()
    due(payment)
    assert payment.state == State.PAID
    assert booked(claim) == [Decimal("12.50")]


def test_a_slow_service_keeps_nobody_waiting(services, claim, monkeypatch):
    monkeypatch.setattr(calling, "SECONDS", 0.2)
    services.misbehave(slow=0.6)
    payment = services.begin(claim)
    assert payment.finding == Finding.DOWN


@BOTH
def test_a_lost_answer_makes_no_second_payment_that_can_be_paid(services, claim, client, way):
    services.misbehave(lost_answer=True)
    services.begin(claim, way)
    services.misbehave()
    payment = services.begin(claim, way)
    client.get(services.at_the_page(payment, YES[way]))
    assert booked(claim) == [Decimal("12.50")]


def test_a_lost_answer_is_found_again_where_the_service_keeps_our_number(services, claim):
    services.misbehave(lost_answer=True, ids_are_request_ids=True)
    before = len(services.known())
    payment = services.begin(claim)
    assert payment.state == State.BEGUN
    assert payment.page
    assert len(services.known()) == before + 1


@BOTH
@pytest.mark.parametrize(("amount", "state"), [("5.00", "partly"), ("20.00", "overpaid")])
def test_another_amount_is_booked_as_it_was_paid_and_looked_at(services, claim, client, way, amount, state):
    payment = services.begin(claim, way)
    back = services.at_the_page(payment, YES[way])
    services.misbehave(amount_differs=amount)
    client.get(back)
    assert booked(claim) == [Decimal(amount)]
    assert claim.state == state
    payment.refresh_from_db()
    assert payment.finding == Finding.AMOUNT


@BOTH
def test_another_currency_is_not_booked(services, claim, client, way):
    payment = services.begin(claim, way)
    back = services.at_the_page(payment, YES[way])
    services.misbehave(currency_differs="USD")
    client.get(back)
    payment.refresh_from_db()
    assert (payment.state, payment.finding) == (State.UNCLEAR, Finding.CURRENCY)
    assert booked(claim) == []


@BOTH
@pytest.mark.parametrize("fault", ["wrong_status", "wrong_transaction", "bad_json"])
def test_an_answer_that_cannot_be_believed_pays_nothing(services, claim, client, way, fault):
    payment = services.begin(claim, way)
    back = services.at_the_page(payment, YES[way])
    services.misbehave(**{fault: True})
    assert "nicht noch einmal" in client.get(back).content.decode()
    payment.refresh_from_db()
    assert (payment.state, payment.finding) == (State.UNCLEAR, Finding.STRANGE)
    assert booked(claim) == []
    services.misbehave()
    due(payment)
    assert booked(claim) == [Decimal("12.50")]


def test_a_wrong_amount_at_the_beginning_sends_nobody_to_pay_it(services, claim):
    services.misbehave(amount_differs="99.00")
    payment = services.begin(claim)
    assert (payment.state, payment.finding, payment.page) == (State.FAILED, Finding.STRANGE, "")


def test_money_that_comes_after_giving_up_is_booked_and_looked_at(services, claim, client):
    payment = services.begin(claim)
    client.post(f"/bezahlen/online/{payment.token}/verwerfen/")
    pay(claim, "12.50")
    services.at_the_page(payment, "PAYED")
    due(payment)
    assert (payment.state, payment.finding) == (State.PAID, Finding.LATE)
    assert sorted(booked(claim)) == [Decimal("12.50")] * 2
    assert claim.state == claim.State.OVERPAID


def test_lost_money_taken_at_paypal_is_found(services, claim, client):
    payment = services.begin(claim, "paypal")
    back = services.at_the_page(payment, "agree")
    services.misbehave(lost_capture=True)
    client.get(back)
    assert booked(claim) == []
    services.misbehave()
    due(payment)
    assert booked(claim) == [Decimal("12.50")]


def test_two_clicks_at_once_ask_once(services, claim, client):
    first = OnlinePayment.objects.create(claim=claim, way="xbezahldienste", amount=claim.owed)
    before = len(services.known())
    assert services.begin(claim).pk == first.pk
    assert len(services.known()) == before
    assert "wird vorbereitet" in client.get(f"/bezahlen/online/{first.token}/").content.decode()


def test_one_that_was_being_made_when_the_process_died_is_given_up(services, claim):
    dead = OnlinePayment.objects.create(
        claim=claim, way="xbezahldienste", amount=claim.owed, begun_at=timezone.now() - timedelta(minutes=5)
    )
    payment = services.begin(claim)
    dead.refresh_from_db()
    assert (dead.state, dead.finding) == (State.FAILED, Finding.LOST)
    assert payment.state == State.BEGUN


def test_a_service_is_asked_less_and_less_and_not_for_ever(services, claim):
    payment = services.begin(claim)
    waits = []
    for _time in range(6):
        payment = check_payment(payment=payment)
        waits.append(payment.check_at - timezone.now())
    assert waits == sorted(waits)
    OnlinePayment.objects.filter(pk=payment.pk).update(begun_at=timezone.now() - timedelta(days=15))
    payment.refresh_from_db()
    assert check_payment(payment=payment).state == State.CANCELLED
