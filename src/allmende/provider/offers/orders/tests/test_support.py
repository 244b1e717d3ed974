"""Questions to support, official answers, and how long an answer takes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from allmende.base.cases.actions import send_message
from allmende.base.messages.models import OutgoingEmail
from allmende.base.workflow.queries import open_tasks
from allmende.foundation.events.models import Event
from allmende.provider.offers.models import Contact
from allmende.provider.offers.orders import actions
from allmende.provider.offers.orders.access import case_of
from allmende.provider.offers.orders.errors import OrderError
from allmende.provider.offers.orders.queries import official_answers, response_time
from allmende.provider.offers.tests import factories as offers


@pytest.fixture
def question(school, teacher, variant):
    return actions.ask(
        institution=school, about=variant.offer.stream, text="Bleibt unser WordPress?", by=teacher, once="q"
    )


def test_b46_everybody_affected_reads_the_official_answer(question, desk, variant):
    about = variant.offer.stream
    actions.publish_answer(question=question, words="Bleibt WordPress?", answer="Ja.", about=about, by=desk)
    assert [(one.question, one.answer) for one in official_answers(about)] == [("Bleibt WordPress?", "Ja.")]
    actions.publish_answer(question=question, words="Bleibt WordPress?", answer="Nein.", about=about, by=desk)
    assert [one.answer for one in official_answers(about)] == ["Nein."]
    actions.withdraw_answer(question=question, by=desk)
    assert official_answers(about) == ()


def test_b46_only_the_provider_publishes(question, teacher, variant):
    with pytest.raises(PermissionDenied):
        actions.publish_answer(
            question=question, words="a", answer="b", about=variant.offer.stream, by=teacher
        )


def test_a_question_is_a_case_with_a_task_and_its_answer_goes_to_who_asked(question, desk, teacher):
    case = case_of(question.subject)
    assert case.kind == "support_question"
    assert [task.name for task in open_tasks(question.subject)] == ["Frage beantworten"]
    send_message(case=case, body="Ja, es bleibt.", by=desk)
    mail = OutgoingEmail.objects.get(kind="message")
    assert mail.to == teacher.email
    assert f"/einrichtung/vorgang/{case.reference}/" in mail.body


def test_the_same_form_sent_twice_asks_once(school, teacher, question, variant):
    again = actions.ask(
        institution=school, about=variant.offer.stream, text="Bleibt unser WordPress?", by=teacher, once="q"
    )
    assert again.pk == question.pk


def test_a_contact_without_account_asks_for_its_own_institution_only(school):
    contact = Contact.objects.get(email="rita@schule.example")
    asked = actions.ask(institution=school, about="", text="Wann?", by=contact)
    assert case_of(asked.subject).submission.answers["asked_by"] == "Rita Rektor"
    with pytest.raises(Http404):
        actions.ask(institution=offers.make_institution(), about="", text="Wann?", by=contact)


@pytest.mark.parametrize("text", ["", "x" * 5001])
def test_a_question_has_words_and_is_not_endless(school, teacher, text):
    with pytest.raises(OrderError):
        actions.ask(institution=school, about="", text=text, by=teacher)


def asked(number, school, teacher, hours=None):
    """A question of three days ago, answered after ``hours``."""
    row = actions.ask(institution=school, about="", text=f"Frage {number}", by=teacher)
    begun = timezone.now() - timedelta(days=3)
    Event.objects.filter(stream=row.subject, type="orders.question_asked").update(at=begun)
    if hours is not None:
        send_message(case=case_of(row.subject), body="Antwort", by=asked.staff)
        Event.objects.filter(stream=row.subject, type="messages.posted").update(
            at=begun + timedelta(hours=hours)
        )


def test_the_median_counts_those_who_still_wait_and_says_nothing_below_five(school, teacher, desk):
    asked.staff = desk
    for number, hours in enumerate((1, 2, 3, 4)):
        asked(number, school, teacher, hours)
    assert response_time() is None
    asked(5, school, teacher, 5)
    assert response_time() == timedelta(hours=3)
    asked(6, school, teacher)
    asked(7, school, teacher)
    assert response_time() == timedelta(hours=4)
