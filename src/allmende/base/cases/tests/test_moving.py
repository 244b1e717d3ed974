"""The deadline of an open case follows the calendar; one that somebody set stays."""

import pytest
from django.utils import timezone

from allmende.base.cases.actions import set_deadline
from allmende.base.cases.moving import move_due_dates
from allmende.base.workflow.calendar import calendar_of
from allmende.foundation.calendar.actions import add_closing_days
from allmende.foundation.events.models import Event
from allmende.foundation.events.types import SYSTEM

from .factories import clerk, fresh, send

pytestmark = pytest.mark.shared_town


def due(number):
    return calendar_of().add_working_days(timezone.localdate(), number)


def close(day):
    add_closing_days(first_day=day, reason="Betriebsausflug", actor=SYSTEM)


def moves(case):
    return Event.objects.filter(stream=case.subject, type="cases.deadline_moved").count()


def test_a_closing_day_moves_the_case_with_an_event_and_its_place_in_the_inbox(version):
    case = send(version).case
    close(due(3))
    case = fresh(case)
    assert case.due_on == case.sort_on == due(15)
    assert moves(case) == 1


def test_a_day_that_somebody_set_stays(version):
    case, worker = send(version).case, clerk()
    set_deadline(case=fresh(case), due_on=due(10), by=worker)
    close(due(3))
    assert moves(case) == 0


def test_a_second_run_changes_nothing(version, tenant):
    case, day = send(version).case, due(3)
    close(day)
    cause = Event.objects.get(type="calendar.changed").position
    text = day.isoformat()
    move_due_dates.func(
        str(tenant.pk), first_day=text, last_day=text, closed=True, holidays=False, unit="", cause=cause
    )
    assert moves(case) == 1
