"""Editors at the top keep life situations and subjects: made, renamed, ended, deleted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from allmende.base.directory.models import Topic
from allmende.base.directory.tests.factories import make_service, make_unit
from allmende.base.identity.models import Role
from allmende.base.identity.tests.factories import make_staff
from allmende.foundation.events.models import Event

pytestmark = pytest.mark.django_db
BASE = "/arbeitsplatz/verzeichnis"
KINDS = [("situation", "neue-lebenslage", "lebenslagen"), ("subject", "neues-thema", "themen")]


@pytest.fixture
def town(tenant):
    return make_unit("stadt", name="Musterstadt")


@pytest.fixture
def editor(town, client):
    user = make_staff(role=Role.EDITOR, unit=town)
    client.force_login(user)
    return user


@pytest.fixture
def pets(tenant):
    return Topic.objects.create(kind="situation", key="tiere", name="Tierhaltung")


def post(client, path, **changes):
    return client.post(f"{BASE}/{path}/", {"name": "Ruhestand", "audience": "citizen", **changes})


@pytest.mark.parametrize(("kind", "new", "folder"), KINDS)
def test_a_topic_is_made_and_stands_on_the_website(client, editor, kind, new, folder):
    page = post(client, new, position="3", en_name="Retirement")
    assert page.url == f"{BASE}/{folder}/ruhestand/"
    row = Topic.objects.get(kind=kind, key="ruhestand")
    assert (row.position, row.translations["en"]) == (
        (3 if kind == "situation" else 0),
        {"name": "Retirement"},
    )
    assert client.get(page.url).status_code == 200
    assert "Ruhestand" in client.get(f"/{folder}/").content.decode()
    assert Event.objects.latest("position").data["key"] == f"{kind}/ruhestand"


def test_the_same_name_may_be_a_situation_and_a_subject(client, editor):
    for _kind, new, _folder in (*KINDS, KINDS[0]):
        post(client, new)
    assert sorted(Topic.objects.values_list("kind", "key")) == [
        ("situation", "ruhestand"),
        ("situation", "ruhestand-2"),
        ("subject", "ruhestand"),
    ]


def test_a_new_name_keeps_the_address(client, editor, pets):
    assert post(client, "lebenslagen/tiere", name="Haustiere").status_code == 302
    pets.refresh_from_db()
    assert (pets.key, pets.name) == ("tiere", "Haustiere")
    assert "Haustiere" in client.get("/lebenslagen/tiere/").content.decode()


def test_without_a_name_nothing_is_saved_and_what_was_typed_stays(client, editor):
    page = post(client, "neue-lebenslage", name="", summary="Wenn die Arbeit endet")
    assert page.status_code == 422
    assert "Wenn die Arbeit endet" in page.content.decode()
    assert not Topic.objects.exists()


def test_a_colleague_who_was_quicker_is_told(client, editor, pets):
    shown = client.get(f"{BASE}/lebenslagen/tiere/").context["form"].initial["base"]
    post(client, "lebenslagen/tiere", name="Haustiere", base=shown)
    assert post(client, "lebenslagen/tiere", name="Vierbeiner", base=shown).status_code == 409


def test_what_has_ended_is_not_found_and_not_offered(client, editor, pets):
    service = make_service("Hundesteuer", "hundesteuer", life_situation=pets)
    yesterday = timezone.localdate() - timedelta(days=1)
    client.post(f"{BASE}/lebenslagen/tiere/ende/", {"do": "end", "last_day": f"{yesterday:%d.%m.%Y}"})
    assert client.get("/lebenslagen/tiere/").status_code == 404
    assert "Tierhaltung" not in client.get("/leistungen/hundesteuer/").content.decode()
    assert "Tierhaltung" not in client.get(f"{BASE}/neue-leistung/").content.decode()
    assert "Tierhaltung" in client.get(f"{BASE}/leistungen/{service.slug}/").content.decode()
    client.post(f"{BASE}/lebenslagen/tiere/ende/", {"do": "reopen"})
    assert client.get("/lebenslagen/tiere/").status_code == 200


def test_what_a_service_belongs_to_is_not_deleted(client, editor, pets):
    service = make_service("Hundesteuer", "hundesteuer", life_situation=pets)
    ask = {"do": "delete", "sure": "on"}
    assert "1 Leistung" in client.post(f"{BASE}/lebenslagen/tiere/ende/", ask).content.decode()
    service.delete()
    assert client.post(f"{BASE}/lebenslagen/tiere/ende/", ask).url == f"{BASE}/themen/"
    assert not Topic.objects.exists()


@pytest.mark.parametrize(
    "path", ["themen", "neue-lebenslage", "neues-thema", "lebenslagen/tiere", "lebenslagen/tiere/ende"]
)
def test_who_edits_one_office_only_does_not_see_them(client, town, pets, path):
    client.force_login(make_staff(role=Role.EDITOR, unit=make_unit("amt", name="Amt", parent=town)))
    assert client.get(f"{BASE}/{path}/").status_code == 404
    assert post(client, path, do="delete", sure="on").status_code == 404
    assert Topic.objects.get().name == "Tierhaltung"
