"""What a clerk does with a case, through its forms."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from allmende.base.cases import actions
from allmende.base.cases.models import Case, State
from allmende.base.cases.tests.factories import fresh
from allmende.base.customers.actions import give_consent
from allmende.base.customers.consenting import ELECTRONIC_DELIVERY
from allmende.base.directory.models import Unit
from allmende.base.messages.models import Attachment, Message
from allmende.foundation.events.types import PUBLIC
from allmende.inward.workplace.steps import STEPS

from .factories import make_case, make_customer, page

pytestmark = pytest.mark.shared_town


def do(desk, case: Case, key: str, **data):
    return desk.post(page(case, f"do/{key}/"), {"version": fresh(case).version, **data})


def tomorrow() -> dt.date:
    return timezone.localdate() + dt.timedelta(days=1)


@pytest.mark.parametrize("key", STEPS)
def test_every_step_opens_or_says_why_not(desk, case, key):
    assert desk.get(page(case, f"do/{key}/")).status_code in (200, 302)


@pytest.mark.parametrize("key", STEPS)
def test_no_step_breaks_on_an_empty_form(desk, case, key):
    assert desk.post(page(case, f"do/{key}/"), {}).status_code == 422


def test_an_unknown_step_is_not_found(desk, case):
    assert desk.get(page(case, "do/nonsense/")).status_code == 404


def test_take_and_give_back(desk, case, clerk):
    do(desk, case, "take")
    assert fresh(case).assignee == clerk
    do(desk, case, "assign", to="")
    assert fresh(case).assignee is None


def test_hold_until_a_day(desk, case):
    do(desk, case, "hold", until=tomorrow().isoformat(), reason="Rückruf")
    assert fresh(case).state == State.ON_HOLD
    do(desk, case, "resume")
    assert fresh(case).state == State.IN_PROGRESS


def test_a_refused_step_keeps_what_was_typed(desk, case):
    answer = do(desk, case, "hold", until="2020-01-01", reason="Das steht hier schon")
    assert answer.status_code == 409
    assert "Das steht hier schon" in answer.content.decode()
    assert fresh(case).state == State.RECEIVED


def test_two_clerks_at_once_keep_both_what_they_typed(desk, case, clerk):
    seen = fresh(case).version
    actions.take_case(case=fresh(case), by=clerk)
    typed = {"version": seen, "text": "Meine lange Frage"}
    answer = desk.post(page(case, "do/ask/"), typed)
    assert answer.status_code == 409
    assert "Meine lange Frage" in answer.content.decode()
    again = {**typed, "version": answer.context["form"]["version"].value()}
    desk.post(page(case, "do/ask/"), again)
    assert fresh(case).state == State.WAITING_CUSTOMER


def test_evidence_is_asked_for_line_by_line(desk, case):
    do(desk, case, "evidence", wanted="Chipnachweis\n\nImpfpass\n")
    assert case.questions.get().wanted == ["Chipnachweis", "Impfpass"]


def test_a_message_goes_out_once_with_its_files(desk, clerk, plain_documents):
    case = make_case(to=clerk, customer=make_customer())
    for _ in range(2):
        file = SimpleUploadedFile("plan.pdf", b"%PDF-1.4\n%%EOF", "application/pdf")
        do(desk, case, "message", text="Guten Tag", once="token", uploads=file)
    assert Message.objects.filter(conversation__subject=case.subject).count() == 1
    assert Attachment.objects.count() == 1


def test_a_refused_file_keeps_the_message(desk, clerk):
    case = make_case(to=clerk, customer=make_customer())
    file = SimpleUploadedFile("plan.pdf", b"", "application/pdf")
    answer = do(desk, case, "message", text="Guten Tag zusammen", uploads=file)
    assert answer.status_code == 409
    assert "Guten Tag zusammen" in answer.content.decode()


def test_handing_over_leads_back_to_the_list(desk, case):
    answer = do(desk, case, "hand-over", unit=str(Unit.objects.get(key="order").pk), note="bitte")
    assert answer.headers["Location"].endswith("/cases/")
    assert fresh(case).unit.key == "order"


def test_refusing_needs_reasons(desk, case):
    answer = do(desk, case, "decide", outcome="refuse", reasons=" ")
    assert answer.status_code == 422
    assert fresh(case).state == State.RECEIVED


def test_granting_closes_the_line(desk, case):
    do(desk, case, "decide", outcome="grant", reasons="", appeal="Binnen eines Monats.")
    decision = fresh(case).decisions.get()
    assert decision.outcome == "grant"
    assert decision.appeal == "Binnen eines Monats."


def test_a_duplicate_is_named_by_its_number(desk, clerk):
    customer = make_customer()
    case, other = make_case(to=clerk, customer=customer), make_case(to=clerk, customer=customer)
    do(desk, case, "merge", into="2026-999999")
    assert fresh(case).state == State.IN_PROGRESS
    do(desk, case, "merge", into=other.number)
    assert fresh(case).merged_into == other


def test_steps_of_another_office_are_not_found(client, stranger, case):
    client.force_login(stranger)
    assert do(client, case, "take").status_code == 404
    assert fresh(case).assignee is None


def test_priority_deadline_and_confidentiality(desk, case):
    do(desk, case, "priority", priority="4")
    do(desk, case, "deadline", due_on=tomorrow().isoformat())
    do(desk, case, "confidential", confidential="yes")
    changed = fresh(case)
    assert (changed.priority, changed.due_on, changed.confidential) == (4, tomorrow(), True)


def test_a_withdrawn_case_can_be_reopened(desk, case):
    do(desk, case, "withdraw", reason="Telefonat")
    assert fresh(case).state == State.WITHDRAWN
    do(desk, case, "reopen", reason="Doch nicht")
    assert fresh(case).is_open


def test_a_preview_shows_the_document_and_saves_nothing(desk, case, monkeypatch):
    def render(*, template, data, title, language):
        return data["decision"]["reasons"].encode()

    monkeypatch.setattr("allmende.inward.workplace.views.deciding.render_pdf", render)
    form = {"version": case.version, "outcome": "partly", "reasons": "Nur zwei Hunde."}
    assert desk.post(page(case, "decision-preview/"), form).content == b"Nur zwei Hunde."
    assert not case.decisions.exists()


def test_a_preview_says_what_is_missing(desk, case):
    assert desk.post(page(case, "decision-preview/"), {"version": case.version}).status_code == 422


def test_a_decision_without_a_template_is_refused_in_words(desk, clerk, monkeypatch):
    def render(**_):
        raise LookupError("no template")

    monkeypatch.setattr("allmende.base.cases.actions.decide.render_document", render)
    case = make_case(to=clerk, customer=make_customer())
    answer = do(desk, case, "decide", outcome="grant", appeal="Binnen eines Monats.")
    assert answer.status_code == 409
    assert "Binnen eines Monats." in answer.content.decode()
    assert fresh(case).state == State.IN_PROGRESS


def test_an_office_is_let_into_a_confidential_case_expressly(desk, case, clerk):
    actions.set_confidential(case=case, confidential=True, by=clerk)
    order = str(Unit.objects.get(key="order").pk)
    assert do(desk, case, "involve", unit=order, wanted="Bedenken?").status_code == 422
    do(desk, case, "involve", unit=order, wanted="Bedenken?", trusted="on")
    assert case.participations.get().trusted


def test_whoever_decides_reads_whether_paper_is_needed(desk, case):
    def notice() -> str:
        return desk.get(page(case, "do/decide/")).context["step"].notice

    before = notice()
    give_consent(customer=case.customer, purpose=ELECTRONIC_DELIVERY.key, actor=PUBLIC)
    assert notice() != before
