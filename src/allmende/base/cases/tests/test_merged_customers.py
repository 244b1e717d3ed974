"""One person recorded twice: her cases and messages go along, and come back."""

from django.apps import apps

from allmende.base.cases.tests.factories import fresh, send
from allmende.base.customers.actions import merge_customers, undo_merge
from allmende.base.customers.following import followers
from allmende.base.customers.models import Customer, Merge, Suspicion
from allmende.base.identity.tests.factories import make_staff
from allmende.base.messages.queries import conversation_of


def test_whatever_names_a_customer_goes_along():
    naming = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.related_model is Customer and model not in (Customer, Merge, Suspicion)
    }
    assert naming == {(one.model, one.field) for one in followers}


def test_cases_and_messages_go_along_and_come_back(town, version):
    old, later = send(version).case, send(version).case
    source, target = old.customer, later.customer
    advisor = make_staff(unit=old.unit, role="service")
    merge = merge_customers(source=source, target=target, take={}, by=advisor)
    owners = [fresh(old).customer, fresh(later).customer, conversation_of(old.subject).customer]
    assert owners == [target, target, target]

    newest = send(version).case
    newest.customer = target
    newest.save(update_fields=["customer"])
    undo_merge(merge=merge, by=advisor)
    owners = [fresh(case).customer for case in (old, later, newest)]
    assert owners == [source, target, target]
    assert conversation_of(old.subject).customer == source
