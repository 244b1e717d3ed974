"""Contacts see and do only what is theirs."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from allmende.base.identity.models import User
from allmende.base.identity.personal_data import personal_data
from allmende.base.identity.tests.factories import PASSWORD, make_citizen
from allmende.base.messages.models import OutgoingEmail
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.registry import Registry
from allmende.foundation.tenants.models import Tenant

from .. import actions
from ..models import Contact, Institution
from ..sections import Section
from .factories import BODY, make_body, make_contact, make_contact_user, make_institution, make_provider

pytestmark = pytest.mark.django_db


@pytest.fixture
def enter(client: Client) -> Any:
    """Log in as this user."""

    def log_in(user: User) -> Client:
        assert client.login(username=user.login, password=PASSWORD)
        return client

    return log_in


def link_of(contact: Contact) -> str:
    actions.invite_contact(contact=contact, by=SYSTEM)
    body = OutgoingEmail.objects.get(to=contact.email).body
    found = re.search(r"/einrichtung/einladung/[\w-]+/", body)
    assert found
    return found[0]


def test_the_only_institution_opens_at_once(enter: Any) -> None:
    school = make_institution("Goethe-Schule")
    page = enter(make_contact_user(school)).get("/einrichtung/", follow=True)
    assert page.request["PATH_INFO"] == f"/einrichtung/{school.pk}/"
    assert "Goethe-Schule" in page.content.decode()


def test_another_bodys_school_is_not_there(enter: Any) -> None:
    body, other = make_body(schools=1), make_body(schools=1)
    browser = enter(make_contact_user(body, role=BODY))
    assert browser.get(f"/einrichtung/{body.schools.get().pk}/").status_code == 200
    assert browser.get(f"/einrichtung/{other.pk}/").status_code == 404
    assert browser.get(f"/einrichtung/{other.schools.get().pk}/").status_code == 404
    assert other.name not in browser.get("/einrichtung/").content.decode()


def test_a_body_sees_its_schools_at_a_constant_cost(enter: Any, at_most_queries: Any) -> None:
    body = make_body(schools=2)
    browser = enter(make_contact_user(body, role=BODY))
    browser.get(f"/einrichtung/{body.pk}/")
    with CaptureQueriesContext(connection) as few:
        assert "Ihre Schulen" in browser.get(f"/einrichtung/{body.pk}/").content.decode()
    for _ in range(10):
        make_institution(body=body)
    with at_most_queries(len(few)):
        browser.get(f"/einrichtung/{body.pk}/")


@pytest.mark.parametrize("path", ["", "einrichtungen/", "einrichtungen/kontakte/", "einrichtungen/{}/"])
def test_a_contact_sees_no_page_of_the_staff(enter: Any, path: str) -> None:
    school = make_institution()
    browser = enter(make_contact_user(school))
    assert browser.get(f"/arbeitsplatz/it/{path.format(school.pk)}").status_code == 404


def test_the_providers_staff_is_no_exception_in_the_portal(enter: Any) -> None:
    assert enter(make_provider()).get(f"/einrichtung/{make_institution().pk}/").status_code == 404


def test_an_ended_contact_sees_nothing_any_more(enter: Any) -> None:
    school = make_institution()
    user = make_contact_user(school)
    actions.end_role(role=Contact.objects.get(user=user).roles.get(), by=SYSTEM)
    assert enter(user).get(f"/einrichtung/{school.pk}/").status_code == 404


def test_a_closed_school_still_shows_what_was(enter: Any) -> None:
    school = make_institution()
    user = make_contact_user(school)
    actions.close_institution(institution=school, on=timezone.localdate(), by=SYSTEM)
    assert "Letzter Tag" in enter(user).get(f"/einrichtung/{school.pk}/").content.decode()


def test_other_apps_bring_their_parts(enter: Any, monkeypatch: Any) -> None:
    parts: Registry[Section[Institution]] = Registry("portal section")
    names: dict[str, Any] = {"template": "offers/portal/parts/contacts.html", "order": 1}
    parts.register(
        Section(key="orders", title="Offene Bestellungen", context=lambda request, of: {}, **names)
    )
    parts.register(Section(key="none", title="Leeres", context=lambda request, of: None, **names))
    monkeypatch.setattr("allmende.provider.offers.views.portal.portal_sections", parts)
    school = make_institution()
    shown = enter(make_contact_user(school)).get(f"/einrichtung/{school.pk}/").content.decode()
    assert "Offene Bestellungen" in shown
    assert "Leeres" not in shown


# ── who becomes a contact ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_confirmed_address_is_proof_enough(enter: Any) -> None:
    user, school = make_citizen(), make_institution("Uhland-Schule")
    contact = make_contact(school, email=user.email)
    browser = enter(user)
    assert "Sind Sie das?" in browser.get("/einrichtung/").content.decode()
    browser.post("/einrichtung/verknuepfen/", {"contact": str(contact.pk)})
    assert browser.get(f"/einrichtung/{school.pk}/").status_code == 200
    browser.post("/einrichtung/verknuepfen/", {"contact": str(contact.pk), "do": "unlink"})
    assert browser.get(f"/einrichtung/{school.pk}/").status_code == 404


def test_no_other_contact_can_be_linked(enter: Any) -> None:
    contact = make_contact(make_institution())
    browser = enter(make_citizen())
    assert browser.post("/einrichtung/verknuepfen/", {"contact": str(contact.pk)}).status_code == 404
    contact.refresh_from_db()
    assert contact.user is None


def test_an_unconfirmed_address_proves_nothing(tenant: Tenant) -> None:
    user = make_citizen(confirmed=False)
    contact = make_contact(make_institution(), email=user.email)
    with pytest.raises(PermissionDenied):
        actions.link_account(contact=contact, user=user)


def test_the_link_in_the_invitation_works_once(enter: Any) -> None:
    school = make_institution("Keppler-Schule")
    link = link_of(make_contact(school))
    browser = enter(make_citizen())
    assert "Keppler-Schule" in browser.get(link).content.decode()
    assert browser.post(link, follow=True).status_code == 200
    assert browser.get(f"/einrichtung/{school.pk}/").status_code == 200
    assert browser.get(link).status_code == 404


def test_who_is_not_logged_in_is_asked_to(client: Client) -> None:
    link = link_of(make_contact(make_institution()))
    page = client.get(link)
    assert page.status_code == 200
    assert "/konto/anmelden/" in page.content.decode()
    assert client.post(link).status_code == 200
    assert not Contact.objects.filter(user__isnull=False).exists()


def test_an_old_link_and_that_of_an_old_address_are_over(client: Client) -> None:
    contact = make_contact(make_institution())
    link = link_of(contact)
    actions.save_contact(number=contact.number, by=SYSTEM, email="neu@schule.example")
    assert client.get(link).status_code == 404
    contact.refresh_from_db()
    late = link_of(contact)
    Contact.objects.update(invited_at=timezone.now() - timedelta(days=15))
    assert client.get(late).status_code == 404


def test_a_new_address_takes_the_access_back(tenant: Tenant) -> None:
    user = make_contact_user(make_institution())
    contact = Contact.objects.get(user=user)
    actions.save_contact(number=contact.number, by=SYSTEM, email="wer@anders.example")
    contact.refresh_from_db()
    assert contact.user is None


def test_guessed_links_are_counted(client: Client) -> None:
    codes = [client.get(f"/einrichtung/einladung/x{place}/").status_code for place in range(32)]
    assert set(codes) == {404}


# ── personal data ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_owner_of_an_account_gets_what_is_known_and_leaves(tenant: Tenant) -> None:
    school = make_institution("Mörike-Schule")
    user = make_contact_user(school)
    part = personal_data["provider_contact"]
    assert part.export(user)[0]["tasks"] == [{"institution": "Mörike-Schule", "task": "IT", "deputy": False}]
    assert "Kontaktperson" in part.kept(user)[0]
    part.erase(user)
    contact = Contact.objects.get()
    assert contact.user is None
    assert contact.email == user.email


def test_an_erased_contact_leaves_no_name_in_the_log(tenant: Tenant) -> None:
    from allmende.foundation.events.queries import timeline

    contact = make_contact(make_institution(), name="Kim Geheim")
    actions.erase_contact(contact=contact, by=SYSTEM)
    contact.refresh_from_db()
    assert (contact.name, contact.email, contact.phone) == ("", "", "")
    kept = [
        str(row.data) + str(getattr(getattr(row, "personal", None), "data", ""))
        for row in timeline(contact.stream)
    ]
    assert not [text for text in kept if "Geheim" in text]
