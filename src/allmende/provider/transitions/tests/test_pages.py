"""The coordinators' pages."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from allmende.base.identity.models import User
from allmende.base.identity.tests.factories import PASSWORD, make_citizen, make_staff
from allmende.provider.offers.tests.factories import make_provider
from allmende.provider.transitions import actions
from allmende.provider.transitions.models import Measure, MeasureDate, OpenPoint, Programme, Revision, Step

from .factories import Event, Kind, make_hosting_programme

pytestmark = pytest.mark.usefixtures("tenant")


@pytest.fixture
def coordinator(client: Client) -> User:
    user = make_provider()
    assert client.login(username=user.email, password=PASSWORD)
    return user


def page(client: Client, name: str, *args: object, query: str = "") -> str:
    response = client.get(reverse(f"transitions:{name}", args=args) + query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def post(client: Client, name: str, *args: object, query: str = "", **data: object) -> tuple[int, str]:
    response = client.post(reverse(f"transitions:{name}", args=args) + query, data)
    return response.status_code, response.content.decode()


@pytest.mark.parametrize("make", [make_citizen, make_staff])
def test_they_are_for_staff_of_the_provider_only(client: Client, make: object) -> None:
    programme, _ = make_hosting_programme(schools=1)
    user = make()  # type: ignore[operator]
    assert client.login(username=user.email, password=PASSWORD)
    for name in ("programme", "texts", "preview", "effects", "revisions"):
        assert client.get(reverse(f"transitions:{name}", args=[programme.pk])).status_code in (403, 404)


def test_every_page_answers(client: Client, coordinator: User) -> None:
    programme, schools = make_hosting_programme(schools=2)
    assert programme.title in page(client, "programmes")
    for name in ("programme", "texts", "preview", "effects", "revisions", "new_measure"):
        assert programme.title in page(client, name, programme.pk)
    assert schools[0].name in page(client, "effects", programme.pk, query="?massnahme=webhosting&nur=offen")
    assert "Nachfolgeangebot wählen" in page(client, "institution", programme.pk, schools[0].pk)
    assert "nicht vor dem 1. Juli 2029" in page(client, "preview_of", programme.pk, schools[0].pk)
    assert "17" not in page(client, "measure", programme.pk, "moodle").partition("<main")[2][:300]


def test_a_programme_is_begun_filled_and_given_dates(client: Client, coordinator: User) -> None:
    status, _ = post(client, "new_programme", title="Umstellung", key="umstellung")
    programme = Programme.objects.get()
    assert status == 302
    assert programme.created_by == coordinator
    status, _ = post(
        client, "texts", programme.pk, title="Umstellung", reason="Vergaberecht", risks="Zeitdruck | Ella",
        history="1997 | Vereinbarung\n2019 | Prozess", stakeholders="Ministerium | Auftrag",
    )  # fmt: skip
    programme.refresh_from_db()
    assert programme.history == [{"on": "1997", "text": "Vereinbarung"}, {"on": "2019", "text": "Prozess"}]
    assert programme.risks == [{"text": "Zeitdruck", "learned_from": "Ella"}]
    status, _ = post(
        client, "new_measure", programme.pk, key="mail", kind="move", title="E-Mail", cost_state="0"
    )
    measure = Measure.objects.get()
    assert measure.options == {"cost_after": {"state": "0"}}
    date_ = {
        "do": "date",
        "date-event": "move",
        "date-kind": "conditional",
        "date-on": "2022-07-31",
        "date-condition": "der Verfügbarkeit",
    }
    assert post(client, "measure", programme.pk, "mail", **date_)[0] == 302
    assert "zum 31. Juli 2022, vorbehaltlich der Verfügbarkeit" in page(client, "programme", programme.pk)
    post(client, "open_point", programme.pk, text="Hilft das Land?")
    point = OpenPoint.objects.get()
    post(client, "open_point", programme.pk, point=point.pk, text=point.text, answer="Ja.")
    point.refresh_from_db()
    assert point.closed_at is not None


def test_a_second_date_is_refused_and_what_was_typed_is_kept(client: Client, coordinator: User) -> None:
    programme, _ = make_hosting_programme(schools=1, announced=False)
    sent = {"do": "date", "date-event": "end", "date-kind": "fixed", "date-on": "2028-07-31"}
    status, html = post(client, "measure", programme.pk, "webhosting", **sent)
    assert status == 422
    assert "Das Zeitfenster einer Einrichtung ist ihr Termin" in html
    assert 'value="2028-07-31"' in html


def test_a_date_is_changed_only_as_it_was_seen(client: Client, coordinator: User) -> None:
    programme, _ = make_hosting_programme(schools=1)
    html = page(client, "measure", programme.pk, "moodle", query="?termin=move")
    assert "2029-07-01" in html
    row = MeasureDate.objects.get(measure__key="moodle")
    from allmende.provider.transitions.forms import seen_of

    sent = {
        "do": "date",
        "date-event": "move",
        "date-kind": "not_before",
        "date-on": "2029-09-01",
        "date-seen": seen_of(row),
    }
    actions.set_date(
        measure=row.measure, event=Event.MOVE, kind=Kind.FIXED, on=date(2030, 1, 1), replaces=row, by=None
    )
    status, html = post(client, "measure", programme.pk, "moodle", **sent)
    assert status == 422
    assert "am 1. Januar 2030" in html
    row.refresh_from_db()
    assert post(client, "measure", programme.pk, "moodle", **{**sent, "date-seen": seen_of(row)})[0] == 302


def test_two_coordinators_at_once_lose_nothing(client: Client, coordinator: User) -> None:
    programme, _ = make_hosting_programme(schools=1)
    html = page(client, "texts", programme.pk)
    base = html.partition('name="base" value="')[2].partition('"')[0].replace("&quot;", '"')
    other = make_provider(name="Kim Anders", email="kim@example.org")
    actions.change_programme(
        programme=programme, version=programme.version, by=other, phase="Phase 2", reason="Anderes"
    )
    mine = {"title": programme.title, "reason": "Meines", "legal_basis": programme.legal_basis, "base": base}
    status, html = post(client, "texts", programme.pk, **mine)
    assert status == 409
    for words in ("Kim Anders", "Meines", "Anderes", "Phase 2"):
        assert words in html
    programme.refresh_from_db()
    assert programme.reason == "Anderes"


def test_staff_tick_choose_and_publish(client: Client, coordinator: User) -> None:
    programme, schools = make_hosting_programme(schools=1)
    step = Step.objects.get(key="read")
    post(client, "tick", programme.pk, schools[0].pk, step=step.pk, note="am Telefon")
    step.refresh_from_db()
    assert step.note == "am Telefon"
    moved = MeasureDate.objects.get(measure__key="moodle")
    actions.set_date(
        measure=moved.measure,
        event=Event.MOVE,
        kind=Kind.NOT_BEFORE,
        on=date(2029, 9, 1),
        replaces=moved,
        by=None,
    )
    assert "1. September 2029" in page(client, "revisions", programme.pk)
    assert post(client, "revisions", programme.pk, summary="Später.")[0] == 302
    assert Revision.objects.count() == 2
    assert post(client, "revisions", programme.pk, summary="Noch einmal.")[0] == 422


def test_a_list_asks_few_questions(client: Client, coordinator: User, at_most_queries: object) -> None:
    programme, _ = make_hosting_programme(schools=12)
    with at_most_queries(16):  # type: ignore[operator]
        page(client, "effects", programme.pk)
    with at_most_queries(20):  # type: ignore[operator]
        page(client, "preview", programme.pk)
