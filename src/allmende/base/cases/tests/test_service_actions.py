"""What a process does to its case by itself."""

from __future__ import annotations

import pytest

from allmende.base.cases.access import PROCESS
from allmende.base.cases.actions import close_case
from allmende.base.cases.models import Case, Participation, State
from allmende.base.messages.models import Message
from allmende.base.records.models import Document
from allmende.base.workflow.checks import check_process
from allmende.base.workflow.models import Incident
from allmende.base.workflow.queries import open_tasks, tasks_of
from allmende.base.workflow.tests.factories import event, model

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


def test_a_process_opens_a_sub_case_and_waits_for_its_end():
    wait = event("catch", "m", "message sub_case_closed", extra='allmende:key="= sub_case.id"')
    sub = "service a action=open_case p:title=Gutachten p:unit=order p:due_days=5"
    version = make_procedure(
        process=model("start s", sub, wait, "user z", "end e", "s a", "a m", "m z", "z e")
    )
    case = fresh(send(version).case)
    other = Case.objects.exclude(pk=case.pk).get()
    assert (other.unit.key, other.title, other.data["main_case"]) == ("order", "Gutachten", str(case.pk))
    assert not open_tasks(case.subject)
    close_case(case=other, by=PROCESS)
    assert [task.element for task in open_tasks(case.subject)] == ["z"]


def test_a_process_asks_another_office_and_goes_on():
    case = case_after("service a action=ask_office p:unit=order p:question=Einwände? p:due_days=3")
    assert Participation.objects.get(case=case).unit.key == "order"
    assert [(task.name, task.unit.key) for task in tasks_of(case.subject)] == [("Einwände?", "order")]


@pytest.mark.parametrize(
    ("parameters", "wrong"),
    [
        ("open_case p:title=x p:kind=nonsense", "Welche Art von Vorgang"), ("open_case", "Worum es geht"),
        ("ask_office p:unit=order", "Was es gefragt wird"),
        ("ask_office p:unit=order p:question=x p:due_days=soon", "Bis wann: Arbeitstage"),
        ("set_data p:key=Fee", "Unter welchem Namen er gespeichert wird"),
        ("decide p:outcome=maybe", "Wie entschieden wird"), ("close_case p:now=1", "now"),
    ],
)  # fmt: skip
def test_publication_names_what_is_wrong_with_a_parameter(parameters, wrong):
    found = check_process(model("start s", f"service a action={parameters}", "end e", "s a", "a e"))
    assert any(finding.element == "a" and wrong in finding.message for finding in found)
