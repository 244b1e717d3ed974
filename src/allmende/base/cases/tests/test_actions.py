from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from allmende.base.cases import access, actions
from allmende.base.cases.errors import CaseError, StaleCaseError, WrongStateError
from allmende.base.cases.models import Case, Participation, Question, State
from allmende.base.customers.retention import reasons_to_keep
from allmende.base.directory.models import Unit
from allmende.base.messages.actions import post_message
from allmende.base.messages.queries import conversation_of
from allmende.base.procedures.tests.factories import MANIFEST
from allmende.base.records.models import Document, DocumentTemplate, Record
from allmende.base.workflow.queries import active_instance, open_tasks
from allmende.base.workflow.tests.factories import model
from allmende.foundation.events.models import Event
from allmende.foundation.events.types import Actor

from .factories import clerk as make_clerk
from .factories import fresh, make_procedure, send

pytestmark = pytest.mark.shared_town

TODAY = timezone.localdate


def events(case: Case) -> list[str]:
    return list(Event.objects.filter(stream=case.subject).order_by("seq").values_list("type", flat=True))


def customer_of(receipt):
    return access.open_by_code(receipt.reference, receipt.code)


def test_taking_a_case_begins_the_work(case, clerk):
    actions.take_case(case=case, by=clerk)
    assert (fresh(case).assignee, fresh(case).state) == (clerk, State.IN_PROGRESS)
    assert "cases.assigned" in events(case)


def test_a_case_is_assigned_within_the_office_only(case, clerk, stranger):
    with pytest.raises(CaseError, match="Kim"):
        actions.assign_case(case=case, to=stranger, by=clerk)


def test_two_clerks_at_once_the_second_is_told(case, clerk):
    mine, theirs = fresh(case), fresh(case)
    actions.set_priority(case=mine, priority=4, by=clerk)
    with pytest.raises(StaleCaseError):
        actions.set_priority(case=theirs, priority=1, by=clerk)
    assert fresh(case).priority == 4


def test_what_the_page_showed_counts(case, clerk):
    shown = case.version
    actions.set_priority(case=case, priority=4, by=clerk)
    with pytest.raises(StaleCaseError):
        actions.decide_case(case=fresh(case), outcome="grant", by=clerk, version=shown)
    assert not Document.objects.filter(kind="decision").exists()


def test_handing_over_takes_the_work_along(case, clerk, stranger):
    order = Unit.objects.get(key="order")
    actions.take_case(case=case, by=clerk)
    actions.hand_over(case=fresh(case), to=order, by=clerk, note="Gefährlicher Hund")
    case = fresh(case)
    assert (case.unit, case.assignee) == (order, None)
    (task,) = open_tasks(case.subject)
    assert task.unit == order
    actions.complete_task(task=task, by=stranger)
    assert open_tasks(case.subject).get().unit == order


def test_a_case_on_hold_has_a_day_to_come_back(case, clerk):
    with pytest.raises(CaseError):
        actions.hold_case(case=case, until=TODAY(), by=clerk)
    actions.hold_case(case=case, until=TODAY() + timedelta(days=7), by=clerk, reason="Urlaub")
    assert fresh(case).follow_up_on == TODAY() + timedelta(days=7)
    actions.resume_case(case=fresh(case), by=clerk)
    assert (fresh(case).state, fresh(case).follow_up_on) == (State.IN_PROGRESS, None)


def test_the_case_waits_until_every_question_is_answered(version, clerk):
    receipt = send(version)
    case = fresh(receipt.case)
    first = actions.ask_customer(case=case, text="Chip?", by=clerk)
    second = actions.request_evidence(case=fresh(case), wanted=["Impfpass"], by=clerk)
    actions.answer_question(question=first, text="276", by=customer_of(receipt))
    assert fresh(case).state == State.WAITING_CUSTOMER
    actions.drop_question(question=Question.objects.get(pk=second.pk), by=clerk)
    assert fresh(case).state == State.IN_PROGRESS


def test_a_question_is_answered_once(version, clerk):
    receipt = send(version)
    question = actions.ask_customer(case=fresh(receipt.case), text="Chip?", by=clerk)
    actions.answer_question(question=question, text="276", by=customer_of(receipt))
    with pytest.raises(WrongStateError):
        actions.answer_question(question=question, text="277", by=customer_of(receipt))


@pytest.mark.parametrize("text", ["", "   "])
def test_an_empty_answer_is_none(version, clerk, text):
    receipt = send(version)
    question = actions.ask_customer(case=fresh(receipt.case), text="Chip?", by=clerk)
    with pytest.raises(CaseError):
        actions.answer_question(question=question, text=text, by=customer_of(receipt))


def test_a_refusal_needs_reasons(case, clerk):
    with pytest.raises(CaseError):
        actions.decide_case(case=case, outcome="refuse", by=clerk)
    assert fresh(case).state == State.RECEIVED


def test_a_decision_is_filed_and_tells_how_to_appeal(case, clerk):
    decision = actions.decide_case(case=case, outcome="refuse", reasons="Kein Hund.", by=clerk)
    assert "Widerspruch" in decision.appeal
    assert decision.document.record.subject == case.subject
    assert fresh(case).outcome == "refuse"


def test_nothing_is_decided_twice(case, clerk):
    actions.decide_case(case=case, outcome="grant", by=clerk)
    with pytest.raises(WrongStateError):
        actions.decide_case(case=fresh(case), outcome="grant", by=clerk)


def test_an_application_is_decided_before_it_is_closed(case, clerk):
    with pytest.raises(CaseError):
        actions.close_case(case=case, by=clerk)
    actions.decide_case(case=case, outcome="grant", by=clerk)
    actions.close_case(case=fresh(case), by=clerk)
    assert not Record.objects.get(subject=case.subject).is_open
    assert active_instance(case.subject) is None


def test_the_customer_withdraws_before_the_decision(version, clerk):
    receipt = send(version)
    actions.withdraw_case(case=receipt.case, by=customer_of(receipt), reason="Hund verkauft")
    case = fresh(receipt.case)
    assert case.state == State.WITHDRAWN
    assert not open_tasks(case.subject).exists()
    assert not Record.objects.get(subject=case.subject).is_open
    with pytest.raises(WrongStateError):
        actions.withdraw_case(case=case, by=clerk)


def test_reopening_opens_the_file_again(case, clerk):
    actions.decide_case(case=case, outcome="grant", by=clerk)
    actions.close_case(case=fresh(case), by=clerk)
    actions.reopen_case(case=fresh(case), by=clerk, reason="Widerspruch")
    assert (fresh(case).state, fresh(case).outcome) == (State.IN_PROGRESS, "")
    assert Record.objects.get(subject=case.subject).is_open
    assert [task.name for task in open_tasks(case.subject)] == ["Check the application"]
    actions.decide_case(case=fresh(case), outcome="partly", reasons="Teilweise.", by=clerk)
    assert case.decisions.count() == 2


def test_an_enquiry_without_process_gets_a_task_when_it_is_reopened(town, clerk):
    office = Unit.objects.get(key="tax")
    case = actions.open_case(kind="enquiry", title="Frage", unit=office, by=clerk)
    actions.close_case(case=case, by=clerk)
    actions.reopen_case(case=fresh(case), by=clerk, reason="Nachfrage")
    assert open_tasks(case.subject).get().unit == office


def test_a_merged_case_leaves_no_task(version, clerk):
    twin, stays = fresh(send(version).case), fresh(send(version).case)
    actions.merge_duplicate(case=twin, into=stays, by=clerk)
    assert not open_tasks(twin.subject).exists()
    assert active_instance(twin.subject) is None


def test_what_arrived_after_the_end_is_filed_when_the_case_opens_again(version, clerk):
    receipt = send(version)
    case = fresh(receipt.case)
    actions.decide_case(case=case, outcome="grant", by=clerk)
    actions.close_case(case=fresh(case), by=clerk)
    filed = Document.objects.filter(kind="message").count()
    actions.receive_message(case=fresh(case), body="Ich widerspreche.", by=customer_of(receipt))
    assert Document.objects.filter(kind="message").count() == filed
    actions.reopen_case(case=fresh(case), by=clerk, reason="Widerspruch")
    assert Document.objects.filter(kind="message").count() == filed + 1


def test_a_duplicate_points_at_the_case_that_stays(version, clerk):
    twin, stays = fresh(send(version).case), fresh(send(version).case)
    actions.merge_duplicate(case=twin, into=stays, by=clerk)
    assert (fresh(twin).state, fresh(twin).merged_into) == (State.MERGED, stays)
    assert "cases.duplicate_taken_in" in events(stays)


def test_cases_of_different_people_are_no_duplicates(version, clerk):
    twin = fresh(send(version).case)
    other = fresh(send(version, email="jemand@example.org").case)
    with pytest.raises(CaseError):
        actions.merge_duplicate(case=twin, into=other, by=clerk)


def test_only_the_head_lifts_confidentiality(case, clerk):
    actions.set_confidential(case=case, confidential=True, by=clerk)
    with pytest.raises(CaseError):
        actions.set_confidential(case=fresh(case), confidential=False, by=clerk)
    actions.set_confidential(case=fresh(case), confidential=False, by=make_clerk(role="head"))
    assert not fresh(case).confidential


def test_a_note_is_erasable_and_not_in_the_open_part(case, clerk):
    actions.comment(case=case, text="Hund ist freundlich", by=clerk)
    event = Event.objects.get(stream=case.subject, type="cases.commented")
    assert event.data == {}
    assert event.personal.data == {"text": "Hund ist freundlich"}


def test_the_deadline_orders_the_inbox(case, clerk):
    day = TODAY() + timedelta(days=3)
    actions.set_deadline(case=case, due_on=day, by=clerk)
    assert fresh(case).sort_on == day


def test_a_task_for_another_office_lets_it_see_the_case(case, clerk, stranger):
    order = Unit.objects.get(key="order")
    actions.involve_unit(case=case, unit=order, by=clerk)
    task = actions.add_task(case=case, name="Gefahr prüfen", unit=order, by=clerk)
    actions.complete_task(task=task, by=stranger)
    assert not open_tasks(case.subject).filter(pk=task.pk).exists()


def test_everything_ends_with_the_case(case, clerk):
    actions.involve_unit(case=case, unit=Unit.objects.get(key="order"), by=clerk)
    actions.add_task(case=case, name="Anrufen", by=clerk)
    actions.ask_customer(case=fresh(case), text="Chip?", by=clerk)
    actions.withdraw_case(case=fresh(case), by=clerk)
    assert not open_tasks(case.subject).exists()
    assert not Participation.objects.filter(ended_at=None).exists()
    assert not any(question.is_waiting for question in Question.objects.all())


def test_what_arrives_after_the_end_gives_somebody_a_task(version, clerk):
    receipt = send(version)
    actions.withdraw_case(case=receipt.case, by=customer_of(receipt))
    for _time in range(2):
        actions.receive_message(case=fresh(receipt.case), body="Doch nicht!", by=customer_of(receipt))
    (task,) = open_tasks(receipt.case.subject)
    actions.complete_task(task=task, by=clerk)
    assert not open_tasks(receipt.case.subject).exists()


def test_an_email_about_a_confidential_case_tells_nothing(case, clerk):
    assert not conversation_of(case.subject).confidential
    actions.set_confidential(case=case, confidential=True, by=clerk)
    assert conversation_of(case.subject).confidential


def test_an_answer_by_email_settles_the_question(case, clerk):
    question = actions.ask_customer(case=case, text="Chip?", by=clerk)
    post_message(
        conversation=conversation_of(case.subject), body="276 0981", by=Actor("customer"), direction="in",
        channel="email",
    )  # fmt: skip
    question.refresh_from_db()
    assert question.answer == "276 0981"
    assert fresh(case).state == State.IN_PROGRESS
    assert Document.objects.filter(kind="message", origin="in").count() == 1


def test_a_customer_is_not_erased_while_something_is_open(version):
    receipt = send(version)
    customer = receipt.case.customer
    assert len(reasons_to_keep(customer)) == 1
    actions.withdraw_case(case=receipt.case, by=customer_of(receipt))
    until = Record.objects.get(subject=receipt.case.subject).retain_until
    assert str(until.year) in reasons_to_keep(customer)[0]


def test_a_template_that_cannot_be_filled_stops_the_decision(town, clerk):
    case = fresh(send(make_procedure()).case)
    DocumentTemplate.objects.create(
        key="dog-tax.decision",
        version=9,
        name="Bescheid",
        subject="",
        body="{answers.cat}",
        created_by="staff",
    )
    with pytest.raises(CaseError, match=r"answers\.cat"):
        actions.decide_case(case=case, outcome="grant", by=clerk)
    assert fresh(case).state == State.RECEIVED


def test_without_a_template_the_built_in_letter_serves(town, clerk):
    manifest = MANIFEST.replace("kind: decision}", "kind: letter}")
    case = fresh(send(make_procedure(procedure=manifest, decision="Guten Tag")).case)
    assert actions.decide_case(case=case, outcome="refuse", reasons="Kein Hund.", by=clerk).document


def test_what_reminded_of_a_decision_is_done_with_it(town, plain_documents, clerk):
    process = model(
        "start s", "and p", "user decide 'Decide' hint=decision", "user late 'It is late' hint=reminder",
        "user file 'File it'", "end e", "s p", "p decide", "p late", "p file", "decide e", "late e", "file e",
    )  # fmt: skip
    case = fresh(send(make_procedure(process=process)).case)
    actions.decide_case(case=case, outcome="grant", by=clerk)
    assert [task.name for task in open_tasks(case.subject)] == ["File it"]
