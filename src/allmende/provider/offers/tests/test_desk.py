"""Staff keep the catalogue and the customers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from allmende.base.identity.models import Role
from allmende.base.identity.tests.factories import PASSWORD, make_staff
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.registry import Registry
from allmende.foundation.tenants.models import Tenant

from .. import actions
from ..models import Alternative, Contact, Institution, Offer, Variant
from ..tasks import close_institutions
from .factories import (
    make_alternative,
    make_body,
    make_contact,
    make_institution,
    make_offer,
    make_provider,
    make_variant,
)

pytestmark = pytest.mark.django_db
DESK = "/arbeitsplatz/it/"


@pytest.fixture
def desk(client: Client) -> Client:
    """Staff of the provider, logged in."""
    assert client.login(username=make_provider().login, password=PASSWORD)
    return client


def test_other_staff_find_nothing(client: Client) -> None:
    client.login(username=make_staff(role=Role.CLERK).login, password=PASSWORD)
    assert client.get(DESK).status_code == 404
    assert client.post(f"{DESK}neues-angebot/", {"name": "X"}).status_code == 404


def test_an_offer_comes_to_be_with_variant_and_price(desk: Client) -> None:
    desk.post(
        f"{DESK}neues-angebot/",
        {"name": "Mail für Schulen", "audiences": ["school"], "on_sale_from": "2026-01-01"},
    )
    offer = Offer.objects.get(key="mail-fuer-schulen")
    desk.post(f"{DESK}angebote/{offer.key}/varianten/", {"name": "Groß", "term_months": "12"})
    variant = Variant.objects.get(offer=offer)
    here = f"{DESK}angebote/{offer.key}/varianten/{variant.pk}/"
    price = {"do": "price", "payer": "body", "period": "month", "amount": "12,50", "valid_from": "2026-01-01"}
    assert desk.post(here, price).status_code == 302
    shown = desk.get(f"/it-dienste/{offer.key}/").content.decode()
    assert "12,50" in shown
    assert "gebunden für 12 Monate" in shown


def test_dates_in_the_wrong_order_come_back_beside_the_field(desk: Client) -> None:
    offer = make_offer()
    values = {"name": "Anders", "sale_stops_on": "2027-05-01", "ends_on": "2027-04-01"}
    page = desk.post(f"{DESK}angebote/{offer.key}/", values)
    assert page.status_code == 422
    assert 'value="2027-04-01"' in page.content.decode()
    offer.refresh_from_db()
    assert offer.name != "Anders"


def test_who_saves_second_is_told_and_may_insist(desk: Client) -> None:
    offer = make_offer("Alt")
    form = desk.get(f"{DESK}angebote/{offer.key}/").context["form"]
    values = {"name": "Zweite", "seen": form["seen"].value(), "audiences": ["school"]}
    actions.save_offer(key=offer.key, by=SYSTEM, name="Erste")
    page = desk.post(f"{DESK}angebote/{offer.key}/", values)
    assert page.status_code == 409
    again = {**values, "seen": page.context["form"]["seen"].value()}
    assert desk.post(f"{DESK}angebote/{offer.key}/", again).status_code == 302
    offer.refresh_from_db()
    assert offer.name == "Zweite"


def test_facts_are_kept_by_point(desk: Client) -> None:
    offer = make_offer()
    values = {"availability": "99,5", "words_availability": "je Monat", "own_domain": "yes", "contract": "Art. 28",
              "categories": "Namen\nNoten"}  # fmt: skip
    assert desk.post(f"{DESK}angebote/{offer.key}/eigenschaften/", values).status_code == 302
    offer.refresh_from_db()
    assert offer.facts == {"availability": "99.5: je Monat", "own_domain": "yes"}
    assert offer.data_protection == {"contract": "Art. 28", "categories": ["Namen", "Noten"]}


def test_a_foreign_successor_has_the_same_facts(desk: Client) -> None:
    offer = make_offer(stage="ending")
    values = {"name": "Landesdienst", "supplier": "Land", "is_active": "on", "cost_body": "120", "cost_state": "0",
              "own_template": "no"}  # fmt: skip
    assert desk.post(f"{DESK}angebote/{offer.key}/nachfolge/neu/", values).status_code == 302
    row = Alternative.objects.get()
    assert (row.cost, row.facts) == ({"body": "120.00", "state": "0.00"}, {"own_template": "no"})
    desk.post(f"{DESK}angebote/{offer.key}/nachfolge/", {"do": f"switch:{row.pk}"})
    row.refresh_from_db()
    assert not row.is_active


def test_an_own_offer_can_follow_once(desk: Client) -> None:
    offer, own = make_offer(stage="ending"), make_offer()
    for status in (302, 422):
        page = desk.post(f"{DESK}angebote/{offer.key}/nachfolge/", {"do": "own", "own": str(own.pk)})
        assert page.status_code == status


# ── customers ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_long_list_has_pages_with_few_queries(desk: Client, at_most_queries: Any) -> None:
    Institution.objects.bulk_create(
        [Institution(number=f"N{place:04}", kind="school", name=f"Schule {place:04}") for place in range(120)]
    )
    with at_most_queries(9):
        first = desk.get(f"{DESK}einrichtungen/")
    second = desk.get(f"{DESK}einrichtungen/{first.context['following']}")
    assert second.context["rows"][0].number == "N0050"
    assert [row.number for row in desk.get(f"{DESK}einrichtungen/?q=N0007").context["rows"]] == ["N0007"]


def test_the_list_is_narrowed_by_kind_and_body(desk: Client) -> None:
    body = make_body("Kreis", schools=2)
    make_institution()
    assert len(desk.get(f"{DESK}einrichtungen/?traeger={body.pk}").context["rows"]) == 2
    assert desk.get(f"{DESK}einrichtungen/?art=body").context["rows"] == [body]


def test_an_institution_is_recorded_changed_and_closed(desk: Client) -> None:
    body = make_body(schools=0)
    values = {
        "kind": "school",
        "number": "0815",
        "name": "Neue Schule",
        "land": "BW",
        "users": "10",
        "body": body.number,
    }
    assert desk.post(f"{DESK}einrichtungen/neu/", values).status_code == 302
    row = Institution.objects.get(number="0815")
    assert row.body == body
    assert desk.post(f"{DESK}einrichtungen/neu/", values).status_code == 422  # the number is taken
    desk.post(f"{DESK}einrichtungen/{row.pk}/aendern/", {**values, "name": "Anders", "body": ""})
    desk.post(f"{DESK}einrichtungen/{row.pk}/ende/", {"do": "close", "close-on": "2024-07-31"})
    row.refresh_from_db()
    assert (row.name, row.body, row.state, row.ended_on) == ("Anders", None, "closed", date(2024, 7, 31))


def test_a_last_day_to_come_closes_by_itself(desk: Client) -> None:
    row = make_institution()
    here, today = f"{DESK}einrichtungen/{row.pk}/ende/", timezone.localdate()
    desk.post(here, {"do": "close", "close-on": today.isoformat()})
    close_institutions()
    row.refresh_from_db()
    assert (row.state, row.ended_on) == ("active", today)
    Institution.objects.update(ended_on=today - timedelta(days=1))
    close_institutions()
    row.refresh_from_db()
    assert row.state == "closed"
    other = make_institution()
    for do, on in (("close", today), ("reopen", None)):
        desk.post(f"{DESK}einrichtungen/{other.pk}/ende/", {"do": do, "close-on": today.isoformat()})
        other.refresh_from_db()
        assert other.ended_on == on


def test_two_become_one_by_number(desk: Client) -> None:
    one, other = make_institution(), make_institution()
    wrong = {"do": "merge", "merge-target": "gibtesnicht", "merge-on": "2024-07-31"}
    assert desk.post(f"{DESK}einrichtungen/{one.pk}/ende/", wrong).status_code == 422
    desk.post(f"{DESK}einrichtungen/{one.pk}/ende/", {**wrong, "merge-target": other.number})
    one.refresh_from_db()
    assert one.merged_into == other


def test_one_contact_stands_for_many_schools(desk: Client) -> None:
    schools = [make_institution() for _ in range(3)]
    for school in schools:
        values = {"name": "Toni", "email": "toni@schule.example", "role": "it"}
        assert desk.post(f"{DESK}einrichtungen/{school.pk}/kontakt/", values).status_code == 302
    contact = Contact.objects.get()
    assert contact.roles.count() == 3
    assert desk.get(f"{DESK}einrichtungen/kontakte/").context["listed"] == [(contact, 3)]


def test_an_address_that_somebody_else_had_before_makes_a_new_contact(desk: Client) -> None:
    school = make_institution()
    other = make_contact(school, email="alt@schule.example")
    actions.save_contact(number=other.number, by=SYSTEM, email="neu@schule.example")
    values = {"name": "Kim", "email": "alt@schule.example", "role": "it"}
    desk.post(f"{DESK}einrichtungen/{school.pk}/kontakt/", values)
    assert set(Contact.objects.values_list("email", flat=True)) == {
        "alt@schule.example",
        "neu@schule.example",
    }


def test_a_contact_is_replaced_by_a_new_person(desk: Client) -> None:
    old = make_contact(make_institution(), make_institution())
    desk.post(
        f"{DESK}einrichtungen/kontakte/{old.pk}/ersetzen/", {"name": "Neu", "email": "neu@schule.example"}
    )
    assert Contact.objects.get(email="neu@schule.example").roles.count() == 2
    assert not old.roles.exists()


def test_bounced_contacts_are_shown(desk: Client) -> None:
    school = make_institution()
    bounced = make_contact(school)
    make_contact(school)
    actions.note_bounce(contact=bounced, at=timezone.now(), by=SYSTEM)
    page = desk.get(f"{DESK}einrichtungen/kontakte/?nur=bounced")
    assert [row for row, _places in page.context["listed"]] == [bounced]
    assert "E-Mail kam zurück" in desk.get(f"{DESK}einrichtungen/{school.pk}/").content.decode()


def test_erasing_wants_to_be_sure(desk: Client) -> None:
    contact = make_contact(make_institution())
    here = f"{DESK}einrichtungen/kontakte/{contact.pk}/loeschen/"
    assert desk.post(here).status_code == 422
    assert desk.post(here, {"sure": "1"}).status_code == 302
    contact.refresh_from_db()
    assert contact.erased_at
    assert desk.get(f"{DESK}einrichtungen/kontakte/{contact.pk}/").status_code == 200


# ── catalogue ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("planned", "Geplant"),
        ("sale_stopped", "nicht mehr neu"),
        ("ending", "läuft aus"),
        ("ended", "ist beendet"),
    ],
)
def test_the_page_says_the_stage(client: Client, stage: str, words: str) -> None:
    assert words in client.get(f"/it-dienste/{make_offer(stage=stage).key}/").content.decode()


def test_the_catalogue_is_narrowed_and_leaves_out_what_ended(client: Client) -> None:
    make_offer("Nur Ämter", audiences=["office"])
    make_offer("Vorbei", stage="ended")
    assert "Nur Ämter" in client.get("/it-dienste/?fuer=office").content.decode()
    assert "Nur Ämter" not in client.get("/it-dienste/?fuer=school").content.decode()
    assert "Vorbei" not in client.get("/it-dienste/").content.decode()


def test_pages_cost_few_queries(client: Client, at_most_queries: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("allmende.provider.offers.views.catalogue.offer_sections", Registry("offer section"))
    offer = make_offer(stage="ending")
    for _ in range(3):
        make_variant(offer, body=1, state=2)
        make_alternative(offer)
    with at_most_queries(8):
        client.get(f"/it-dienste/{offer.key}/")
    with at_most_queries(3):
        client.get("/it-dienste/")


def test_the_api_says_the_same(client: Client, other_tenant: Tenant) -> None:
    offer = make_offer("Webhosting", key="webhosting", stage="ending", facts={"own_domain": "yes"})
    make_variant(offer, "Groß", body="12.50")
    make_alternative(offer, "Anderer")
    found = client.get("/api/v1/it-services/webhosting").json()
    assert found["stage"] == "ending"
    assert found["variants"][0]["prices"] == [{"payer": "body", "period": "year", "amount": "12.50"}]
    assert found["facts"] == [
        {"point": "own_domain", "label": "Adressen mit der eigenen Domäne der Schule", "text": "Ja"}
    ]
    assert [one["name"] for one in found["successors"]] == ["Anderer"]
    assert [one["key"] for one in client.get("/api/v1/it-services?audience=school").json()["items"]] == [
        "webhosting"
    ]
    assert client.get("/api/v1/it-services/anders").status_code == 404
