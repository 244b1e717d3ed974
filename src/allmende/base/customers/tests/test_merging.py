from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from allmende.base.customers.actions import (
    MergeError,
    call_different,
    create_customer,
    customer_for_user,
    erase_customer,
    give_consent,
    merge_customers,
    undo_merge,
    withdraw_consent,
)
from allmende.base.customers.consenting import purposes
from allmende.base.customers.models import Customer, Merge
from allmende.base.customers.queries import consents_of, find_customers, suspicions
from allmende.base.customers.similar import similar_to
from allmende.base.customers.tasks import UNDO_DAYS, finish_merges, look_for_duplicates
from allmende.base.directory.tests.factories import make_office
from allmende.base.identity.actions import grant_role
from allmende.base.identity.models import Role
from allmende.base.identity.tests.factories import make_citizen, make_staff
from allmende.foundation.events.queries import timeline
from allmende.foundation.events.types import PUBLIC

pytestmark = pytest.mark.usefixtures("tenant")
HOME = {"street": "Hauptstraße", "house_number": "3", "postcode": "12345", "city": "Musterstadt"}


def customer(**fields):
    return create_customer(actor=PUBLIC, **{"given_name": "Erika", "family_name": "Beispiel", **fields})


@pytest.fixture
def advisor():
    user = make_staff(name="Service")
    grant_role(user=user, unit=make_office(), role=Role.SERVICE, by=None)
    return user


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ({"email": "e@example.org"}, {"email": "E@example.org"}, True),
        ({"address": HOME}, {"address": {**HOME, "street": "Hauptstr."}}, True),
        ({"address": HOME}, {"address": HOME, "family_name": "Beispil"}, True),
        ({"address": HOME}, {"address": HOME, "given_name": "E."}, True),
        ({"phone": "0201 123456"}, {"phone": "+49 201 123456"}, True),
        ({"address": HOME, "phone": "0201 1"}, {"address": HOME, "phone": "0201 1", "given_name": "Hans"}, False),
        ({}, {}, False),
        ({"email": "e@example.org"}, {"email": "e@example.org", "given_name": "Max"}, False),
        ({"email": "e@example.org"}, {"email": "e@example.org", "kind": "organisation", "given_name": ""}, False),
    ],
)  # fmt: skip
def test_who_may_be_recorded_twice(one, other, alike):
    first, second = customer(**one), customer(**other)
    assert [likeness.customer for likeness in similar_to(first)] == ([second] if alike else [])


def test_what_is_new_is_compared_and_shown_once(advisor):
    first, second = customer(email="e@example.org"), customer(email="e@example.org")
    look_for_duplicates()
    look_for_duplicates()
    (found,) = suspicions()
    assert (found.first, found.second) == (first, second)
    call_different(one=second, other=first, by=advisor)
    assert suspicions() == similar_to(first) == []


def test_the_account_goes_along_and_comes_back(advisor):
    user = make_citizen(name="Erika Beispiel")
    source, target = customer_for_user(user), customer(phone="0201 123456")
    merge = merge_customers(source=source, target=target, take={"email": True}, by=advisor)
    target.refresh_from_db()
    assert (target.user, target.email, target.phone) == (user, user.email, "0201 123456")
    assert find_customers("beispiel") == [target]

    undo_merge(merge=merge, by=advisor)
    assert customer_for_user(user) == _again(source)
    assert _again(target).email == ""
    assert [event.type for event in timeline(target.stream)][-2:] == [
        "customers.merged",
        "customers.merge_undone",
    ]


def test_after_a_month_what_the_record_was_is_erased(advisor):
    source, target = customer(phone="1234567"), customer()
    merge = merge_customers(source=source, target=target, take={}, by=advisor)
    Merge.objects.update(merged_at=timezone.now() - timedelta(days=UNDO_DAYS, hours=1))
    finish_merges()
    source.refresh_from_db()
    assert (source.name, source.phone, _again(merge).before) == ("", "", "")
    with pytest.raises(MergeError):
        undo_merge(merge=merge, by=advisor)


def test_who_is_erased_is_erased_in_all_records(advisor):
    source, target = customer(), customer()
    merge_customers(source=source, target=target, take={}, by=advisor)
    erase_customer(customer=target, actor=PUBLIC)
    assert not Customer.objects.exclude(family_name="").exists()
    assert not Merge.objects.exclude(before="").exists()


def test_two_accounts_are_not_made_one(advisor):
    one, other = (customer_for_user(make_citizen(name="Erika Beispiel")) for _number in range(2))
    with pytest.raises(MergeError):
        merge_customers(source=one, target=other, take={}, by=advisor)
    assert _again(one).merged_into is None


@pytest.mark.parametrize("role", [Role.CLERK, Role.ADMIN])
def test_only_the_service_centre_merges(role):
    clerk = make_staff(name="Clerk")
    grant_role(user=clerk, unit=make_office(), role=role, by=None)
    with pytest.raises(PermissionDenied):
        merge_customers(source=customer(), target=customer(), take={}, by=clerk)


def test_a_consent_is_proved_with_its_words_and_ends_when_withdrawn():
    erika = customer()
    consent = give_consent(customer=erika, purpose="advice", actor=PUBLIC)
    assert give_consent(customer=erika, purpose="advice", actor=PUBLIC) == consent
    assert consents_of(erika)["advice"].text == str(purposes["advice"].text)
    assert withdraw_consent(customer=erika, purpose="advice", actor=PUBLIC)
    assert not consents_of(erika)
    assert not withdraw_consent(customer=erika, purpose="advice", actor=PUBLIC)


def test_consents_go_along_without_being_doubled(advisor):
    source, target = customer(), customer()
    for purpose in ("advice", "electronic_delivery"):
        give_consent(customer=source, purpose=purpose, actor=PUBLIC)
    give_consent(customer=target, purpose="advice", actor=PUBLIC)
    merge = merge_customers(source=source, target=target, take={}, by=advisor)
    assert set(consents_of(target)) == {"advice", "electronic_delivery"}
    undo_merge(merge=merge, by=advisor)
    assert set(consents_of(target)) == {"advice"}


def _again(row):
    return type(row).objects.get(pk=row.pk)
