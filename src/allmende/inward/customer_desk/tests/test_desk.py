"""The customers' desk: the service centre sees customers, clerks those of their cases, nobody more than that."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from allmende.base.cases.tests.conftest import plain_documents, town, version  # noqa: F401
from allmende.base.cases.tests.factories import clerk, send
from allmende.base.customers.actions import create_customer, give_consent
from allmende.base.customers.models import Customer
from allmende.base.customers.tasks import look_for_duplicates
from allmende.base.directory.models import Unit
from allmende.base.identity.tests.factories import make_citizen, make_staff
from allmende.foundation.events.types import PUBLIC

pytestmark = pytest.mark.usefixtures("town")


def browser(user) -> Client:
    found = Client(headers={"host": "musterstadt.localhost"})
    found.force_login(user)
    return found


@pytest.fixture
def desk(town):  # noqa: F811
    return browser(make_staff(name="Service", unit=Unit.objects.get(key="order"), role="service"))


def erika(**fields) -> Customer:
    return create_customer(actor=PUBLIC, **{"given_name": "Erika", "family_name": "Beispiel", **fields})


def page(name: str, *keys) -> str:
    return reverse(f"customer_desk:{name}", args=keys)


def test_a_customer_is_found_by_name(desk):
    customer = erika(email="e@example.org")
    answer = desk.get(page("start"), {"q": "beisp"})
    assert page("customer", customer.pk) in answer.content.decode()


def test_who_is_recorded_twice_is_compared_merged_and_parted(desk):
    one, other = erika(email="e@example.org", phone="1"), erika(email="e@example.org", phone="0201 4711")
    look_for_duplicates()
    merging = page("merge", one.pk, other.pk)
    assert merging in desk.get(page("start")).content.decode()
    assert "0201 4711" in desk.get(merging).content.decode()

    answer = desk.post(merging, {"phone": "source"}, follow=True)
    one.refresh_from_db()
    assert one.phone == "0201 4711"
    assert desk.get(page("customer", other.pk)).url == page("customer", one.pk)
    undo = answer.context["page"].merges[0]
    desk.post(page("undo", undo.pk))
    one.refresh_from_db()
    assert one.phone == "1"
    assert desk.get(page("customer", other.pk)).status_code == 200


def test_two_who_only_look_alike_are_not_shown_again(desk):
    one, other = erika(email="e@example.org"), erika(email="e@example.org")
    look_for_duplicates()
    desk.post(page("different", one.pk, other.pk))
    assert page("merge", one.pk, other.pk) not in desk.get(page("start")).content.decode()


def test_what_cannot_be_merged_is_said(desk):
    one, firm = erika(), erika(kind="organisation", given_name="")
    fields = {"given_name": "target"}
    answer = desk.post(page("merge", one.pk, firm.pk), fields)
    assert answer.status_code == 422
    assert not Customer.objects.exclude(merged_into=None).exists()


def test_the_contact_is_changed_and_a_wrong_address_is_said(desk):
    customer = erika()
    fields = {"given_name": "Erika", "family_name": "Muster", "city": "Musterstadt", "language": "de"}
    assert desk.post(page("change", customer.pk), {**fields, "email": "x"}).status_code == 422
    desk.post(page("change", customer.pk), {**fields, "email": "neu@example.org"})
    customer.refresh_from_db()
    assert (customer.family_name, customer.email, customer.address) == (
        "Muster", "neu@example.org", {"city": "Musterstadt"},
    )  # fmt: skip


def test_the_service_centre_sees_cases_of_other_offices_only_with_consent(desk, version):  # noqa: F811
    case = send(version).case
    address = page("customer", case.customer.pk)
    assert case.title not in desk.get(address).content.decode()
    give_consent(customer=case.customer, purpose="advice", actor=PUBLIC)
    shown = desk.get(address).content.decode()
    assert case.title in shown
    assert reverse("workplace:case", args=[case.pk]) not in shown


def test_a_clerk_sees_the_customers_of_her_cases_and_no_others(version):  # noqa: F811
    case, stranger = send(version).case, erika()
    tax = browser(clerk())
    assert case.title in tax.get(page("customer", case.customer.pk)).content.decode()
    assert tax.get(page("customer", stranger.pk)).status_code == 404
    for name, keys in (
        ("start", []),
        ("change", [case.customer.pk]),
        ("merge", [case.customer.pk, stranger.pk]),
    ):
        assert tax.get(page(name, *keys)).status_code == 404
    assert browser(clerk("order")).get(page("customer", case.customer.pk)).status_code == 404


def test_a_citizen_agrees_and_withdraws_in_the_account():
    citizen = browser(make_citizen())
    address = reverse("customers:consents")
    assert address in citizen.get(reverse("identity:account")).content.decode()
    given = citizen.post(address, {"do": "give:advice"}, follow=True).content.decode()
    assert 'value="withdraw:advice"' in given
    withdrawn = citizen.post(address, {"do": "withdraw:advice"}, follow=True).content.decode()
    assert 'value="give:advice"' in withdrawn
