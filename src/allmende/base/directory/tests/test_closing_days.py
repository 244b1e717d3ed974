from datetime import date, time

from allmende.base.directory.actions import set_hours
from allmende.base.directory.hours import openings_on
from allmende.base.directory.queries import directory_stamp
from allmende.foundation.calendar.actions import add_closing_days
from allmende.foundation.events.types import SYSTEM

from .factories import make_unit

EVE = date(2026, 12, 24)


def test_a_closing_day_closes_every_office_and_pages_are_made_anew(tenant):
    office = make_unit("buergeramt", name="Bürgeramt")
    set_hours(unit=office, hours={EVE.weekday(): [(time(8), time(12))]}, actor=SYSTEM)
    assert openings_on(office, EVE).openings
    before = directory_stamp()
    add_closing_days(first_day=EVE, reason="Heiligabend", actor=SYSTEM)
    assert openings_on(office, EVE).openings == ()
    assert openings_on(office, EVE).reason == "Heiligabend"
    assert directory_stamp() > before
