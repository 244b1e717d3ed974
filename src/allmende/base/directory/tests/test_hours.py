from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from allmende.base.directory.actions import add_exception, set_hours
from allmende.base.directory.hours import coming_changes, opening_state, usual_week
from allmende.base.directory.queries import open_now
from allmende.foundation.events.types import SYSTEM

from .factories import make_office, make_unit

BERLIN = ZoneInfo("Europe/Berlin")


def at(day, hour, minute=0):
    return datetime(2026, *day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(("hour", "open_"), [(7, False), (8, True), (11, True), (12, False)])
def test_open_from_the_first_minute_to_the_last(tenant, hour, open_):
    assert open_now(make_office(), at((3, 2), hour)) is open_


def test_until_when_and_from_when(tenant):
    office = make_office()
    assert opening_state(office, at((3, 2), 9)).until == at((3, 2), 12)
    assert opening_state(office, at((3, 6), 13)).next == at((3, 9), 8)  # Friday afternoon: Monday


def test_closed_on_a_public_holiday_of_the_state(tenant):
    with translation.override("de"):
        state = opening_state(make_office(), at((6, 4), 9))
    assert (state.open, state.reason, state.next) == (False, "Fronleichnam", at((6, 5), 8))


def test_an_exception_beats_the_week_and_the_holiday(tenant):
    office = make_office()
    add_exception(
        unit=office, first_day=date(2026, 3, 2), last_day=date(2026, 3, 3), reason="Umzug", actor=SYSTEM
    )
    add_exception(
        unit=office,
        first_day=date(2026, 6, 4),
        last_day=date(2026, 6, 4),
        opens=time(10),
        closes=time(11),
        actor=SYSTEM,
    )
    assert opening_state(office, at((3, 2), 9)).reason == "Umzug"
    assert open_now(office, at((6, 4), 10))


def test_a_lunch_break_is_closed(tenant):
    office = make_office()
    set_hours(unit=office, hours={0: [(time(8), time(12)), (time(13), time(16))]}, actor=SYSTEM)
    assert not open_now(office, at((3, 2), 12, 30))
    assert open_now(office, at((3, 2), 13))


def test_without_hours_nothing_is_claimed(tenant):
    unit = make_unit()
    assert opening_state(unit).known is False
    assert usual_week(unit) == []


def test_the_days_ahead_name_what_is_different(tenant):
    changes = coming_changes(make_office(), start=date(2026, 5, 1), days=31)
    assert [change.day.day for change in changes] == [1, 14, 25]


def test_summer_time_is_kept(tenant):
    assert opening_state(make_office(), at((3, 28), 12)).next == datetime(2026, 3, 30, 8, tzinfo=BERLIN)
