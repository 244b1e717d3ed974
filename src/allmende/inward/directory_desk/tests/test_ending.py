"""What nothing points at may be deleted; the rest ends, with a day and a sentence."""

from datetime import timedelta

import pytest
from django.utils import timezone

from allmende.base.directory.ending import InUseError, delete_row, end_row
from allmende.base.directory.models import Building, Responsibility, Service, Topic, Unit
from allmende.base.directory.queries import responsible_unit, search_services, services, units
from allmende.base.directory.tests.factories import make_service, make_unit
from allmende.base.directory.uses import pointing_models, uses, uses_of
from allmende.base.identity.models import Role
from allmende.base.identity.tests.factories import make_staff
from allmende.foundation.events.types import SYSTEM

pytestmark = pytest.mark.django_db


def yesterday():
    return timezone.localdate() - timedelta(days=1)


@pytest.fixture
def office(tenant):
    return make_unit("amt", name="Amt")


def test_what_nothing_points_at_is_deleted(office):
    delete_row(row=office, actor=SYSTEM)
    assert not Unit.objects.exists()


def test_what_is_used_stays_and_says_by_what(office):
    make_staff(role=Role.CLERK, unit=office)
    Responsibility.objects.create(service=make_service("Leistung", "leistung"), unit=office)
    with pytest.raises(InUseError) as refused:
        delete_row(row=office, actor=SYSTEM)
    assert len(refused.value.uses) == 2
    assert Unit.objects.exists()


def test_a_service_goes_with_its_responsibilities(office):
    row = make_service("Leistung", "leistung")
    Responsibility.objects.create(service=row, unit=office)
    assert uses_of(row) == []
    delete_row(row=row, actor=SYSTEM)
    assert not Responsibility.objects.exists()


@pytest.mark.parametrize("model", [Unit, Building, Service, Topic])
def test_all_that_points_at_the_directory_has_words(model):
    pointing = [
        other for other, _field in pointing_models(model) if other.__module__.startswith("allmende.base")
    ]
    assert [other._meta.label for other in pointing if other._meta.label_lower not in uses] == []


def test_a_closed_office_is_responsible_for_nothing(office):
    row = make_service("Leistung", "leistung")
    Responsibility.objects.create(service=row, unit=office)
    end_row(row=office, last_day=yesterday(), note="Bitte zum Bürgeramt.", actor=SYSTEM)
    assert responsible_unit(row) is None
    assert office not in units()


def test_until_its_last_day_it_works(office):
    end_row(row=office, last_day=timezone.localdate(), actor=SYSTEM)
    assert office in units()


def test_an_ended_service_is_not_found(tenant):
    row = make_service("Trümmerräumung", "truemmer")
    end_row(row=row, last_day=yesterday(), actor=SYSTEM)
    assert row not in services()
    assert search_services("Trümmerräumung") == []


def test_it_may_go_on_after_all(office):
    end_row(row=office, last_day=yesterday(), note="Weg.", english="Gone.", actor=SYSTEM)
    end_row(row=office, last_day=None, actor=SYSTEM)
    office.refresh_from_db()
    assert (office.last_day, office.closing_note, office.translations["en"]) == (None, "", {})
