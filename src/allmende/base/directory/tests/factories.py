from collections.abc import Iterable
from datetime import time
from typing import Any

from allmende.base.directory.actions import save_building, save_service, save_topic, save_unit, set_hours
from allmende.base.directory.models import Service, Topic, Unit
from allmende.foundation.events.types import SYSTEM


def make_unit(key="steueramt", **fields) -> Unit:
    return save_unit(key=key, actor=SYSTEM, **{"name": key.title(), **fields})


def make_office(key="steueramt", **fields) -> Unit:
    """An office in a building, open on weekdays from 8 to 12."""
    building = save_building(
        key="rathaus", name="Rathaus", street="Markt", house_number="1", postcode="65999", city="Musterstadt",
        lat=50.1, lon=8.6, actor=SYSTEM,
    )  # fmt: skip
    unit = make_unit(key, building=building, **fields)
    set_hours(unit=unit, hours={day: [(time(8), time(12))] for day in range(5)}, actor=SYSTEM)
    return unit


def make_service(name="Hundesteuer – Anmeldung", slug="hundesteuer-anmeldung", **fields) -> Service:
    return save_service(slug=slug, name=name, actor=SYSTEM, **fields)


def make_many_services(names: Iterable[str], **fields: Any) -> None:
    """Services without their events, at once; a service's slug is its name in small letters without spaces."""
    Service.objects.bulk_create(
        Service(name=name, slug=name.lower().replace(" ", "-"), **fields) for name in names
    )


def make_topic(key="tierhaltung", kind="situation", **fields) -> Topic:
    return save_topic(kind=kind, key=key, actor=SYSTEM, **{"name": key.title(), **fields})
