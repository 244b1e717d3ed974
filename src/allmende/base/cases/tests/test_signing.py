"""Several people sign an application: the case waits, and cannot be granted meanwhile."""

from __future__ import annotations

import json

import pytest

from allmende.base.cases import actions
from allmende.base.cases.errors import AnswersRefusedError, CaseError
from allmende.base.cases.models import State
from allmende.base.cases.tests.factories import clerk, fresh, make_procedure, send
from allmende.base.payments.queries import claims_of
from allmende.base.payments.tests.factories import pay
from allmende.base.procedures.tests import factories
from allmende.base.signatures.cosigning.models import Signer, SigningRound
from allmende.base.workflow.queries import open_tasks

SECOND = {"given_name": "Max", "family_name": "Muster"}
MANIFEST = (
    factories.MANIFEST
    + """
signatures:
  people:
    - {person: second, email: second_email, role: Zweiter Halter}
  deadline: {working_days: 10}
  reminders: [3]
"""
)


def form():
    data = json.loads(json.dumps(factories.FORM))
    data["pages"][0]["items"] += [
        {"type": "person", "key": "second", "label": "Zweite Person"},
        {"type": "email", "key": "second_email", "label": "E-Mail"},
    ]
    return json.dumps(data)


@pytest.fixture
def version(town, plain_documents):
    return make_procedure(procedure=MANIFEST, form=form())


@pytest.fixture
def case(version):
    return fresh(send(version, second=SECOND, second_email="max@example.org").case)


def test_the_case_waits_without_a_deadline_and_without_tasks(case):
    assert case.state == State.WAITING_CUSTOMER
    assert case.due_on is None
    assert not open_tasks(case.subject).exists()
    assert SigningRound.objects.get().document is not None
    assert Signer.objects.get().state == Signer.State.INVITED


def test_without_a_second_person_nothing_changes(version):
    case = fresh(send(version).case)
    assert case.state == State.RECEIVED
    assert case.due_on is not None
    assert not SigningRound.objects.exists()


def test_it_is_not_granted_before_all_have_signed(case):
    with pytest.raises(CaseError, match="Max Muster"):
        actions.decide_case(case=case, outcome="grant", by=clerk())
    assert fresh(case).state == State.WAITING_CUSTOMER


def test_the_office_goes_on_without_and_says_why(case):
    by = clerk()
    with pytest.raises(CaseError):
        actions.waive_signatures(case=case, reason=" ", by=by)
    actions.waive_signatures(case=case, reason="Vollmacht liegt vor", by=by)
    case = fresh(case)
    assert case.state == State.RECEIVED
    assert case.due_on is not None
    assert open_tasks(case.subject).count() == 1
    actions.decide_case(case=case, outcome="grant", by=by)


def test_one_address_for_both_is_refused(version):
    with pytest.raises(AnswersRefusedError) as error:
        send(version, second=SECOND, second_email="Erika@example.org")
    assert "second_email" in error.value.errors


@pytest.mark.parametrize(("pay_first", "state"), [(False, "received"), (True, "waiting_customer")])
def test_the_fee_is_due_when_all_have_signed(town, plain_documents, pay_first, state):
    items = f'items: [{{label: Gebühr, amount: "9.0", account: "1"}}]\n  pay_first: {str(pay_first).lower()}'
    version = make_procedure(procedure=f"{MANIFEST}\nfee:\n  when: sending\n  {items}\n", form=form())
    case = fresh(send(version, second=SECOND, second_email="max@example.org").case)
    assert not claims_of(case.subject).exists()
    actions.waive_signatures(case=case, reason="Vollmacht liegt vor", by=clerk())
    claim = claims_of(case.subject).get()
    assert fresh(case).state == state
    pay(claim, "9")
    assert fresh(case).state == State.RECEIVED
    assert open_tasks(case.subject).count() == 1
