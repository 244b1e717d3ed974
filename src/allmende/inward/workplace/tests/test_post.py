"""The mail room: e-mail that fits no case finds one."""

from __future__ import annotations

import pytest

from allmende.base.cases.tests.factories import clerk as make_clerk
from allmende.base.messages.models import Message, UnmatchedEmail
from allmende.base.messages.receiving import receive_email
from allmende.base.messages.tests.factories import email
from allmende.base.records.models import Document

from .factories import ROOT


@pytest.fixture
def room(client, case):
    """The browser of the mail room, where the town has one case."""
    client.force_login(make_clerk(role="post"))
    return client


def waiting(text: str = "Wann kommt die Marke?") -> str:
    receive_email(email("info@musterstadt.localhost", text))
    return f"{ROOT}poststelle/{UnmatchedEmail.objects.latest('received_at').pk}/"


def test_what_waits_is_listed_and_shown(room):
    page = waiting()
    assert page in room.get(f"{ROOT}poststelle/").content.decode()
    assert "Wann kommt die Marke?" in room.get(page).content.decode()


def test_a_case_named_in_the_text_is_offered(room, case):
    assert case.number in room.get(waiting(f"Zu {case.reference}: wann?")).content.decode()


def test_cases_of_the_senders_address_are_offered(room, case):
    case.customer.email = "ada@example.org"
    case.customer.save()
    assert case.number in room.get(waiting()).content.decode()


def test_a_confidential_case_is_not_offered(room, case):
    type(case).objects.update(confidential=True)
    assert case.number not in room.get(waiting(f"Zu {case.reference}")).content.decode()


@pytest.mark.parametrize("name", ["number", "reference"])
def test_filed_it_is_in_the_case_and_in_its_file(room, case, name):
    page = waiting()
    room.post(f"{page}zuordnen/", {"number": getattr(case, name)})
    assert Message.objects.get(conversation__subject=case.subject).body.endswith("Wann kommt die Marke?")
    assert Document.objects.filter(kind="message", origin="in").count() == 1
    assert not UnmatchedEmail.objects.exists()


def test_a_wrong_number_keeps_the_email_and_what_was_typed(room):
    answer = room.post(f"{waiting()}zuordnen/", {"number": "2026-999999"})
    assert answer.status_code == 422
    assert "2026-999999" in answer.content.decode()
    assert UnmatchedEmail.objects.exists()


def test_deleting_is_asked_first_and_a_second_click_says_what_happened(room):
    page = waiting()
    room.post(f"{page}zuordnen/", {"do": "delete"})
    assert UnmatchedEmail.objects.exists(), "it is asked first"
    for _click in range(2):
        answer = room.post(f"{page}zuordnen/", {"do": "delete", "sure": "1"}, follow=True)
    assert len(answer.context["messages"]) == 1


def test_clerks_do_not_read_the_mail_rooms_mail(desk):
    page = waiting()
    assert desk.get(f"{ROOT}poststelle/").status_code == 404
    assert desk.get(page).status_code == 404
    assert desk.post(f"{page}zuordnen/", {"do": "delete", "sure": "1"}).status_code == 404
    assert UnmatchedEmail.objects.exists()
