"""Money goes back by the service by which it came: after two people agreed, once, and booked only when it is done."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from allmende.base.directory.models import Unit
from allmende.base.identity.models import Role
from allmende.base.identity.tests.factories import make_staff
from allmende.base.payments.actions.refunding import ask_refund
from allmende.base.payments.models import Refund
from allmende.base.payments.online.actions import check_payment
from allmende.base.payments.queries import balance
from allmende.base.payments.tasks import ask_again
from allmende.base.payments.tests.factories import make_claim
from allmende.foundation.events.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(tenant):
    return Unit.objects.create(key="cash", name="Kasse")


def cashier(office) -> Client:
    found = Client(headers={"host": "musterstadt.localhost"})
    found.force_login(make_staff(unit=office, role=Role.CASHIER))
    return found


@pytest.fixture
def claim(services, office):
    """300 €, paid by PayPal."""
    made = make_claim("300.00")
    payment = services.begin(made, "paypal")
    services.at_the_page(payment, "agree")
    check_payment(payment=payment, returned=True)
    made.refresh_from_db()
    assert made.received == 300
    return made


def ask(browser, claim, amount="50", way="paypal", token="018f0000-0000-7000-8000-000000000000"):
    data = {"amount": amount, "way": way, "reason": "Zu viel", "token": token}
    return browser.post(reverse("payments:treasury_step", args=[claim.pk, "refund"]), data, follow=True)


def do(browser, what):
    return browser.post(reverse("payments:refunds"), {"do": what})


def the_refund(claim):
    claim.refresh_from_db()
    return Refund.objects.get()


def test_little_goes_back_at_once_and_is_booked(services, claim, office):
    before = balance("clearing:paypal")
    ask(cashier(office), claim)
    row = the_refund(claim)
    assert (row.state, claim.refunded, claim.received) == ("done", Decimal(50), Decimal(250))
    assert balance("clearing:paypal") == before - 50
    assert [one["id"] for one in services.known("_refunds")][-1] == row.reference


def test_much_waits_for_a_second_person(services, claim, office):
    one, other, known = cashier(office), cashier(office), len(services.known("_refunds"))
    ask(one, claim, "200")
    assert (the_refund(claim).state, len(services.known("_refunds"))) == ("asked", known)
    assert do(one, f"agree:{the_refund(claim).pk}").status_code == 422
    do(other, f"agree:{the_refund(claim).pk}")
    assert (the_refund(claim).state, claim.refunded) == ("done", Decimal(200))


@pytest.mark.parametrize("fault", ["refund_lost", "refund_pending", "down"])
def test_an_answer_that_is_lost_pays_back_once(services, claim, office, fault):
    known = len(services.known("_refunds"))
    services.misbehave(**{fault: True})
    ask(cashier(office), claim)
    assert (the_refund(claim).state, claim.refunded) == ("sending", 0)
    page = cashier(office).get(reverse("payments:refunds")).content.decode()
    assert "wird gefragt, bis" in page
    services.misbehave()
    for _twice in range(2):
        ask_again()
    assert (the_refund(claim).state, claim.refunded) == ("done", Decimal(50))
    assert len(services.known("_refunds")) == known + 1


def test_a_refusal_books_nothing_and_is_shown(services, claim, office):
    browser = cashier(office)
    services.misbehave(refund_refused="REFUND_TIME_LIMIT_EXCEEDED")
    assert "abgelehnt" in ask(browser, claim).content.decode()
    row = the_refund(claim)
    assert (row.state, row.problem, claim.refunded) == ("failed", "REFUND_TIME_LIMIT_EXCEEDED", 0)
    assert Event.objects.filter(type="payments.refund_failed").count() == 1
    assert "REFUND_TIME_LIMIT_EXCEEDED" in browser.get(reverse("payments:refunds")).content.decode()
    services.misbehave()
    do(browser, f"again:{row.pk}")
    assert (the_refund(claim).state, claim.refunded) == ("done", Decimal(50))
    assert do(browser, f"again:{row.pk}").status_code == 422


def test_what_was_refused_can_be_closed_and_paid_otherwise(services, claim, office):
    browser = cashier(office)
    services.misbehave(refund_refused="NO")
    ask(browser, claim)
    do(browser, f"drop:{the_refund(claim).pk}")
    assert the_refund(claim).state == "dropped"


def test_never_more_than_was_paid_by_it(services, claim, office):
    by = make_staff(unit=office, role=Role.CASHIER)
    ask_refund(claim=claim, amount=Decimal(90), way="paypal", reason="x", by=by, token="1")
    page = ask(cashier(office), claim, "250").content.decode()
    assert "nicht mehr erstattet" in page
    assert Refund.objects.count() == 1


def test_only_who_paid_by_it_is_offered_it(services, office, claim):
    other = make_claim("10")
    offered = 'value="paypal"'
    browser = cashier(office)
    assert offered in browser.get(reverse("payments:treasury_claim", args=[claim.pk])).content.decode()
    assert offered not in browser.get(reverse("payments:treasury_claim", args=[other.pk])).content.decode()
