"""The register's pages for staff."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from allmende.base.identity.tests.factories import make_staff
from allmende.foundation.events.models import Event
from allmende.foundation.events.types import SYSTEM
from allmende.provider.offers.resources.actions import find_dependencies, save_resource
from allmende.provider.offers.resources.models import Dependency, Resource
from allmende.provider.offers.resources.types import resource_types
from allmende.provider.offers.tests.factories import make_institution, make_provider

pytestmark = pytest.mark.django_db
BASE = "/arbeitsplatz/it/ressourcen/"


@pytest.fixture
def staff(client, tenant):
    client.force_login(make_provider())
    return client


@pytest.fixture
def school(tenant):
    return make_institution("Schule am Wald", number="S1")


def save(type, number, school=None, **fields):
    return save_resource(type=type, number=number, institution=school, fields=fields, by=SYSTEM)


@pytest.fixture
def line(school):
    """A line with a block, an address, and a VPN that ends there."""
    row = save("line", "DSL-1", school, technology="dsl", down_mbit=50)
    save("ip_block", "10.1.2.0/29", school, line="DSL-1")
    save("ip_address", "10.1.2.3", school)
    save("vpn", "VPN-1", school, endpoints="10.1.2.3")
    find_dependencies(by=SYSTEM)
    return row


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.parametrize("path", ["", "neu/", "neu/?typ=line"])
def test_only_the_providers_staff_see_the_register(client, tenant, path):
    client.force_login(make_staff())
    assert client.get(BASE + path).status_code == 404
    client.force_login(make_provider())
    assert client.get(BASE + path).status_code == 200


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["10.1.2.3", "10.1.2.0/29", "DSL-1 (dsl)", "web-1", "VPN-1"]),
        ("?q=vpn", ["VPN-1"]),
        ("?typ=line", ["DSL-1 (dsl)"]),
        ("?einrichtung=S1&typ=ip_address", ["10.1.2.3"]),
        ("?wer=niemand", ["web-1"]),
        ("?stand=beendet", []),
        ("?after=nonsense&typ=line", ["DSL-1 (dsl)"]),
    ],
)
def test_the_list_is_searched_by_words_type_institution_and_owner(staff, line, query, names):
    save("server", "web-1")
    rows = staff.get(BASE + query).context["rows"]
    assert [row.name for row, _type in rows] == names


def test_a_long_list_has_pages(staff, tenant):
    Resource.objects.bulk_create(
        Resource(type="server", number=f"s{n:03}", name=f"s{n:03}") for n in range(70)
    )
    first = staff.get(BASE)
    second = staff.get(BASE + first.context["next"])
    seen = [row.name for page in (first, second) for row, _type in page.context["rows"]]
    assert seen == [f"s{n:03}" for n in range(70)]


def test_a_resource_shows_what_hangs_together_as_lists_and_as_a_drawing(staff, line):
    page = staff.get(f"{BASE}{Resource.objects.get(type='ip_address').pk}/")
    assert "liegt in 10.1.2.0/29" in text(page)
    assert "VPN-1 (VPN) endet an 10.1.2.3" in text(page)
    drawing = page.context["drawing"]
    assert [box.name for box in drawing.boxes] == ["10.1.2.3", "10.1.2.0/29", "DSL-1 (dsl)", "VPN-1"]
    assert len(drawing.arrows) == 3


def test_a_drawing_of_a_circle_ends(staff, school):
    a = save("dns_record", "a", school, host="a.example", kind="CNAME", value="b.example")
    save("dns_record", "b", school, host="b.example", kind="CNAME", value="a.example")
    find_dependencies(by=SYSTEM)
    assert len(staff.get(f"{BASE}{a.pk}/").context["drawing"].boxes) == 2


def test_what_no_longer_works_is_told_with_its_way(staff, line):
    page = staff.get(f"{BASE}{line.pk}/folgen/")
    assert "3 Ressourcen funktionieren dann nicht mehr" in text(page)
    assert "VPN-1 – Schule am Wald über 10.1.2.3 → 10.1.2.0/29" in text(page)


def test_statements_do_not_grow_with_what_hangs_together(staff, line, school):
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            staff.get(f"{BASE}{line.pk}/")
        return len(seen)

    staff.get(f"{BASE}{line.pk}/")
    before = statements()
    for number in range(8):
        save("ip_block", f"10.2.{number}.0/29", school, line="DSL-1")
    find_dependencies(by=SYSTEM)
    assert statements() == before


def test_a_resource_is_entered_by_the_form_of_its_type(staff, school):
    given = {"number": "DSL-9", "institution": "S1", "state": "active", "contract_until": "2023-12-31",
             "f_technology": "cable", "f_network": "both", "f_down_mbit": "400", "f_at_node": ""}  # fmt: skip
    response = staff.post(f"{BASE}neu/?typ=line", given)
    row = Resource.objects.get(number="DSL-9")
    assert response.url == f"{BASE}{row.pk}/"
    assert (row.institution, row.fields["technology"], row.fields["down_mbit"]) == (school, "cable", 400)
    assert Event.objects.filter(type="resources.saved", stream=row.stream).count() == 1


@pytest.mark.parametrize("type", [type.key for type in resource_types])
def test_every_type_has_a_form_that_keeps_what_it_shows(staff, school, type):
    needed = {
        "line": {"technology": "dsl"},
        "dns_record": {"host": "www.wald.example", "kind": "A", "value": "10.1.2.3"},
    }
    row = save(type, "10.1.2.3" if type == "ip_address" else "N-1", school, **needed.get(type, {}))
    form = staff.get(f"{BASE}{row.pk}/bearbeiten/").context["form"]
    shown = {name: form[name].value() for name in form.fields}
    given = {name: value for name, value in shown.items() if value not in (None, False, "")}
    assert staff.post(f"{BASE}{row.pk}/bearbeiten/", given).status_code == 302
    before, now = row.fields, Resource.objects.get(pk=row.pk)
    assert (now.fields, now.name, now.institution) == (before, row.name, school)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"f_technology": "pigeon"}, "f_technology"),
        ({"f_technology": "dsl", "f_down_mbit": "-1"}, "f_down_mbit"),
        ({"f_technology": "dsl", "institution": "S9"}, "institution"),
        ({"f_technology": "dsl", "number": "DSL-1"}, "number"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_is_kept(staff, line, given, field):
    response = staff.post(
        f"{BASE}neu/?typ=line", {"number": "DSL-2", "state": "active", "f_network": "both", **given}
    )
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert Resource.objects.filter(type="line").count() == 1


def test_changed_data_change_the_dependencies_at_once(staff, line):
    vpn = Resource.objects.get(type="vpn")
    staff.post(f"{BASE}{vpn.pk}/bearbeiten/", {"number": "VPN-1", "institution": "S1", "state": "active"})
    assert not Dependency.objects.filter(resource=vpn).exists()


def test_a_dependency_is_added_and_removed_by_hand(staff, line):
    server = save("server", "web-1")
    given = {"type": "line", "number": "DSL-1", "kind": "needs", "note": "Fernwartung"}
    staff.post(f"{BASE}{server.pk}/braucht/", given)
    added = Dependency.objects.get(source="hand")
    assert (added.resource, added.needs, added.note) == (server, line, "Fernwartung")
    staff.post(f"{BASE}{server.pk}/braucht/{added.pk}/entfernen/")
    assert not Dependency.objects.filter(pk=added.pk).exists()


@pytest.mark.parametrize("number", ["DSL-1", "DSL-7"])
def test_a_dependency_on_itself_or_on_nothing_is_refused_in_words(staff, line, number):
    given = {"type": "line", "number": number, "kind": "needs"}
    response = staff.post(f"{BASE}{line.pk}/braucht/", given)
    assert response.status_code == 422
    assert response.context["form"].errors["number"]


def test_an_ended_resource_stays_with_its_last_day(staff, line):
    staff.post(f"{BASE}{line.pk}/beenden/")
    line.refresh_from_db()
    assert line.state == "ended"
    assert line.ended_on
    assert "Beendet am" in text(staff.get(f"{BASE}{line.pk}/"))
    assert staff.get(f"{BASE}{line.pk}/bearbeiten/").status_code == 404


def test_who_saves_second_is_told_and_loses_nothing(staff, line):
    address = f"{BASE}{line.pk}/bearbeiten/"
    form = staff.get(address).context["form"]
    given = {name: value for name in form.fields if (value := form[name].value()) not in (None, False, "")}
    staff.post(address, {**given, "f_down_mbit": "100"})
    second = staff.post(address, {**given, "f_down_mbit": "200", "f_up_mbit": "10"})
    assert second.status_code == 409
    clash = second.context["form"].clash.clashes[0]
    assert (clash.saved, clash.typed) == ("100", "200")
    line.refresh_from_db()
    assert line.fields["down_mbit"] == 100
