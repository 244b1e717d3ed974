from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from allmende.base.directory.actions import add_exception, set_hours
from allmende.base.directory.models import Unit
from allmende.base.workflow.calendar import (
    Duration,
    calendar_of,
    forget_calendars,
    office_hours,
    office_time_after,
)
from allmende.foundation.calendar.days import Calendar
from allmende.foundation.events.types import SYSTEM

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 4, 2, 9, 0, tzinfo=BERLIN)


def test_a_day_keeps_its_hour_over_the_clock_change():
    start = datetime(2026, 3, 28, 9, 0, tzinfo=BERLIN)
    assert Duration.parse("P1D").after(start) == datetime(2026, 3, 29, 9, 0, tzinfo=BERLIN)


def test_a_legal_period_ends_with_its_last_day_and_hours_are_exact():
    assert Duration.parse("P1D").deadline(START, Calendar("HE")) == datetime(
        2026, 4, 7, 23, 59, 59, tzinfo=BERLIN
    )
    assert Duration.parse("PT24H").deadline(START, Calendar("HE")) == datetime(
        2026, 4, 3, 9, 0, tzinfo=BERLIN
    )


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "5 Tage", "P1.5D", "P9999999Y", "-P1D", "PT9999999H", f"P{'9' * 400}D"]
)
def test_no_duration_is_said_so(text):
    with pytest.raises(ValueError, match=r"is not a length of time|longer than"):
        Duration.parse(text)


def test_an_office_that_is_closed_does_not_work_and_others_do(tenant):
    one, other = Unit.objects.create(key="tax", name="Tax"), Unit.objects.create(key="order", name="Order")
    outing = date(2026, 6, 10)
    add_exception(unit=one, first_day=outing, last_day=outing, reason="Betriebsausflug", actor=SYSTEM)
    forget_calendars()
    assert not calendar_of(one.pk).is_working_day(outing)
    assert calendar_of(other.pk).is_working_day(outing)
    assert calendar_of().is_working_day(outing)


@pytest.mark.parametrize(
    ("begun", "seconds", "end"),
    [
        ("2026-06-10T09:00", 3600, "2026-06-10T10:00"),
        ("2026-06-10T07:00", 3600, "2026-06-10T09:00"),  # before the office opens
        ("2026-06-10T11:00", 7200, "2026-06-10T15:00"),  # over the lunch break
        ("2026-06-10T17:00", 3600, "2026-06-11T09:00"),
        ("2026-06-12T15:30", 3600, "2026-06-15T08:30"),  # over the weekend
        ("2026-06-03T15:30", 3600, "2026-06-05T08:30"),  # over Corpus Christi
    ],
)
def test_hours_count_while_the_office_works(begun, seconds, end):
    day = ((time(8), time(12)), (time(14), time(16)))
    moment = datetime.fromisoformat(begun).replace(tzinfo=BERLIN)
    due = office_time_after(moment, seconds, Calendar("HE"), lambda _day: day)
    assert due == datetime.fromisoformat(end).replace(tzinfo=BERLIN)


def test_the_hours_are_those_of_the_directory_else_the_usual_ones(tenant):
    office = Unit.objects.create(key="tax", name="Tax")
    wednesday = date(2026, 6, 10)
    assert list(office_hours(office.pk)(wednesday)) == [(time(8), time(16))]
    set_hours(unit=office, hours={2: [(time(9), time(11))]}, actor=SYSTEM)
    assert office_hours(office.pk)(wednesday) == [(time(9), time(11))]
    assert office_hours(office.pk)(date(2026, 6, 11)) == []


def test_an_office_that_never_works_is_said_so():
    with pytest.raises(ValueError, match="works less"):
        office_time_after(START, 3600, Calendar("HE"), lambda _day: ())
