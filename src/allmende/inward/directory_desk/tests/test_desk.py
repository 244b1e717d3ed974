"""Editors change what the website shows of their own offices, and nothing else."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from allmende.base.directory.models import Responsibility
from allmende.base.directory.tests.factories import make_service, make_unit
from allmende.base.identity.models import Role
from allmende.base.identity.tests.factories import make_staff
from allmende.inward.directory_desk.hours import HoursError, read_line, write_line

pytestmark = pytest.mark.django_db
BASE = "/arbeitsplatz/verzeichnis"


@pytest.fixture
def office(tenant):
    return make_unit("buergeramt", name="Bürgeramt", phone="1")


@pytest.fixture
def editor(office, client):
    user = make_staff(role=Role.EDITOR, unit=office)
    client.force_login(user)
    return user


def post_unit(client, key="buergeramt", **changes):
    return client.post(
        f"{BASE}/aemter/{key}/", {"kind": "office", "name": "Bürgeramt", "is_public": "on", **changes}
    )


def test_an_editor_changes_her_office_in_both_languages(client, editor, office):
    assert post_unit(client, phone="06001 9", en_name="Citizens' office").status_code == 302
    office.refresh_from_db()
    assert (office.phone, office.translations["en"]["name"]) == ("06001 9", "Citizens' office")


def test_another_office_does_not_exist_for_her(client, editor, tenant):
    make_unit("bauamt", name="Bauamt")
    assert client.get(f"{BASE}/aemter/bauamt/").status_code == 404


def test_without_the_role_the_desk_does_not_exist(client, office):
    client.force_login(make_staff(role=Role.CLERK, unit=office))
    assert client.get(f"{BASE}/").status_code == 404


def test_what_was_typed_comes_back_with_the_error(client, editor):
    page = post_unit(client, email="nobody", phone="4711")
    assert page.status_code == 422
    assert 'value="4711"' in page.content.decode()


def test_she_cannot_move_her_office_below_a_foreign_one(client, editor, office):
    other = make_unit("bauamt", name="Bauamt")
    assert post_unit(client, parent=str(other.pk)).status_code == 422
    office.refresh_from_db()
    assert office.parent is None


@pytest.mark.parametrize(
    ("text", "openings"),
    [
        ("8–12, 14-18:30", [(time(8), time(12)), (time(14), time(18, 30))]),
        ("8.30 bis 12 Uhr", [(time(8, 30), time(12))]),
        ("", []),
    ],
)
def test_hours_are_read_as_people_write_them(text, openings):
    assert read_line(text) == openings
    assert read_line(write_line(openings)) == openings


@pytest.mark.parametrize("text", ["ab 8", "12-8", "8-12, 11-13", "8-25"])
def test_hours_that_cannot_be_are_refused(text):
    with pytest.raises(HoursError):
        read_line(text)


def test_the_week_is_replaced(client, editor, office):
    client.post(f"{BASE}/aemter/buergeramt/zeiten/", {"do": "week", "day0": "8–12", "day3": "8–12, 14–18"})
    assert [(row.weekday, row.opens) for row in office.hours.all()] == [
        (0, time(8)),
        (3, time(8)),
        (3, time(14)),
    ]


def test_a_wrong_hour_keeps_the_week(client, editor, office):
    page = client.post(f"{BASE}/aemter/buergeramt/zeiten/", {"do": "week", "day0": "nachmittags"})
    assert page.status_code == 422
    assert "nachmittags" in page.content.decode()


def test_a_day_off_is_added_and_removed(client, editor, office):
    day = timezone.localdate() + timedelta(days=3)
    where = f"{BASE}/aemter/buergeramt/zeiten/"
    client.post(where, {"do": "exception", "first_day": f"{day:%Y-%m-%d}", "reason": "Ausflug"})
    row = office.exceptions.get()
    assert (row.last_day, row.opens, row.reason) == (day, None, "Ausflug")
    client.post(where, {"do": f"remove:{row.pk}"})
    assert not office.exceptions.exists()


@pytest.fixture
def service(office):
    row = make_service("Meldebescheinigung", "meldebescheinigung")
    Responsibility.objects.create(service=row, unit=office)
    return row


def service_data(**changes):
    return {"name": "Meldebescheinigung", "audiences": ["citizen"], "is_active": "on", **changes}


def test_texts_of_a_service_are_lists_by_line(client, editor, service):
    laws = "§ 18 BMG | https://www.gesetze-im-internet.de/bmg/__18.html\nSatzung"
    client.post(
        f"{BASE}/leistungen/meldebescheinigung/", service_data(synonyms="Nachweis\nZettel", legal_basis=laws)
    )
    service.refresh_from_db()
    assert service.synonyms == ["Nachweis", "Zettel"]
    assert service.legal_basis[1] == {"name": "Satzung"}
    assert service.legal_basis[0]["url"].endswith("__18.html")


def test_a_preview_saves_nothing(client, editor, service):
    data = service_data(summary="Ganz neu", do="preview")
    page = client.post(f"{BASE}/leistungen/meldebescheinigung/", data)
    service.refresh_from_db()
    assert "Ganz neu" in page.content.decode()
    assert service.summary != "Ganz neu"


def test_a_service_of_another_office_does_not_exist_for_her(client, tenant, service):
    other = make_unit(
        "bauamt", name="Bauamt", parent=service.responsibilities.get().unit.parent or make_unit("stadt")
    )
    client.force_login(make_staff(role=Role.EDITOR, unit=other))
    assert client.get(f"{BASE}/leistungen/meldebescheinigung/").status_code == 404


def test_responsibility_is_given_and_ended(client, editor, office, service):
    where = f"{BASE}/leistungen/meldebescheinigung/zustaendig/"
    part = make_unit("team", name="Team", parent=office)
    client.post(where, {"do": "add", "unit": str(part.pk), "valid_from": "2020-01-01"})
    row = Responsibility.objects.get(unit=part)
    assert row.valid_from == date(2020, 1, 1)
    client.post(where, {"do": f"end:{row.pk}"})
    row.refresh_from_db()
    assert row.valid_until == timezone.localdate() - timedelta(days=1)
