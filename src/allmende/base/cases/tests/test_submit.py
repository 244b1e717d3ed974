from __future__ import annotations

import importlib
import threading

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from allmende.base.cases import access
from allmende.base.cases.actions import submit
from allmende.base.cases.errors import AnswersRefusedError, CaseError, CaseNotFoundError, LevelTooLowError
from allmende.base.cases.models import Case, Submission
from allmende.base.customers.actions import customer_for_user
from allmende.base.customers.models import Customer
from allmende.base.identity.tests.factories import make_citizen
from allmende.base.procedures.models import ImmutableError
from allmende.base.procedures.tests.factories import MANIFEST
from allmende.base.workflow.queries import open_tasks
from allmende.foundation.events.models import Event
from allmende.foundation.files.actions import store_bytes
from allmende.foundation.tenants.context import use_tenant

from .factories import ANSWERS, fresh, make_procedure, make_town, send


def test_an_application_opens_everything_at_once(version):
    case = fresh(send(version).case)
    assert (case.state, case.unit.key, case.title) == ("received", "tax", "Hund Bello")
    assert [task.name for task in open_tasks(case.subject)] == ["Check the application"]
    assert case.submission.answers["dog"] == "Bello"
    assert case.due_on is not None
    assert Event.objects.filter(stream=case.subject, type="cases.opened").count() == 1


def test_numbers_count_and_references_do_not(version):
    one, two = send(version).case, send(version).case
    assert int(two.number.split("-")[1]) == int(one.number.split("-")[1]) + 1
    assert one.reference != two.reference


def test_each_municipality_counts_for_itself(version, other_tenant, plain_documents):
    first = send(version).case.number
    with use_tenant(other_tenant):
        make_town()
        assert send(make_procedure()).case.number == first


def test_sending_twice_is_one_case_with_the_same_receipt(version):
    first, second = send(version, key="once"), send(version, key="once")
    assert first.case == second.case
    assert (first.reference, first.code) == (second.reference, second.code)
    assert (Case.objects.count(), Submission.objects.count(), Customer.objects.count()) == (1, 1, 1)


def test_the_same_key_of_another_municipality_is_another_case(version, other_tenant, plain_documents):
    send(version, key="once")
    with use_tenant(other_tenant):
        make_town()
        assert send(make_procedure(), key="once").case.tenant == other_tenant


def test_answers_that_break_rules_open_nothing(version):
    with pytest.raises(AnswersRefusedError) as caught:
        send(version, dog="")
    assert "dog" in caught.value.errors
    assert not Case.objects.exists()


def test_a_submission_cannot_be_changed(case):
    case.submission.answers = {}
    with pytest.raises(ImmutableError):
        case.submission.save()


def test_the_account_is_the_customer(version):
    citizen = make_citizen(name="Jo Konto")
    case = send(version, by=citizen).case
    assert case.customer.user == citizen
    assert access.get_case_for(citizen, case.pk) == case


def test_the_answers_say_who_the_customer_is(case):
    customer = case.customer
    assert (customer.given_name, customer.family_name) == ("Erika", "Beispiel")
    assert customer.address["city"] == "Musterstadt"


def test_a_file_of_somebody_else_cannot_be_sent(version):
    file = store_bytes(content=b"x", name="a.txt", media_type="text/plain", owner="draft:other")
    with pytest.raises(CaseError):
        submit_with_file(version, file, owner="draft:mine")
    assert not Case.objects.exists()


def test_files_of_the_draft_go_to_the_case(version):
    file = store_bytes(content=b"x", name="a.txt", media_type="text/plain", owner="draft:mine")
    case = submit_with_file(version, file, owner="draft:mine").case
    file.refresh_from_db()
    assert file.owner == case.subject


def submit_with_file(version, file, *, owner):
    from django.contrib.auth.models import AnonymousUser

    return submit(
        version=version, answers={**ANSWERS, "chip": [str(file.pk)]}, idempotency_key="k", by=AnonymousUser(),
        file_owner=owner,
    )  # fmt: skip


def test_a_procedure_may_want_to_know_surely_who_sends(town, plain_documents):
    version = make_procedure(procedure=MANIFEST + "level: substantial\n")
    with pytest.raises(LevelTooLowError):
        send(version)
    citizen = make_citizen()
    citizen.level = "substantial"
    assert send(version, by=citizen).case


def test_legal_months_end_on_a_working_day(town, plain_documents):
    version = make_procedure(procedure=MANIFEST.replace("working_days: 15", "months: 1"))
    due = send(version).case.due_on
    assert due.weekday() < 5


def test_reference_and_code_open_the_case(version):
    receipt = send(version)
    typed = receipt.code.lower()
    assert access.open_by_code(receipt.reference, f"{typed[:4]} {typed[4:]}").case_id == receipt.case.pk


@pytest.mark.parametrize("code", ["", "AAAAAAAA"])
def test_a_wrong_code_opens_nothing(version, code):
    with pytest.raises(CaseNotFoundError):
        access.open_by_code(send(version).reference, code)


def test_a_code_of_another_municipality_opens_nothing(version, other_tenant):
    receipt = send(version)
    with use_tenant(other_tenant), pytest.raises(CaseNotFoundError):
        access.open_by_code(receipt.reference, receipt.code)


def test_sending_needs_few_statements(version):
    send(version)
    with CaptureQueriesContext(connection) as queries:
        send(version)
    # Includes the jobs, which run at once in tests; what a visitor waits for is about 37.
    assert len(queries) < 75


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_one_key_are_one_case(version, tenant):
    failures: list[BaseException] = []

    def press() -> None:
        try:
            with use_tenant(tenant):
                send(version, key="double")
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert Case.objects.count() == 1


def test_sending_asks_the_database_little(version, django_assert_max_num_queries, monkeypatch):
    send(version)
    sending = importlib.import_module(submit.__module__)
    monkeypatch.setattr(sending, "enqueue", lambda *job, **about: None)
    with django_assert_max_num_queries(18):
        send(version)


def test_an_account_that_no_address_is_known_of_is_reached_by_the_one_in_the_application(version):
    user = make_citizen()
    customer = customer_for_user(user)
    Customer.objects.filter(pk=customer.pk).update(email="")
    send(version, by=user, email="neu@example.org")
    send(version, by=user, email="andere@example.org")
    customer.refresh_from_db()
    assert customer.email == "neu@example.org"
