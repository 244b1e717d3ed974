"""§§ 187 to 193 BGB as a table: what the law and its commentaries count as the last day."""

from datetime import date

import pytest

from allmende.foundation.calendar.days import Calendar
from allmende.foundation.calendar.periods import Period, extended, last_day, part_of_month

HESSE = Calendar("HE")


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        # § 188 (1): days; the day of the event does not count (§ 187 (1))
        ("2026-01-10", Period(days=1), "2026-01-11"),
        ("2026-02-20", Period(days=14), "2026-03-06"),
        ("2028-02-20", Period(days=10), "2028-03-01"),  # over 29 February
        # § 188 (2): weeks end on the day of the same name
        ("2026-06-10", Period(weeks=1), "2026-06-17"),
        ("2026-12-28", Period(weeks=2), "2027-01-11"),
        # § 188 (2): months and years end on the day of the same number
        ("2026-01-15", Period(months=1), "2026-02-15"),
        ("2026-11-15", Period(months=3), "2027-02-15"),
        ("2026-03-31", Period(years=1), "2027-03-31"),
        # § 188 (3): where the month has no such day, its last one
        ("2026-01-31", Period(months=1), "2026-02-28"),
        ("2028-01-31", Period(months=1), "2028-02-29"),
        ("2026-01-29", Period(months=1), "2026-02-28"),
        ("2026-05-31", Period(months=1), "2026-06-30"),
        ("2026-08-31", Period(months=6), "2027-02-28"),
        ("2028-02-29", Period(years=1), "2029-02-28"),
        ("2028-02-29", Period(years=4), "2032-02-29"),
        # … but not the other way round: the last day of a short month is no last day of a long one
        ("2026-02-28", Period(months=1), "2026-03-28"),
        ("2026-04-30", Period(months=1), "2026-05-30"),
        # § 189: half a month is fifteen days, counted last
        ("2026-02-10", Period(half_months=1), "2026-02-25"),
        ("2026-01-31", Period(months=1, half_months=1), "2026-03-15"),
    ],
)
def test_a_period_after_an_event(start, period, end):
    assert last_day(day(start), period) == day(end)


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        # § 187 (2): the first day counts
        ("2026-01-10", Period(days=1), "2026-01-10"),
        ("2026-07-01", Period(days=14), "2026-07-14"),
        ("2026-06-10", Period(weeks=1), "2026-06-16"),
        ("2026-07-01", Period(months=1), "2026-07-31"),
        ("2026-07-15", Period(months=1), "2026-08-14"),
        ("2026-01-01", Period(years=1), "2026-12-31"),
        ("2026-02-01", Period(months=1), "2026-02-28"),
        ("2026-03-01", Period(months=1), "2026-03-31"),
        # § 188 (3) with it: the day before the 31st, the 30th, the 29th is missing in February
        ("2026-01-31", Period(months=1), "2026-02-28"),
        ("2026-01-30", Period(months=1), "2026-02-28"),
        ("2026-01-29", Period(months=1), "2026-02-28"),
        ("2026-01-28", Period(months=1), "2026-02-27"),
        ("2028-01-31", Period(months=1), "2028-02-29"),
        ("2026-03-31", Period(months=1), "2026-04-30"),
        # an age: born on 29 February, the 18th year ends on 28 February
        ("2008-02-29", Period(years=18), "2026-02-28"),
        ("2008-03-01", Period(years=18), "2026-02-28"),
        ("2026-07-01", Period(half_months=1), "2026-07-15"),
        ("2026-07-01", Period(months=1, half_months=1), "2026-08-15"),
    ],
)
def test_a_period_that_begins_with_a_day(start, period, end):
    assert last_day(day(start), period, whole_day=True) == day(end)


@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        # § 193: Saturday, Sunday and public holiday move to the next business day
        ("2026-01-31", Period(months=1), "2026-03-02"),  # 28 February is a Saturday
        ("2027-01-31", Period(months=1), "2027-03-01"),  # … a Sunday
        ("2026-09-03", Period(months=1), "2026-10-05"),  # 3 October is a holiday on a Saturday
        ("2026-04-17", Period(days=14), "2026-05-04"),  # 1 May is a holiday before a weekend
        ("2026-03-03", Period(months=1), "2026-04-07"),  # Good Friday to Easter Monday
        ("2026-11-25", Period(months=1), "2026-12-28"),  # both days of Christmas, then a weekend
        ("2026-12-10", Period(days=14), "2026-12-24"),  # Christmas Eve is a day like others
        ("2026-12-17", Period(weeks=2), "2026-12-31"),  # and so is New Year's Eve
        ("2026-05-04", Period(months=1), "2026-06-05"),  # Corpus Christi in Hesse …
    ],
)
def test_a_last_day_moves_on(start, period, end):
    assert HESSE.legal_deadline(day(start), period) == day(end)


def test_the_same_day_is_none_in_berlin():
    assert Calendar("BE").legal_deadline(day("2026-05-04"), Period(months=1)) == day("2026-06-04")


def test_what_an_office_pays_for_some_time_ends_on_a_sunday_too():
    end = HESSE.legal_deadline(day("2026-02-01"), Period(months=1), whole_day=True, moves=False)
    assert end == day("2026-02-28")


def test_a_longer_period_begins_where_the_old_one_ends():
    assert extended(day("2026-02-28"), Period(weeks=2)) == day("2026-03-14")


@pytest.mark.parametrize(("part", "number"), [("beginning", 1), ("middle", 15), ("end", 28)])
def test_parts_of_a_month(part, number):
    assert part_of_month(2026, 2, part) == date(2026, 2, number)
