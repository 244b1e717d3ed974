"""The whole line, once: a folder becomes a procedure, an application a case, a decision a closed file."""

from __future__ import annotations

from allmende.base.cases import access, actions
from allmende.base.cases.models import State
from allmende.base.messages.models import Message, OutgoingEmail
from allmende.base.records.models import Document, Record
from allmende.base.workflow.queries import open_tasks
from allmende.foundation.events.verify import verify
from allmende.foundation.files.queries import open_file

from .factories import fresh, make_procedure, send


def test_from_application_to_closed_file(town, clerk):
    receipt = send(make_procedure())
    case = fresh(receipt.case)
    assert case.title == "Hund Bello"
    assert case.customer.name == "Erika Beispiel"
    holder = access.open_by_code(receipt.reference.lower(), receipt.code)

    actions.take_case(case=case, by=clerk)
    question = actions.ask_customer(case=case, text="Wie lautet die Chipnummer?", by=clerk)
    assert fresh(case).state == State.WAITING_CUSTOMER
    actions.answer_question(question=question, text="276 0981", by=holder)
    assert fresh(case).state == State.IN_PROGRESS

    (task,) = open_tasks(case.subject)
    actions.complete_task(task=task, by=clerk)
    assert [task.hint for task in open_tasks(case.subject)] == ["decision"]
    decision = actions.decide_case(case=fresh(case), outcome="grant", by=clerk)

    assert fresh(case).state == State.CLOSED
    record = Record.objects.get(subject=case.subject)
    assert not record.is_open
    assert record.retain_until is not None
    kinds = list(Document.objects.filter(record=record).values_list("kind", flat=True))
    assert sorted(kinds) == ["application", "decision", "message", "message", "message"]
    with open_file(decision.document.file) as content:
        assert content.read(5) == b"%PDF-"
    assert [message.direction for message in Message.objects.order_by("sent_at", "pk")] == [
        "out",
        "in",
        "out",
    ]
    mails = OutgoingEmail.objects.values_list("kind", flat=True)
    assert sorted(mails) == ["decision", "question", "received"]
    assert verify().fault is None
