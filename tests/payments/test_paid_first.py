"""Where the fee comes first: applied, paid at the service, and only then the office begins."""

from __future__ import annotations

from allmende.base.cases.models import State
from allmende.base.cases.tests.factories import fresh, make_procedure, make_town, send
from allmende.base.payments.queries import claims_of
from allmende.base.procedures.tests.factories import MANIFEST
from allmende.base.workflow.queries import open_tasks

FEE = 'fee:\n  when: sending\n  pay_first: true\n  items: [{label: Gebühr, amount: "9.0", account: "1"}]\n'


def test_the_office_begins_when_the_service_says_that_it_is_paid(services, tenant, client):
    make_town()
    case = send(make_procedure(procedure=f"{MANIFEST}\n{FEE}")).case
    assert (case.state, open_tasks(case.subject).count()) == (State.WAITING_CUSTOMER, 0)
    payment = services.begin(claims_of(case.subject).get(), "xbezahldienste")
    client.get(services.at_the_page(payment, "PAYED"))
    assert (fresh(case).state, open_tasks(case.subject).count()) == (State.RECEIVED, 1)
