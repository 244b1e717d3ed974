from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from allmende.base.workflow.calendar import Duration, add_working_days, legal_deadline, working_days_between
from allmende.foundation.calendar.holidays import STATES, public_holidays

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize("state", sorted(STATES))
def test_holidays_are_those_that_the_reference_knows(state):
    holidays = pytest.importorskip("holidays")
    for year in range(2019, 2041):
        assert public_holidays(year, state) == set(holidays.country_holidays("DE", subdiv=state, years=year))


def test_working_days_jump_weekend_and_holiday():
    assert add_working_days(date(2026, 4, 2), 1, "HE") == date(2026, 4, 7)  # Good Friday to Easter Monday


def test_corpus_christi_is_a_holiday_in_hesse_only():
    assert add_working_days(date(2026, 6, 3), 1, "HE") == date(2026, 6, 5)
    assert add_working_days(date(2026, 6, 3), 1, "BE") == date(2026, 6, 4)


def test_working_days_between_is_the_inverse():
    assert working_days_between(date(2026, 4, 2), date(2026, 4, 7), "HE") == 1
    assert working_days_between(date(2026, 4, 7), date(2026, 4, 2), "HE") == -1


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        (date(2026, 1, 31), {"months": 1}, date(2026, 3, 2)),  # 28 February is a Saturday
        (date(2027, 1, 31), {"months": 1}, date(2027, 3, 1)),  # 28 February is a Sunday
        (date(2028, 1, 31), {"months": 1}, date(2028, 2, 29)),  # leap year
        (date(2026, 9, 3), {"months": 1}, date(2026, 10, 5)),  # 3 October is a holiday and a Saturday
        (date(2026, 4, 20), {"weeks": 2}, date(2026, 5, 4)),
        (date(2026, 4, 17), {"days": 14}, date(2026, 5, 4)),  # 1 May is a holiday before a weekend
        (date(2024, 2, 29), {"years": 1}, date(2025, 2, 28)),
    ],
)
def test_legal_deadline(start, period, end):
    assert legal_deadline(start, **period, state="HE") == end


def test_a_period_that_begins_with_a_day_ends_one_day_earlier():
    assert legal_deadline(date(2026, 7, 1), months=1, state="HE", whole_day=True) == date(2026, 7, 31)


def test_a_day_keeps_its_hour_over_the_clock_change():
    start = datetime(2026, 3, 28, 9, 0, tzinfo=BERLIN)
    assert Duration.parse("P1D").after(start) == datetime(2026, 3, 29, 9, 0, tzinfo=BERLIN)


@pytest.mark.parametrize("text", ["", "P", "PT", "5 Tage", "P1.5D", "P9999999Y", "-P1D"])
def test_no_duration_is_said_so(text):
    with pytest.raises(ValueError, match=r"is not a length of time|longer than"):
        Duration.parse(text)
