from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from allmende.base.cases import access, actions
from allmende.base.cases.errors import CaseError, CaseNotFoundError, CaseNotYoursError
from allmende.base.directory.models import Unit
from allmende.base.identity.models import Absence
from allmende.base.identity.personal_data import personal_data
from allmende.base.identity.tests.factories import make_citizen
from allmende.foundation.tenants.context import use_tenant

from .factories import clerk as make_clerk
from .factories import fresh, send

pytestmark = pytest.mark.shared_town


def seen(by, case) -> bool:
    """Whether both doors, the list and the single case, know it."""
    listed = access.cases_for(by).filter(pk=case.pk).exists()
    try:
        access.get_case_for(by, case.pk)
    except CaseNotFoundError:
        assert not listed
        return False
    assert listed
    return True


def test_clerks_see_the_cases_of_their_office_only(case, clerk, stranger):
    assert seen(clerk, case)
    assert not seen(stranger, case)


def test_a_head_above_sees_the_offices_below(case):
    assert seen(make_clerk("town", "head"), case)


@pytest.mark.parametrize("role", ["designer", "operator", "admin"])
def test_other_roles_see_no_case(case, role):
    assert not seen(make_clerk("tax", role), case)


def test_nobody_and_strangers_see_nothing(case):
    assert not seen(AnonymousUser(), case)
    assert not seen(make_citizen(), case)


def test_who_is_no_longer_active_sees_nothing(case, clerk):
    clerk.is_active = False
    assert not seen(clerk, case)


def test_a_code_opens_one_case_only(version):
    mine, other = send(version), send(version)
    holder = access.open_by_code(mine.reference, mine.code)
    assert seen(holder, mine.case)
    assert not seen(holder, other.case)


def test_a_confidential_case_is_for_the_clerks_of_its_own_office(case, clerk):
    actions.set_confidential(case=case, confidential=True, by=clerk)
    assert seen(clerk, fresh(case))
    assert not seen(make_clerk("town", "head"), fresh(case))


def test_a_deputy_sees_what_the_absent_clerk_sees(case, clerk, stranger):
    today = timezone.localdate()
    Absence.objects.create(user=clerk, deputy=stranger, start=today, end=today)
    assert seen(stranger, case)


def test_another_office_sees_a_case_while_it_takes_part(case, clerk, stranger):
    part = actions.involve_unit(case=case, unit=Unit.objects.get(key="order"), by=clerk)
    assert seen(stranger, case)
    actions.release_unit(participation=part, by=stranger, word="Keine Bedenken.")
    assert not seen(stranger, case)


def test_no_office_takes_part_in_a_confidential_case_by_itself(case, clerk, stranger):
    order = Unit.objects.get(key="order")
    actions.involve_unit(case=case, unit=order, by=clerk)
    actions.set_confidential(case=case, confidential=True, by=clerk)
    assert not seen(stranger, fresh(case))
    with pytest.raises(CaseError, match=r"confidential|vertraulich"):
        actions.involve_unit(case=fresh(case), unit=order, by=clerk)


def test_an_office_let_into_a_confidential_case_sees_it_and_does_its_task(case, clerk, stranger):
    order = Unit.objects.get(key="order")
    actions.set_confidential(case=case, confidential=True, by=clerk)
    part = actions.involve_unit(case=fresh(case), unit=order, by=clerk, trusted=True)
    task = actions.add_task(case=fresh(case), name="Stellungnahme", unit=order, by=clerk)
    assert seen(stranger, fresh(case))
    assert not seen(make_clerk("town", "head", name="Oben"), fresh(case))
    actions.complete_task(task=task, by=stranger)
    actions.release_unit(participation=part, by=stranger)
    assert not seen(stranger, fresh(case))


def test_a_case_of_another_municipality_does_not_exist(case, clerk, other_tenant):
    with use_tenant(other_tenant):
        assert not seen(clerk, case)


@pytest.mark.parametrize("key", ["nonsense", "", "00000000-0000-0000-0000-000000000000"])
def test_a_key_that_is_none_is_not_found(clerk, key):
    with pytest.raises(CaseNotFoundError):
        access.get_case_for(clerk, key)


WRITES = {
    "assign": lambda case, by: actions.assign_case(case=case, to=None, by=by),
    "hand_over": lambda case, by: actions.hand_over(case=case, to=Unit.objects.get(key="order"), by=by),
    "deadline": lambda case, by: actions.set_deadline(case=case, due_on=None, by=by),
    "priority": lambda case, by: actions.set_priority(case=case, priority=4, by=by),
    "confidential": lambda case, by: actions.set_confidential(case=case, confidential=True, by=by),
    "hold": lambda case, by: actions.hold_case(case=case, until=timezone.localdate().replace(year=2099), by=by),
    "resume": lambda case, by: actions.resume_case(case=case, by=by),
    "ask": lambda case, by: actions.ask_customer(case=case, text="?", by=by),
    "evidence": lambda case, by: actions.request_evidence(case=case, wanted=["Ausweis"], by=by),
    "involve": lambda case, by: actions.involve_unit(case=case, unit=Unit.objects.get(key="order"), by=by),
    "comment": lambda case, by: actions.comment(case=case, text="Hm", by=by),
    "decide": lambda case, by: actions.decide_case(case=case, outcome="grant", by=by),
    "close": lambda case, by: actions.close_case(case=case, by=by),
    "reopen": lambda case, by: actions.reopen_case(case=case, reason="x", by=by),
    "merge": lambda case, by: actions.merge_duplicate(case=case, into=case, by=by),
    "message": lambda case, by: actions.send_message(case=case, body="Hallo", by=by),
    "task": lambda case, by: actions.add_task(case=case, name="Prüfen", by=by),
}  # fmt: skip


@pytest.mark.parametrize("what", WRITES)
def test_for_a_stranger_the_case_does_not_exist(case, stranger, what):
    with pytest.raises(CaseNotFoundError):
        WRITES[what](case, stranger)


@pytest.mark.parametrize("what", [what for what in WRITES if what != "task"])
def test_the_customer_does_no_work_of_the_office(version, what):
    receipt = send(version)
    with pytest.raises(CaseNotYoursError):
        WRITES[what](receipt.case, access.open_by_code(receipt.reference, receipt.code))


@pytest.mark.parametrize("what", [what for what in WRITES if what not in ("comment", "task")])
def test_an_office_that_takes_part_does_not_act_for_the_owner(case, clerk, stranger, what):
    actions.involve_unit(case=case, unit=Unit.objects.get(key="order"), by=clerk)
    with pytest.raises(CaseNotYoursError):
        WRITES[what](case, stranger)


def test_a_clerk_does_not_answer_for_the_customer(case, clerk):
    question = actions.ask_customer(case=case, text="Chip?", by=clerk)
    with pytest.raises(CaseNotYoursError):
        actions.answer_question(question=question, text="276", by=clerk)
    with pytest.raises(CaseNotYoursError):
        actions.receive_message(case=case, body="Hallo", by=clerk)


def test_an_owner_gets_everything_the_cases_know(version):
    citizen = make_citizen()
    receipt = send(version, by=citizen)
    (known,) = personal_data["cases"].export(citizen)
    assert (known["reference"], known["answers"]["dog"]) == (receipt.reference, "Bello")
