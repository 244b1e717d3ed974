"""Two editors of one thing; new entries, and their end."""

import re

import pytest
from django.utils import timezone

from allmende.base.directory.models import Building, Responsibility, Service, Unit
from allmende.base.directory.tests.factories import make_service, make_unit
from allmende.base.identity.models import Role
from allmende.base.identity.tests.factories import make_staff
from allmende.inward.directory_desk.actions import change_hours, change_unit

from .test_desk import BASE, post_unit, service_data

pytestmark = pytest.mark.django_db
OFFICE = f"{BASE}/aemter/buergeramt/"


@pytest.fixture
def office(tenant):
    make_unit("stadt", name="Stadt")
    return make_unit("buergeramt", name="Bürgeramt", phone="1", parent=Unit.objects.get(key="stadt"))


@pytest.fixture
def editor(office, client):
    user = make_staff(role=Role.EDITOR, unit=office)
    client.force_login(user)
    return user


@pytest.fixture
def colleague(office):
    return make_staff(name="Petra Jansen", role=Role.EDITOR, unit=office)


def base_of(page) -> str:
    return page.context["form"]["base"].value()


def shown(client) -> str:
    return base_of(client.get(OFFICE))


def parent(office):
    return {"parent": str(office.parent_id)}


def test_whoever_saves_second_is_told_and_sees_both_texts(client, editor, colleague, office):
    base = shown(client)
    change_unit(unit=office, by=colleague, summary="Von Petra")
    page = post_unit(client, base=base, summary="Von mir", phone="1", **parent(office))
    html = page.content.decode()
    assert page.status_code == 409
    assert all(text in html for text in ("Petra Jansen", "Von Petra", "Von mir"))
    office.refresh_from_db()
    assert office.summary == "Von Petra"


def test_what_only_the_colleague_changed_is_taken_over(client, editor, colleague, office):
    base = shown(client)
    change_unit(unit=office, by=colleague, phone="06001 9", is_public=False)
    page = post_unit(client, base=base, summary="Von mir", phone="1", **parent(office))
    form = page.context["form"]
    assert (form["phone"].value(), form["summary"].value(), form["is_public"].value()) == (
        "06001 9",
        "Von mir",
        False,
    )
    assert (
        post_unit(
            client, base=base_of(page), summary="Von mir", phone="06001 9", **parent(office)
        ).status_code
        == 302
    )
    office.refresh_from_db()
    assert (office.phone, office.summary) == ("06001 9", "Von mir")


def test_having_seen_both_she_may_save(client, editor, colleague, office):
    base = shown(client)
    change_unit(unit=office, by=colleague, summary="Von Petra")
    page = post_unit(client, base=base, summary="Von mir", phone="1", **parent(office))
    assert (
        post_unit(client, base=base_of(page), summary="Beides", phone="1", **parent(office)).status_code
        == 302
    )


def test_the_same_change_twice_is_no_conflict(client, editor, colleague, office):
    base = shown(client)
    change_unit(unit=office, by=colleague, summary="Gleich")
    assert post_unit(client, base=base, summary="Gleich", phone="1", **parent(office)).status_code == 302


def test_the_week_has_two_editors_as_well(client, editor, colleague, office):
    base = client.get(f"{OFFICE}zeiten/").context["week"]["base"].value()
    eight, noon = (timezone.datetime(2026, 1, 1, hour).time() for hour in (8, 12))
    change_hours(unit=office, by=colleague, week={0: [(eight, noon)]})
    page = client.post(f"{OFFICE}zeiten/", {"do": "week", "base": base, "day0": "9-12", "day1": "8-12"})
    assert page.status_code == 409
    assert "08:00–12:00" in page.content.decode()
    assert office.hours.get().opens == eight


def test_a_text_typed_in_windows_is_the_same_text(client, editor, office):
    Unit.objects.filter(pk=office.pk).update(summary="Eins\nZwei")
    assert (
        post_unit(client, base=shown(client), summary="Eins\r\nZwei", phone="1", **parent(office)).status_code
        == 302
    )


def test_a_service_and_a_building_are_guarded_too(client, editor, colleague, office):
    row = make_service("Meldebescheinigung", "meldebescheinigung")
    Responsibility.objects.create(service=row, unit=office)
    where = f"{BASE}/leistungen/meldebescheinigung/"
    base = base_of(client.get(where))
    Service.objects.update(cost="10 €")
    assert client.post(where, service_data(base=base, cost="12 €")).status_code == 409
    Building.objects.create(key="haus", name="Haus", street="Weg", postcode="1", city="M")
    base = base_of(client.get(f"{BASE}/gebaeude/haus/"))
    Building.objects.update(step_free=True)
    data = {"base": base, "name": "Haus", "street": "Weg", "postcode": "1", "city": "M", "step_free": "false"}
    assert client.post(f"{BASE}/gebaeude/haus/", data).status_code == 409


def test_a_new_office_stands_below_hers(client, editor, office):
    data = {"kind": "team", "name": "Team Süd", "parent": str(office.pk), "is_public": "on"}
    client.post(f"{BASE}/neues-amt/", data)
    client.post(f"{BASE}/neues-amt/", data)
    assert set(office.children.values_list("key", flat=True)) == {"team-sued", "team-sued-2"}


@pytest.mark.parametrize("above", ["", "stadt"])
def test_no_office_is_made_above_or_beside_hers(client, editor, office, above):
    place = str(Unit.objects.get(key=above).pk) if above else ""
    answer = client.post(f"{BASE}/neues-amt/", {"kind": "team", "name": "Neu", "parent": place})
    assert (answer.status_code, Unit.objects.count()) == (422, 2)


def test_a_new_building_and_a_new_service(client, editor, office):
    data = {
        "name": "Neues Haus",
        "street": "Weg",
        "house_number": "1",
        "postcode": "12345",
        "city": "Musterstadt",
    }
    assert client.post(f"{BASE}/neues-gebaeude/", data).url.endswith("/gebaeude/neues-haus/")
    assert client.get(f"{BASE}/gebaeude/neues-haus/").status_code == 200
    answer = client.post(f"{BASE}/neue-leistung/", service_data(name="Neue Leistung", office=str(office.pk)))
    assert client.get(answer.url).status_code == 200
    assert Responsibility.objects.get().unit == office


def test_a_new_service_needs_her_office(client, editor, office):
    assert client.post(f"{BASE}/neue-leistung/", service_data(name="Neu")).status_code == 422
    assert not Service.objects.exists()


def test_deleting_asks_first(client, editor, office):
    part = make_unit("team", name="Team", parent=office)
    where = f"{BASE}/aemter/{part.key}/ende/"
    client.post(where, {"do": "delete"})
    assert Unit.objects.filter(pk=part.pk).exists()
    client.post(where, {"do": "delete", "sure": "1"})
    assert not Unit.objects.filter(pk=part.pk).exists()


def test_what_is_used_cannot_be_deleted_but_ends(client, editor, office, settings):
    html = client.get(f"{OFFICE}ende/").content.decode()
    assert not re.search(r'value="delete"', html)
    client.post(f"{OFFICE}ende/", {"do": "delete", "sure": "1"})
    client.post(f"{OFFICE}ende/", {"do": "end", "last_day": "2026-01-31", "note": "Bitte zum Rathaus."})
    office.refresh_from_db()
    assert office.has_ended
    page = client.get("/aemter/buergeramt/")
    assert (page.status_code, "Bitte zum Rathaus." in page.content.decode()) == (410, True)
    client.post(f"{OFFICE}ende/", {"do": "reopen"})
    office.refresh_from_db()
    assert office.last_day is None


def test_a_foreign_entry_cannot_be_ended(client, editor, office):
    assert (
        client.post(f"{BASE}/aemter/stadt/ende/", {"do": "end", "last_day": "2026-01-31"}).status_code == 404
    )
