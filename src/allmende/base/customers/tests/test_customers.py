import pytest

from allmende.base.customers.actions import (
    CustomerHeldError,
    create_customer,
    customer_for_user,
    erase_customer,
    update_customer,
)
from allmende.base.customers.queries import customers_by_email, find_customers
from allmende.base.customers.retention import Hold, holds
from allmende.base.identity.actions import delete_account
from allmende.base.identity.personal_data import kept_for
from allmende.base.identity.tests.factories import make_citizen
from allmende.foundation.events.queries import timeline
from allmende.foundation.events.types import PUBLIC
from allmende.foundation.tenants.context import use_tenant

pytestmark = pytest.mark.usefixtures("tenant")


def test_an_account_has_one_customer_with_its_name() -> None:
    user = make_citizen(name="Erika Maria Beispiel")
    customer = customer_for_user(user)
    assert (customer.given_name, customer.family_name) == ("Erika Maria", "Beispiel")
    assert customer_for_user(user) == customer


def test_a_customer_is_found_by_her_address_however_it_is_typed() -> None:
    customer = create_customer(actor=PUBLIC, family_name="Beispiel", email=" Erika@Example.org ")
    assert list(customers_by_email("ERIKA@example.org")) == [customer]


def test_a_customer_is_found_by_the_beginning_of_her_names() -> None:
    customer = create_customer(actor=PUBLIC, given_name="Erika", family_name="Beispiel")
    assert find_customers("bei eri") == [customer]
    assert find_customers("xyz") == []


def test_another_municipality_knows_nothing_of_her(other_tenant) -> None:
    create_customer(actor=PUBLIC, family_name="Beispiel", email="erika@example.org")
    with use_tenant(other_tenant):
        assert not customers_by_email("erika@example.org").exists()


def test_the_log_keeps_names_out_of_its_fields() -> None:
    customer = create_customer(actor=PUBLIC, family_name="Beispiel")
    update_customer(customer=customer, actor=PUBLIC, phone="0201 123")
    created, changed = timeline(customer.stream)
    assert created.personal.data["family_name"] == "Beispiel"
    assert changed.data == {"fields": ["phone"]}


def test_an_unchanged_value_records_nothing() -> None:
    customer = create_customer(actor=PUBLIC, family_name="Beispiel")
    update_customer(customer=customer, actor=PUBLIC, family_name="Beispiel ")
    assert timeline(customer.stream).count() == 1


def test_an_address_takes_no_unknown_parts() -> None:
    with pytest.raises(TypeError, match="planet"):
        create_customer(actor=PUBLIC, address={"planet": "Mars"})


def test_erasing_leaves_an_empty_row_and_an_empty_payload() -> None:
    customer = create_customer(actor=PUBLIC, family_name="Beispiel", email="erika@example.org")
    erased = erase_customer(customer=customer, actor=PUBLIC)
    assert (erased.name, erased.email) == ("", "")
    assert timeline(customer.stream)[0].personal.data is None


def test_what_must_be_kept_is_kept_and_said(monkeypatch) -> None:
    customer = create_customer(actor=PUBLIC, family_name="Beispiel")
    monkeypatch.setattr(holds, "_items", {"t": Hold("t", lambda _: ["An application is open."])})
    with pytest.raises(CustomerHeldError, match="open"):
        erase_customer(customer=customer, actor=PUBLIC)
    customer.refresh_from_db()
    assert customer.family_name == "Beispiel"


def test_deleting_the_account_erases_its_customer() -> None:
    user = make_citizen()
    customer = customer_for_user(user)
    delete_account(user=user)
    customer.refresh_from_db()
    assert (customer.name, customer.user) == ("", None)


def test_deleting_the_account_leaves_data_that_must_stay(monkeypatch) -> None:
    user = make_citizen()
    customer = customer_for_user(user)
    monkeypatch.setattr(holds, "_items", {"t": Hold("t", lambda _: ["An application is open."])})
    assert kept_for(user) == ["An application is open."]
    delete_account(user=user)
    customer.refresh_from_db()
    assert customer.user is None
    assert customer.family_name == "Beispiel"
