"""Pages of lines and plans, and the worksheet for institutions."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from allmende.base.identity.tests.factories import make_staff
from allmende.foundation.events.types import SYSTEM
from allmende.provider.connectivity.models import AddressChange
from allmende.provider.connectivity.page_part import context
from allmende.provider.connectivity.sheet import signed_address
from allmende.provider.connectivity.worksheet import worksheet
from allmende.provider.offers.resources.actions import find_dependencies
from allmende.provider.offers.tests.factories import make_institution, make_provider
from allmende.provider.transitions import actions

from .factories import make_renumbering, make_wired_school, save_record

pytestmark = pytest.mark.django_db
BASE = "/arbeitsplatz/it/netz/"


@pytest.fixture
def school(tenant):
    return make_wired_school()


@pytest.fixture
def measure(school):
    return make_renumbering()


@pytest.fixture
def staff(client, tenant):
    client.force_login(make_provider())
    return client


@pytest.mark.parametrize(
    "path", ["", "ende/", "adressen/", "plaene/", "plaene/{plan}/", "plaene/{plan}/{school}/"]
)
def test_only_the_providers_staff_see_them(client, measure, school, path):
    address = BASE + path.format(plan=measure.pk, school=school.pk)
    client.force_login(make_staff())
    assert client.get(address).status_code == 404
    client.force_login(make_provider())
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", {"S1-DSL", "S1-LWL"}), ("?q=lwl", {"S1-LWL"}), ("?technik=dsl", {"S1-DSL"}),
        ("?netz=teaching", {"S1-DSL", "S1-LWL"}), ("?bis=2020-01-01", set()),
        ("?bis=morgen&netz=", {"S1-DSL", "S1-LWL"}),
    ],
)  # fmt: skip
def test_lines_are_found(staff, school, query, numbers):
    page = staff.get(BASE + query).content.decode()
    assert {number for number in ("S1-DSL", "S1-LWL") if f">{number}<" in page} == numbers


def test_a_line_shows_its_free_addresses_and_what_breaks(staff, school):
    line = school.resources.get(number="S1-DSL")
    page = staff.get(f"{BASE}anschluesse/{line.pk}/").content.decode()
    assert "2 von 6 Adressen sind belegt, 4 sind frei" in page
    assert "192.0.2.1, 192.0.2.4" in page
    assert "VPN-S1" in page


def test_a_plan_goes_out_and_comes_back_as_a_list(staff, measure):
    out = staff.get(f"{BASE}plaene/{measure.pk}/liste.csv")
    AddressChange.objects.all().delete()
    upload = SimpleUploadedFile("plan.csv", out.content + b"quatsch;;;\n")
    page = staff.post(f"{BASE}plaene/{measure.pk}/einlesen/", {"file": upload}).content.decode()
    assert "1 Zeile wurde eingelesen" in page
    assert "Zeile 3" in page
    assert AddressChange.objects.get().new == "198.51.100.8/29"


def test_lines_of_a_plan_are_entered_and_removed(staff, measure):
    address = f"{BASE}plaene/{measure.pk}/"
    page = staff.post(address, {"do": "save", "old": "nichts", "new": "", "line": ""})
    assert (page.status_code, "keine Adresse" in page.content.decode()) == (422, True)
    staff.post(address, {"do": "save", "old": "192.0.2.2", "new": "198.51.100.14", "line": "S1-LWL"})
    row = AddressChange.objects.get(old="192.0.2.2")
    staff.post(address, {"do": f"remove:{row.pk}"})
    assert AddressChange.objects.count() == 1


def test_the_worksheet_is_a_pdf_for_staff_and_by_the_address_on_the_institutions_page(
    client, staff, measure, school
):
    actions.announce_programme(programme=measure.programme, by=None)
    pdf = staff.get(f"{BASE}plaene/{measure.pk}/{school.pk}/arbeitsblatt.pdf")
    assert pdf.content.startswith(b"%PDF")
    client.logout()
    shown = context(None, measure.programme, school)
    assert client.get(shown["sheets"][0][2]).content.startswith(b"%PDF")
    assert context(None, measure.programme, make_institution()) is None


def test_an_address_of_a_worksheet_cannot_be_made_up_and_does_not_work_before_announcing(
    client, measure, school
):
    address = signed_address(measure.pk, school.pk)
    assert client.get(address).status_code == 404
    assert client.get(f"{BASE}arbeitsblatt/{'x' * 60}.pdf").status_code == 404


def test_others_uses_are_counted_for_the_school_and_named_for_staff(staff, measure, school):
    other = make_wired_school("Andere Schule", number="S2", old="203.0.113")
    save_record(other, "spiegel.s2.example", "A", "192.0.2.2")
    find_dependencies(by=SYSTEM)
    actions.announce_programme(programme=measure.programme, by=None)
    sheet = context(None, measure.programme, school)["sheets"][0][0]
    assert sheet.foreign == 1
    assert all("s2" not in line.name for line in sheet.lines)
    assert "spiegel.s2.example" in staff.get(f"{BASE}plaene/{measure.pk}/{school.pk}/").content.decode()


def test_a_day_that_is_only_being_prepared_is_not_on_the_schools_worksheet(measure, school):
    assert worksheet(measure, school, told=True) is None
    actions.announce_programme(programme=measure.programme, by=None)
    moment = measure.dates.get(event="move")
    said = moment.on
    actions.set_date(
        measure=measure, event="move", kind="fixed", on=date(2028, 5, 8), replaces=moment, by=None
    )
    assert worksheet(measure, school, told=True).switch_on == said
    assert worksheet(measure, school).switch_on == date(2028, 5, 8)
    actions.publish_revision(programme=measure.programme, summary="Später.", by=None)
    assert worksheet(measure, school, told=True).switch_on == date(2028, 5, 8)
