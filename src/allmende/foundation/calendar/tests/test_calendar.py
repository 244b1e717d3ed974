from datetime import date

import pytest

from allmende.foundation.calendar.actions import add_closing_days, remove_closing_days, set_regional_holidays
from allmende.foundation.calendar.days import Calendar
from allmende.foundation.calendar.events import STREAM
from allmende.foundation.calendar.holidays import STATES, public_holidays
from allmende.foundation.calendar.queries import closing_days, current_calendar, day_off
from allmende.foundation.events.queries import timeline
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.tenants.context import use_tenant

YEARS = range(2019, 2041)
EVE = date(2026, 12, 24)


@pytest.mark.parametrize("state", sorted(STATES))
def test_holidays_are_those_that_the_reference_knows(state):
    holidays = pytest.importorskip("holidays")
    for year in YEARS:
        assert public_holidays(year, state) == set(holidays.country_holidays("DE", subdiv=state, years=year))


@pytest.mark.parametrize(
    ("state", "regional", "subdivision", "categories"),
    [
        ("BY", {"assumption"}, "BY", ("public", "catholic")),
        ("BY", {"assumption", "augsburg"}, "Augsburg", ("public", "catholic")),
        ("SN", {"corpus-christi"}, "SN", ("public", "catholic")),
        ("TH", {"corpus-christi"}, "TH", ("public", "catholic")),
    ],
)
def test_holidays_of_single_communes_too(state, regional, subdivision, categories):
    holidays = pytest.importorskip("holidays")
    for year in YEARS:
        known = holidays.country_holidays("DE", subdiv=subdivision, years=year, categories=categories)
        assert public_holidays(year, state, frozenset(regional)) == set(known)


def test_working_days_jump_weekend_holiday_and_closing_day():
    assert Calendar("HE").add_working_days(date(2026, 4, 2), 1) == date(
        2026, 4, 7
    )  # Good Friday to Easter Monday
    closed = Calendar("HE", closed=frozenset({date(2026, 4, 7)}))
    assert closed.add_working_days(date(2026, 4, 2), 1) == date(2026, 4, 8)
    assert closed.add_working_days(date(2026, 4, 8), -1) == date(2026, 4, 2)


def test_working_days_between_is_the_inverse():
    assert Calendar("HE").working_days_between(date(2026, 4, 2), date(2026, 4, 7)) == 1
    assert Calendar("HE").working_days_between(date(2026, 4, 7), date(2026, 4, 2)) == -1


def test_closing_days_close_and_open_again(tenant):
    row = add_closing_days(first_day=EVE, reason="Heiligabend", actor=SYSTEM)
    add_closing_days(first_day=EVE, reason="Heiligabend", actor=SYSTEM)
    assert day_off(EVE) == "Heiligabend"
    assert not current_calendar().is_working_day(EVE)
    assert current_calendar().is_business_day(EVE)
    remove_closing_days(days=row, actor=SYSTEM)
    assert current_calendar().is_working_day(EVE)
    assert [event.data["closed"] for event in timeline(STREAM)] == [True, False]


@pytest.mark.parametrize(
    ("last", "reason"),
    [(date(2026, 12, 1), "x"), (date(2027, 12, 24), "x"), (EVE, "  ")],
    ids=["order", "year", "why"],
)
def test_days_that_do_not_fit_are_refused_with_a_sentence(tenant, last, reason):
    with pytest.raises(ValueError, match=r"\w"):
        add_closing_days(first_day=EVE, last_day=last, reason=reason, actor=SYSTEM)
    assert closing_days() == []


@pytest.mark.parametrize("year", [1, 26, 9999])
def test_a_slip_in_the_year_is_refused(tenant, year):
    with pytest.raises(ValueError, match="Jahr"):
        add_closing_days(first_day=date(year, 12, 24), reason="x", actor=SYSTEM)


def test_a_commune_names_its_holidays_and_only_those_of_its_state(tenant):
    with pytest.raises(ValueError, match="augsburg"):
        set_regional_holidays(keys=["augsburg"], actor=SYSTEM)
    tenant.state = "BY"
    tenant.save()
    set_regional_holidays(keys=["augsburg"], actor=SYSTEM)
    assert current_calendar().is_holiday(date(2026, 8, 8))
    assert not current_calendar().is_holiday(date(2026, 8, 15))


def test_another_municipality_works(tenant, other_tenant):
    add_closing_days(first_day=EVE, reason="Heiligabend", actor=SYSTEM)
    with use_tenant(other_tenant):
        assert current_calendar().is_working_day(EVE)
