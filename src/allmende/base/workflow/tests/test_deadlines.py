"""Open deadlines follow the calendar, each with an event; a run that is repeated changes nothing."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from allmende.base.directory.actions import add_exception, remove_exception
from allmende.base.directory.models import Unit
from allmende.base.workflow.actions.deadlines import move_deadlines
from allmende.base.workflow.calendar import calendar_of
from allmende.base.workflow.events import TaskDeadlineMoved, TimerMoved
from allmende.base.workflow.models import Task, Timer
from allmende.foundation.calendar.actions import add_closing_days, remove_closing_days, set_regional_holidays
from allmende.foundation.calendar.periods import end_of_day
from allmende.foundation.events.models import Event
from allmende.foundation.events.queries import timeline
from allmende.foundation.events.types import SYSTEM

from .factories import model

WAIT = (
    '<bpmn:intermediateCatchEvent id="wait"><bpmn:timerEventDefinition allmende:workingDays="true">'
    '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P10D</bpmn:timeDuration></bpmn:timerEventDefinition>'
    "</bpmn:intermediateCatchEvent>"
)
SUBJECT = "test:1"


def due(number, office=None):
    """The day after so many working days from today, as things stand."""
    return calendar_of(office).add_working_days(timezone.localdate(), number)


@pytest.fixture
def office(tenant):
    return Unit.objects.create(key="tax", name="Tax")


@pytest.fixture
def task(office):
    start(model("start s", "user a 'Check' dueDays=10", "end e", "s a", "a e"))
    return Task.objects.get()


def start(bpmn):
    from allmende.base.workflow.actions import publish_process, start_process

    version = publish_process(key="p", bpmn=bpmn, actor=SYSTEM)
    return start_process(version=version, subject=SUBJECT, variables={"unit": "tax"}, actor=SYSTEM)


def moved(kind=TaskDeadlineMoved):
    return [event for event in timeline(SUBJECT) if event.type == kind.type]


def days_of(task):
    task.refresh_from_db()
    return timezone.localdate(task.due_at)


def test_closing_the_town_moves_a_task_and_opening_it_moves_it_back(task):
    before, day = due(10), due(4)
    row = add_closing_days(first_day=day, reason="Betriebsausflug", actor=SYSTEM)
    assert days_of(task) == due(10) > before
    remove_closing_days(days=row, actor=SYSTEM)
    assert days_of(task) == before
    assert len(moved()) == 2


def test_closing_the_day_itself_moves_to_the_next_one_worked(task):
    last = due(10)
    add_closing_days(first_day=last, last_day=last + timedelta(days=1), reason="Umzug", actor=SYSTEM)
    assert days_of(task) == due(10) > last + timedelta(days=1)


def test_a_day_after_the_deadline_or_a_sunday_moves_nothing(task):
    later = due(11)
    add_closing_days(first_day=later, reason="Umzug", actor=SYSTEM)
    sunday = timezone.localdate() + timedelta(days=6 - timezone.localdate().weekday())
    add_closing_days(first_day=sunday, reason="Sonntag", actor=SYSTEM)
    assert moved() == []


def test_a_day_that_is_closed_for_two_reasons_counts_once(task, office):
    day = due(4)
    add_closing_days(first_day=day, reason="Betriebsausflug", actor=SYSTEM)
    row = add_exception(unit=office, first_day=day, last_day=day, reason="Umzug", actor=SYSTEM)
    assert len(moved()) == 1
    remove_exception(exception=row, actor=SYSTEM)
    assert len(moved()) == 1


def test_an_office_that_closes_moves_its_own_tasks_only(task, office):
    other = Unit.objects.create(key="order", name="Order")
    day = due(4)
    add_exception(unit=other, first_day=day, last_day=day, reason="Umzug", actor=SYSTEM)
    assert moved() == []
    add_exception(unit=office, first_day=day, last_day=day, reason="Umzug", actor=SYSTEM)
    assert days_of(task) == due(10, office.pk)


def test_a_timer_in_working_days_moves_and_keeps_its_hour(office):
    start(model("start s", WAIT, "end e", "s wait", "wait e"))
    hour = timezone.localtime(Timer.objects.get().due_at).time()
    add_closing_days(first_day=due(4), reason="Betriebsausflug", actor=SYSTEM)
    timer = Timer.objects.get()
    assert timezone.localtime(timer.due_at).time() == hour
    assert timezone.localdate(timer.due_at) == due(10)
    assert len(moved(TimerMoved)) == 1


def test_a_second_run_of_the_job_changes_nothing(task):
    day = due(4)
    add_closing_days(first_day=day, reason="Betriebsausflug", actor=SYSTEM)
    cause = Event.objects.get(type="calendar.changed").position
    text = day.isoformat()
    again = {
        "first_day": text,
        "last_day": text,
        "closed": True,
        "holidays": False,
        "unit": "",
        "cause": cause,
    }
    move_deadlines.func(str(task.tenant_id), **again)
    assert days_of(task) == due(10)


def test_a_legal_period_ignores_closing_days_and_follows_a_new_holiday(tenant, office):
    tenant.state = "BY"
    tenant.save()
    start(model("start s", "user a 'Check' due=P1M", "end e", "s a", "a e"))
    task = Task.objects.get()
    festival = next_festival()
    begun = timezone.make_aware(datetime.combine(festival - timedelta(days=31), datetime.min.time()))
    Task.objects.filter(pk=task.pk).update(created_at=begun, due_at=end_of_day(festival))
    add_closing_days(first_day=festival, reason="Umzug", actor=SYSTEM)
    assert days_of(task) == festival
    set_regional_holidays(keys=["augsburg"], actor=SYSTEM)
    assert days_of(task) == calendar_of().next_business_day(festival) > festival
    set_regional_holidays(keys=[], actor=SYSTEM)
    assert days_of(task) == festival


def next_festival():
    """The next 8 August on a weekday, less than four years ahead."""
    year = timezone.localdate().year + 1
    return next(day for day in (date(year + n, 8, 8) for n in range(3)) if day.weekday() < 5)
