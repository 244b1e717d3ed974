from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from allmende.base.addresses.actions import save_area
from allmende.base.directory.actions import save_unit, set_responsibility
from allmende.base.directory.models import Responsibility, Unit
from allmende.base.directory.queries import directory_stamp, responsible_unit, unit_path
from allmende.foundation.events.types import SYSTEM

from .factories import make_service, make_unit


@pytest.fixture
def north(tenant):
    square = {
        "type": "Polygon",
        "coordinates": [[[500000, 5500000], [501000, 5500000], [501000, 5501000], [500000, 5500000]]],
    }
    return save_area(kind="district", key="nord", name="Nord", polygon=square, actor=SYSTEM)


def test_responsible_everywhere_unless_the_area_has_its_own(tenant, north):
    service, centre, branch = make_service(), make_unit("mitte"), make_unit("nord")
    set_responsibility(service=service, unit=centre, actor=SYSTEM)
    set_responsibility(service=service, unit=branch, area=north, actor=SYSTEM)
    assert responsible_unit(service) == centre
    assert responsible_unit(service, north) == branch


def test_responsible_from_a_day_to_a_day(tenant):
    service, old, new = make_service(), make_unit("alt"), make_unit("neu")
    set_responsibility(service=service, unit=old, valid_until=date(2026, 6, 30), actor=SYSTEM)
    set_responsibility(service=service, unit=new, valid_from=date(2026, 7, 1), actor=SYSTEM)
    assert responsible_unit(service, on=date(2026, 6, 30)) == old
    assert responsible_unit(service, on=date(2026, 7, 1)) == new


def test_nobody_is_responsible(tenant):
    assert responsible_unit(make_service()) is None


def test_what_is_said_twice_holds_once(tenant):
    service, unit = make_service(), make_unit()
    for _ in range(2):
        set_responsibility(service=service, unit=unit, actor=SYSTEM)
        make_unit()
    assert (Responsibility.objects.count(), Unit.objects.count()) == (1, 1)


def test_units_form_a_tree_without_rings(tenant):
    city = make_unit("stadt")
    office = make_unit("amt", parent=city)
    assert unit_path(make_unit("team", parent=office)) == [city, office]
    with pytest.raises(ValidationError):
        save_unit(key="stadt", parent=office, actor=SYSTEM)


def test_texts_in_the_visitors_language_else_in_german(tenant):
    service = make_service(summary="Kurz", translations={"en": {"name": "Dog tax"}})
    with translation.override("en"):
        assert (service.local.name, service.local.summary) == ("Dog tax", "Kurz")
    with translation.override("de"):
        assert service.local.name == "Hundesteuer – Anmeldung"


def test_a_leika_key_is_taken_once(tenant):
    make_service(leika_key="99102013000000")
    with pytest.raises(ValidationError):
        make_service("Andere", "andere", leika_key="99102013000000")


def test_every_write_moves_the_stamp(tenant):
    before = directory_stamp()
    make_service()
    assert directory_stamp() > before
