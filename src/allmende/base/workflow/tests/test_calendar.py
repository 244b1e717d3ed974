from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from allmende.base.directory.actions import add_exception
from allmende.base.directory.models import Unit
from allmende.base.workflow.calendar import Duration, calendar_of, forget_calendars
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


@pytest.mark.parametrize("text", ["", "P", "PT", "5 Tage", "P1.5D", "P9999999Y", "-P1D"])
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
