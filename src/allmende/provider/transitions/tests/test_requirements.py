"""What the schools of 2021 needed to be told, one test for each requirement."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from allmende.base.messages.models import OutgoingEmail
from allmende.foundation.tenants.models import Tenant
from allmende.provider.offers.models import Institution
from allmende.provider.offers.queries import contacts_of
from allmende.provider.transitions import actions, queries
from allmende.provider.transitions.models import Effect, Measure, OpenPoint, Revision, Step
from allmende.provider.transitions.preview import Preview, effects_as_planned, preview
from allmende.provider.transitions.wording import EffectWords, date_words, effect_words

from .belwue import World, make_world
from .factories import Event


@pytest.fixture
def world(tenant: Tenant) -> World:
    return make_world()


@pytest.fixture
def found(world: World) -> Preview:
    return preview(world.programme)


def words(found: Preview, school: Institution) -> dict[str, EffectWords]:
    return {
        effect.measure.key: effect_words(effect) for effect in effects_as_planned(found.programme, school)
    }


def dates(world: World, key: str) -> dict[str, str]:
    measure = next(row for row in queries.measures_of(world.programme) if row.key == key)
    return {row.event: date_words(row) for row in measure.dates.all()}


def test_b01_recipients_are_contacts_of_customers_who_use_an_affected_service(world: World) -> None:
    actions.announce_programme(programme=world.programme, by=None)
    affected = list(queries.affected_institutions(world.programme))
    assert affected == [world.everything, world.bound]
    assert all(contacts_of([row.pk for row in affected]).values())


def test_b04_reason_and_legal_basis_are_recorded_published_and_missed_where_they_lack(world: World) -> None:
    revision = actions.announce_programme(programme=world.programme, by=None)
    said = revision.content["programme"]
    assert "Vergaberecht" in said["legal_basis"]
    assert "langfristige Perspektive" in said["reason"]
    row = world.programme
    row = actions.change_programme(programme=row, version=row.version, reason="", legal_basis="", by=None)
    codes = {finding.code for finding in preview(row).findings if finding.serious}
    assert codes >= {"no_reason", "no_legal_basis"}


def test_b05_history_and_phase_are_published(world: World) -> None:
    said = actions.announce_programme(programme=world.programme, by=None).content["programme"]
    assert [entry["on"] for entry in said["history"]] == ["1997", "2019", "2021"]
    assert "Jetzt beginnt die Umstellung" in said["phase"]


def test_b06_a_capacity_conflict_is_a_recorded_reason(world: World) -> None:
    said = actions.announce_programme(programme=world.programme, by=None).content["programme"]
    assert "Konnektivität der Universitäten" in said["capacity_conflict"]


def test_b07_each_service_says_whether_there_is_something_to_do(world: World, found: Preview) -> None:
    said = words(found, world.everything)
    assert "müssen Sie nichts tun" in said["moodle"].action  # but its homepage hangs on it
    assert "was davon abhängt" in said["moodle"].action
    assert said["mail"].action == "Für Sie besteht kein Handlungsbedarf."
    assert said["webhosting"].action.startswith("Bitte bemühen Sie sich um einen Umzug")
    measure = Measure.objects.get(key="webhosting")
    actions.save_measure(programme=world.programme, key="webhosting", what_to_do="", by=None)
    assert ("no_action_words", measure) in {
        (row.code, row.measure) for row in preview(world.programme).findings
    }


def test_b09_a_later_notice_about_one_service_reaches_only_those_who_use_it(world: World) -> None:
    actions.announce_programme(programme=world.programme, by=None)
    actions.save_measure(programme=world.programme, key="moodle", what_changes="Der Umzug beginnt.", by=None)
    revision = actions.publish_revision(programme=world.programme, summary="Es geht weiter.", by=None)
    assert queries.touched_by(revision) == [world.everything.pk]


def test_b10_stop_of_sale_is_another_date_than_the_end(world: World, found: Preview) -> None:
    said = words(found, world.everything)["lines"].when
    assert said == (
        "Der Verkauf wird am 30. April 2021 eingestellt.",
        "Der Dienst endet am 31. Juli 2022.",
    )


def test_b11_b13_mail_moves_in_one_batch_subject_to_a_target_platform(world: World) -> None:
    assert dates(world, "mail") == {
        Event.MOVE: "zum 31. Juli 2022, vorbehaltlich der Verfügbarkeit einer Zielplattform"
    }
    assert not Measure.objects.get(key="mail").windows.exists()


def test_b12_who_takes_part_is_recorded_and_published(world: World) -> None:
    said = actions.announce_programme(programme=world.programme, by=None).content["programme"]
    names = [entry["name"] for entry in said["stakeholders"]]
    assert "Kommunale Spitzenverbände" in names
    assert len(names) == 4


def test_b14_moodle_moves_not_before_summer(world: World) -> None:
    assert dates(world, "moodle")[Event.MOVE] == (
        "nicht vor dem 1. Juli 2023 (ein späterer Termin ist möglich; ein Termin steht noch nicht fest)"
    )


def test_b15_web_hosting_covers_homepage_wiki_forum_nextcloud_and_own_moodle(
    world: World, found: Preview
) -> None:
    effect = next(
        row
        for row in effects_as_planned(world.programme, world.everything)
        if row.measure.key == "webhosting"
    )
    assert {entry["name"].partition(".")[0] for entry in effect.resources} == {
        "homepage", "wiki", "forum", "nextcloud", "ownmoodle",
    }  # fmt: skip


def test_b16_windows_are_monthly_and_seventeen(world: World) -> None:
    windows = list(Measure.objects.get(key="webhosting").windows.order_by("starts_on"))
    assert len(windows) == 17
    assert (windows[0].starts_on, windows[-1].ends_on) == (date(2021, 10, 1), date(2023, 2, 28))
    assert all(window.capacity == 120 for window in windows)


def test_b17_lines_of_both_networks_end(world: World, found: Preview) -> None:
    lines = next(row for row in found.measures if row.measure.key == "lines")
    assert lines.institutions == 2
    assert "pädagogischen Netzen und Verwaltungsnetzen" in words(found, world.everything)["lines"].what


def test_b18_fibre_at_a_node_is_excepted_by_rule_and_in_words(world: World, found: Preview) -> None:
    lines = next(row for row in found.measures if row.measure.key == "lines")
    assert lines.exempt == 1
    assert effects_as_planned(world.programme, world.fibre) == []
    assert "Glasfaser" in words(found, world.everything)["lines"].exception


def test_b19_long_contracts_are_counted_said_and_settled(world: World, found: Preview) -> None:
    assert found.conflicts == 1
    assert "31. März 2024" in words(found, world.bound)["lines"].contract
    actions.fix_effects(programme=world.programme, by=None)
    assert Step.objects.get(institution=world.bound, key="contract:lines").owner == "body"


@pytest.mark.parametrize(
    ("key", "what"),
    [("file-exchange", "File Exchange"), ("youth-filter", "Jugendschutzfilter, ein Angebot eines anderen")],
)
def test_b20_b21_file_exchange_and_what_is_resold_end_with_the_school_year(
    world: World, found: Preview, key: str, what: str
) -> None:
    said = words(found, world.everything)[key]
    assert said.when == ("Der Dienst endet am 31. Juli 2022.",)
    assert what in said.what


def test_b42_who_pays_before_and_after_is_shown_by_payer(world: World, found: Preview) -> None:
    shifts = {row.payer: (row.before, row.after_low) for row in found.costs.payers}
    assert shifts["body"][1] > shifts["body"][0]
    assert shifts["state"][1] < shifts["state"][0]
    assert "Land 288,00 Euro, Schulträger 178,80 Euro" in words(found, world.everything)["lines"].cost


def test_b44_hours_of_work_count_as_cost(world: World, found: Preview) -> None:
    assert found.hours > 0
    assert found.hours_cost == found.hours * Decimal("65.00")
    actions.fix_effects(programme=world.programme, by=None)
    steps = Step.objects.filter(institution=world.everything, measure__key="webhosting").exclude(
        owner="provider"
    )
    effect = Effect.objects.get(institution=world.everything, measure__key="webhosting")
    assert effect.hours == sum(step.hours for step in steps) > 0


def test_b45_what_is_said_is_one_dated_revision(world: World) -> None:
    assert list(queries.public_programmes()) == []
    revision = actions.announce_programme(programme=world.programme, by=None)
    assert list(queries.public_programmes()) == [world.programme]
    assert (revision.number, revision.published_at is not None) == (1, True)
    assert Revision.objects.filter(programme=world.programme).count() == 1
    assert not OutgoingEmail.objects.exists()


def test_b47_open_points_are_said_openly_until_they_are_answered(world: World) -> None:
    point = OpenPoint.objects.filter(text__contains="unterstützt").get()
    said = actions.announce_programme(programme=world.programme, by=None).content["open_points"]
    assert said[str(point.pk)] == {"text": point.text, "answer": ""}
    actions.save_open_point(programme=world.programme, point=point, text=point.text, answer="Ja.", by=None)
    revision = actions.publish_revision(programme=world.programme, summary="Beantwortet.", by=None)
    assert [change["what"] for change in revision.changes] == ["open_point"]
    assert revision.institutions == 0


def test_b49_earlier_programmes_that_failed_are_recorded_as_risks(world: World) -> None:
    assert {risk["learned_from"] for risk in world.programme.risks} == {"Ella"}


def test_what_hangs_on_a_measure_is_grouped_by_what_it_means(found: Preview) -> None:
    said = [group.words for group in found.cascades]
    assert "1 Schule, deren Homepage an „Lernplattform Moodle“ hängt" in said
    assert "1 Schule, deren VPN an „Internetanschlüsse über DSL und Kabel“ hängt" in said


def test_nothing_serious_is_wrong_with_its_texts(found: Preview) -> None:
    assert [(row.code, row.words) for row in found.findings if row.serious] == []
