"""One decision for many equal cases: each with its own event and document, and nothing is lost."""

from __future__ import annotations

import re

import pytest

from allmende.base.cases.models import Case, Decision, State
from allmende.base.cases.tests.factories import fresh, send
from allmende.base.records.models import Document
from allmende.foundation.events.queries import timeline
from allmende.inward.workplace.models import MassDecision, MassItem

from .factories import ROOT, make_case

pytestmark = pytest.mark.shared_town

DECIDE = f"{ROOT}cases/decide/"
GRANT = {"do": "confirm", "outcome": "grant", "appeal": "Widerspruch"}


@pytest.fixture
def three(version):
    return [fresh(send(version).case) for _number in range(3)]


def keys(cases):
    return {"case": [str(case.pk) for case in cases], **{f"v-{case.pk}": case.version for case in cases}}


def confirm(desk, cases, **more):
    answer = desk.post(DECIDE, {**keys(cases), **GRANT, **more})
    assert answer.status_code == 302, answer.content.decode()
    return desk.get(answer["Location"])


def test_each_case_gets_its_own_event_and_document(desk, three):
    page = desk.post(DECIDE, {"case": [str(case.pk) for case in three]})
    assert len(page.context["cases"]) == 3
    assert confirm(desk, three).context["done"] == 3
    assert Document.objects.filter(kind="decision").count() == 3
    for case in three:
        assert fresh(case).state == State.DECIDED
        assert timeline(case.subject).filter(type="cases.decided").count() == 1


def test_what_a_colleague_changed_meanwhile_is_listed_and_can_be_tried_again(desk, three):
    first = three[0]
    Case.objects.filter(pk=first.pk).update(version=first.version + 1)
    page = confirm(desk, three)
    assert (page.context["done"], len(page.context["failed"])) == (2, 1)
    assert first.number in page.content.decode()
    desk.post(page.request["PATH_INFO"])
    assert Decision.objects.count() == 3
    assert not MassItem.objects.exclude(state="done").exists()


def test_a_refusal_wants_reasons_and_keeps_the_choice(desk, three):
    answer = desk.post(DECIDE, {**keys(three), **GRANT, "outcome": "refuse"})
    assert answer.status_code == 422
    assert len(answer.context["cases"]) == 3
    assert not MassDecision.objects.exists()


def test_other_kinds_of_cases_are_left_out_and_named(desk, three):
    other = make_case()
    page = desk.post(DECIDE, {"case": [str(case.pk) for case in [*three, other]]})
    assert page.context["left_out"] == [other]
    assert desk.post(DECIDE, {"case": ["x"]}).status_code == 302


def test_all_that_the_filters_find(desk, three):
    page = desk.post(DECIDE, {"every": "1", "back": "view=office"})
    assert len(page.context["cases"]) == 3


def test_nobody_else_decides_or_watches(desk, three, stranger, client):
    page = confirm(desk, three[:1])
    client.force_login(stranger)
    assert client.get(page.request["PATH_INFO"]).status_code == 404
    assert client.post(DECIDE, {**keys(three[1:]), **GRANT}).status_code == 302
    assert Decision.objects.count() == 1


def test_the_preview_shows_one_letter(desk, three):
    page = desk.post(DECIDE, {"case": [str(case.pk) for case in three]}).content.decode()
    address = re.search(r'formaction="([^"]+decision-preview/)"', page)[1]
    assert str(three[0].pk) in address
