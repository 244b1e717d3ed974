"""What a process does to its case by itself."""

from __future__ import annotations

import pytest

from allmende.base.cases.models import Participation, State
from allmende.base.messages.models import Message
from allmende.base.records.models import Document
from allmende.base.workflow.models import Incident
from allmende.base.workflow.tests.factories import model

from .factories import fresh, make_procedure, send


def case_after(*lines: str):
    """The case after a process of service tasks only."""
    keys = [line.split()[1] for line in lines]
    flows = [f"{one} {other}" for one, other in zip(["s", *keys], [*keys, "e"], strict=True)]
    version = make_procedure(process=model("start s", *lines, "end e", *flows))
    case = fresh(send(version).case)
    assert not Incident.objects.exists(), list(Incident.objects.values_list("error", flat=True))
    return case


@pytest.fixture(autouse=True)
def _town(town, plain_documents):
    pass


def test_a_process_decides_and_closes():
    case = case_after("service a action=decide p:outcome=grant", "service b action=close_case")
    assert (case.state, case.outcome) == (State.CLOSED, "grant")
    assert Document.objects.filter(kind="decision").count() == 1


def test_a_process_writes_from_a_template():
    case_after("service a action=send_message p:template=question")
    assert (
        Message.objects.get().body == "Guten Tag Erika Beispiel, bitte nennen Sie die Chipnummer von Bello."
    )


def test_a_process_keeps_a_value_with_the_case():
    assert case_after("service a action=set_data p:key=fee p:value==param.fee").data == {"fee": "90.00"}


def test_a_process_lets_another_office_take_part():
    case = case_after("service a action=involve_unit p:unit==param.police")
    assert Participation.objects.get(case=case).unit.key == "order"


def test_a_user_task_of_another_office_lets_it_take_part():
    version = make_procedure(process=model("start s", "user a unit=order", "end e", "s a", "a e"))
    case = fresh(send(version).case)
    assert Participation.objects.get(case=case).unit.key == "order"
