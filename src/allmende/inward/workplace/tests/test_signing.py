"""The clerk sees who has signed, gives more time, or goes on without and says why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from allmende.base.cases.models import State
from allmende.base.cases.tests.factories import fresh, make_procedure
from allmende.base.cases.tests.test_signing import MANIFEST, form
from allmende.base.cases.tests.test_signing_pages import applied
from allmende.base.signatures.cosigning.models import SigningRound

from .factories import page


@pytest.fixture
def case(town, plain_documents):
    return applied(make_procedure(procedure=MANIFEST, form=form()))


def test_the_page_says_whose_signature_is_missing(desk, case):
    assert "Wartet auf Unterschrift von Max Muster" in desk.get(page(case)).content.decode()


def test_granting_is_refused_with_a_sentence(desk, case):
    data = {"outcome": "grant", "version": case.version}
    answer = desk.post(page(case, "do/decide/"), data)
    assert answer.status_code == 409
    assert "Es fehlen Unterschriften: Max Muster" in answer.content.decode()


def test_going_on_without_needs_a_reason(desk, case):
    step = page(case, "do/waive_signatures/")
    assert desk.post(step, {"version": case.version, "reason": ""}).status_code == 422
    assert desk.post(step, {"version": case.version, "reason": "Liegt auf Papier vor"}).status_code == 302
    assert fresh(case).state == State.RECEIVED
    assert "Liegt auf Papier vor" in desk.get(page(case, "history/")).content.decode()


def test_more_time(desk, case):
    due = timezone.localdate() + timedelta(days=40)
    step = page(case, "do/ask_signers/")
    assert desk.post(step, {"version": case.version, "due_on": due.isoformat()}).status_code == 302
    assert SigningRound.objects.get().due_on == due


def test_another_office_does_nothing(client, stranger, case):
    client.force_login(stranger)
    step = page(case, "do/waive_signatures/")
    assert client.post(step, {"version": case.version, "reason": "x"}).status_code == 404
    assert SigningRound.objects.get().is_waiting
