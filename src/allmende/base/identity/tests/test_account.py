from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from allmende.base.identity.models import Absence, AccountSession
from allmende.base.identity.personal_data import PersonalData, personal_data
from allmende.foundation.events.queries import timeline

from .factories import PASSWORD, make_citizen, make_staff

pytestmark = pytest.mark.usefixtures("tenant")


@pytest.fixture(autouse=True)
def _fresh(settings) -> None:
    settings.DEMO = True


def log_in(client, user) -> None:
    client.post("/konto/anmelden/", {"email": user.email, "password": PASSWORD})


@pytest.mark.parametrize(
    "path",
    ["", "daten/", "kennwort/", "daten/herunterladen/", "loeschen/", "zweiter-schritt/codes/", "vertretung/"],
)
def test_visitors_are_asked_to_log_in(client, path) -> None:
    assert client.get(f"/konto/{path}").url.startswith("/konto/anmelden/?next=")


@pytest.mark.parametrize("path", ["", "daten/", "kennwort/", "loeschen/", "zweiter-schritt/", "vertretung/"])
def test_staff_see_every_page_of_their_account(client, path) -> None:
    client.force_login(make_staff(role="clerk"))
    assert client.get(f"/konto/{path}").status_code == 200


def test_a_citizen_has_no_deputy_page(client) -> None:
    client.force_login(make_citizen())
    assert client.get("/konto/vertretung/").status_code == 404


def test_pages_with_secrets_are_not_kept_by_browsers(client) -> None:
    assert client.get("/konto/anmelden/")["Cache-Control"] == "no-store"


def test_the_name_and_the_language_change(client) -> None:
    user = make_citizen()
    client.force_login(user)
    client.post("/konto/daten/", {"name": "Erika Neu", "language": "en"})
    user.refresh_from_db()
    assert (user.name, user.language) == ("Erika Neu", "en")


def test_she_ends_a_log_in_on_another_device(client) -> None:
    user = make_citizen()
    phone = Client(headers={"host": "musterstadt.localhost"})
    log_in(phone, user)
    log_in(client, user)
    session = AccountSession.objects.get(session_key=phone.session.session_key)
    client.post(f"/konto/geraete/{session.pk}/abmelden/")
    assert phone.get("/konto/").status_code == 302
    assert client.get("/konto/").status_code == 200


def test_nobody_ends_a_strangers_log_in(client) -> None:
    phone = Client(headers={"host": "musterstadt.localhost"})
    log_in(phone, make_citizen())
    log_in(client, make_citizen())
    session = AccountSession.objects.get(session_key=phone.session.session_key)
    assert client.post(f"/konto/geraete/{session.pk}/abmelden/").status_code == 404


class Cats(PersonalData):
    key, label = "cats", "Cats"
    erased = False

    def export(self, user):
        return ["Mimi"]

    def kept(self, user):
        return ["Die Katzenakte bleibt bis 2031."]

    def erase(self, user):
        Cats.erased = True


@pytest.fixture
def cats(monkeypatch) -> None:
    monkeypatch.setattr(personal_data, "_items", {"cats": Cats()})


@pytest.mark.usefixtures("cats")
def test_the_export_holds_what_every_app_knows(client) -> None:
    user = make_citizen("erika@example.org")
    client.force_login(user)
    data = client.get("/konto/daten/herunterladen/").json()
    assert data["account"]["email"] == "erika@example.org"
    assert data["cats"] == ["Mimi"]


@pytest.mark.usefixtures("cats")
def test_deleting_says_what_stays_and_forgets_the_rest(client) -> None:
    user = make_citizen("erika@example.org")
    client.force_login(user)
    assert "Katzenakte" in client.get("/konto/loeschen/").content.decode()
    client.post("/konto/loeschen/", {"sure": "on", "current": PASSWORD})
    user.refresh_from_db()
    assert (user.name, user.is_active, "erika" in user.email) == ("", False, False)
    assert Cats.erased
    assert timeline(f"user:{user.pk}")[0].personal.data is None
    assert client.get("/konto/").status_code == 302


def test_the_address_is_free_again_after_deletion(client) -> None:
    user = make_citizen("erika@example.org")
    client.force_login(user)
    client.post("/konto/loeschen/", {"sure": "on", "current": PASSWORD})
    make_citizen("erika@example.org")


def test_deleting_needs_the_password(client) -> None:
    user = make_citizen()
    client.force_login(user)
    assert client.post("/konto/loeschen/", {"sure": "on", "current": "wrong"}).status_code == 422


def test_staff_do_not_delete_their_accounts(client) -> None:
    user = make_staff()
    client.force_login(user)
    client.post("/konto/loeschen/", {"sure": "on", "current": PASSWORD})
    user.refresh_from_db()
    assert user.is_active


def test_staff_name_a_deputy_and_take_it_back(client) -> None:
    user, deputy = make_staff(role="clerk"), make_staff()
    client.force_login(user)
    day = timezone.localdate() + timedelta(days=3)
    client.post("/konto/vertretung/", {"deputy": deputy.pk, "start": day, "end": day})
    found = Absence.objects.get()
    client.post(f"/konto/vertretung/{found.pk}/beenden/")
    assert not Absence.objects.exists()
