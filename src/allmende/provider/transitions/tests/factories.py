"""A small programme for tests: web hosting ends in windows, Moodle moves not before a day."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from allmende.provider.offers.models import Institution, Variant
from allmende.provider.offers.resources.models import Resource
from allmende.provider.offers.tests import factories as offers
from allmende.provider.transitions import actions
from allmende.provider.transitions.dates import monthly_windows
from allmende.provider.transitions.models import Measure, MeasureDate, Programme

_numbers = itertools.count(1)
Event, Kind = MeasureDate.Event, MeasureDate.Kind


def make_programme(key: str = "", **texts: Any) -> Programme:
    """A draft with reason and legal basis, without measures."""
    values = {
        "title": "Umstellung der Schuldienste", "reason": "Die rechtlichen Rahmenbedingungen ändern sich.",
        "legal_basis": "Vergaberecht, Steuerrecht", **texts,
    }  # fmt: skip
    return actions.create_programme(key=key or f"umstellung-{next(_numbers)}", by=None, **values)


def make_resource(institution: Institution | None, variant: Variant | None, **fields: Any) -> Resource:
    """An active resource, a web space unless ``type`` says otherwise; written past the action: tests need odd ones."""
    place = next(_numbers)
    values = {"type": "web_space", "number": f"R{place}", "name": f"www.schule{place}.example", **fields}
    return Resource.objects.create(institution=institution, variant=variant, **values)


def make_measure(
    programme: Programme, key: str = "webhosting", variant: Variant | None = None, **fields: Any
) -> Measure:
    """The end of an offer, unless ``kind`` says otherwise."""
    values = {
        "kind": "end", "title": "Webhosting", "what_changes": "Das Hosting von Webauftritten endet.",
        "what_to_do": "Bitte bemühen Sie sich um einen Umzug.", "offer": variant.offer if variant else None, **fields,
    }  # fmt: skip
    return actions.save_measure(programme=programme, key=key, by=None, **values)


def make_hosting_programme(
    *, schools: int = 3, announced: bool = True, first: date = date(2027, 10, 1), last: date = date(2028, 2, 28),
    capacity: int = 2, body: Institution | None = None,
) -> tuple[Programme, list[Institution]]:  # fmt: skip
    """A programme over ``schools`` schools with a contact for each: web hosting ends in monthly windows, with stop of
    sale; Moodle moves not before a day, without anything to do."""
    hosting = offers.make_variant(offers.make_offer("Webhosting"), "S", state="120.00")
    moodle = offers.make_variant(offers.make_offer("Moodle"), "M", state="300.00")
    found = []
    for _place in range(schools):
        school = offers.make_institution(body=body)
        offers.make_contact(school, role=offers.HEAD)
        make_resource(school, hosting)
        make_resource(school, moodle, type="moodle_site")
        found.append(school)
    offers.make_alternative(hosting.offer, "Webpaket A", cost={"body": "180.00"})
    offers.make_alternative(hosting.offer, "Webpaket B", cost={"body": "240.00"})
    programme = make_programme()
    ends = make_measure(programme, "webhosting", hosting)
    actions.set_date(measure=ends, event=Event.SALE_STOP, kind=Kind.FIXED, on=date(2027, 4, 30), by=None)
    windows = [(start, end, capacity) for start, end in monthly_windows(first, last)]
    actions.add_windows(measure=ends, windows=windows, by=None)
    moves = make_measure(
        programme, "moodle", moodle, kind="move", title="Moodle", action_needed=False, what_to_do="", order=1,
        what_changes="Moodle wird von einem anderen Anbieter übernommen.",
    )  # fmt: skip
    actions.set_date(measure=moves, event=Event.MOVE, kind=Kind.NOT_BEFORE, on=date(2029, 7, 1), by=None)
    if announced:
        actions.announce_programme(programme=programme, by=None)
    return programme, found
