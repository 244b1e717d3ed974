"""The mail room: e-mail that fits no case finds one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from allmende.base.cases.models import Case
from allmende.base.cases.tests.factories import clerk as make_clerk
from allmende.base.directory.models import Unit
from allmende.base.messages.models import Message, UnmatchedEmail
from allmende.base.messages.receiving import receive_email
from allmende.base.messages.tests.factories import email
from allmende.base.records.models import Document
from allmende.base.workflow.calendar import calendar_of
from allmende.base.workflow.queries import open_tasks

from .factories import ROOT

pytestmark = pytest.mark.shared_town


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


NEW = {"title": "Frage zur Marke", "about": "", "unit": "", "customer": "nobody", "do": "open"}


def new_case(room, page: str, **changes: str):
    return room.post(f"{page}neuer-vorgang/", {**NEW, **changes})


@pytest.fixture
def office(town) -> str:
    return str(Unit.objects.get(key="tax").pk)


def test_a_new_case_holds_the_email_and_its_file(room, office):
    assert new_case(room, waiting(), unit=office).status_code == 302
    made = Case.objects.get(title="Frage zur Marke")
    assert (made.kind, made.unit.key) == ("enquiry", "tax")
    assert "Wann kommt" in Message.objects.get(conversation__subject=made.subject).body
    assert Document.objects.filter(record__subject=made.subject, kind="message", origin="in").count() == 1
    assert not UnmatchedEmail.objects.exists()


def test_with_a_procedure_it_goes_to_its_office_and_has_its_deadline(room):
    page = waiting()
    week_ago = timezone.now() - timedelta(days=7)
    UnmatchedEmail.objects.update(received_at=week_ago)
    new_case(room, page, about="procedure:dog-tax")
    made = Case.objects.get(title="Frage zur Marke")
    assert (made.unit.key, made.received_at) == ("tax", week_ago)
    assert made.due_on == calendar_of(made.unit_id).add_working_days(timezone.localdate(week_ago), 15)
    assert open_tasks(made.subject).count() == 1


def test_a_new_customer_gets_the_answers(room, office):
    new_case(room, waiting(), unit=office, customer="new", family_name="Beispiel", email="ada@example.org")
    made = Case.objects.get(title="Frage zur Marke")
    assert (made.customer.family_name, made.customer.email) == ("Beispiel", "ada@example.org")


def test_a_customer_is_found_by_name_and_what_was_typed_stays(room, case):
    page = waiting()
    found = new_case(room, page, do="search", who="beispiel", title="Getippt").content.decode()
    assert str(case.customer_id) in found
    assert 'value="Getippt"' in found
    new_case(room, page, about="procedure:dog-tax", customer=str(case.customer_id))
    assert Case.objects.get(title="Frage zur Marke").customer == case.customer


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"unit": ""}, {"customer": "new", "family_name": ""}, {"customer": "x"}, {"about": "x"}],
)
def test_what_is_missing_is_said_and_nothing_is_opened(room, office, wrong):
    page, before = waiting(), Case.objects.count()
    assert new_case(room, page, **{"unit": office, **wrong}).status_code == 422
    assert (Case.objects.count(), UnmatchedEmail.objects.count()) == (before, 1)


def test_an_email_that_a_colleague_took_opens_nothing(room, office):
    page, before = waiting(), Case.objects.count()
    UnmatchedEmail.objects.all().delete()
    assert new_case(room, page, unit=office).status_code == 404
    assert Case.objects.count() == before


def test_without_the_mail_rooms_role_nothing_is_opened(room, office, clerk):
    page, before = waiting(), Case.objects.count()
    room.force_login(clerk)
    assert new_case(room, page, unit=office).status_code == 404
    assert Case.objects.count() == before
