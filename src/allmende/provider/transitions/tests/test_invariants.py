"""What must hold, because the notice of 2021 broke it."""

from __future__ import annotations

import itertools
import re
from datetime import date, timedelta

import pytest
from django.utils import translation

from allmende.foundation.tenants.models import Tenant
from allmende.provider.transitions import actions, queries
from allmende.provider.transitions.errors import DateConflictError, TransitionError
from allmende.provider.transitions.mentions import find_dates
from allmende.provider.transitions.models import Effect, Measure, MeasureDate
from allmende.provider.transitions.preview import effects_as_planned, preview
from allmende.provider.transitions.wording import date_words, effect_words

from .belwue import make_world
from .factories import Event, Kind, make_hosting_programme

#: What makes each kind recognisable, in German and English.
MARKS = {
    "de": {
        Kind.FIXED: r"\bam\b", Kind.EXPECTED: "voraussichtlich", Kind.NOT_BEFORE: "nicht vor",
        Kind.AT_LATEST: "spätestens", Kind.CONDITIONAL: "vorbehaltlich",
    },
    "en": {
        Kind.FIXED: r"^on\b(?!.*at the latest)", Kind.EXPECTED: "expected", Kind.NOT_BEFORE: "not before",
        Kind.AT_LATEST: "at the latest", Kind.CONDITIONAL: "subject to",
    },
}  # fmt: skip
DAYS = [date(2021, 1, 1) + timedelta(days=step) for step in range(0, 1500, 13)]


def moment(kind: str, on: date | None) -> MeasureDate:
    condition = "der Verfügbarkeit" if kind == Kind.CONDITIONAL else ""
    return MeasureDate(event=Event.END, kind=kind, on=on, condition=condition)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("kind", Kind.values)
def test_invariant_2_no_wording_of_a_kind_contains_the_words_of_another(language: str, kind: str) -> None:
    """A *not before* above all: it can never be read as an *at the latest*."""
    others = [mark for other, mark in MARKS[language].items() if other != kind]
    if kind in (Kind.EXPECTED, Kind.AT_LATEST) and language == "de":
        others.remove(MARKS["de"][Kind.FIXED])  # "voraussichtlich am" and "spätestens am" say more than "am"
    with translation.override(language):
        said = [date_words(moment(kind, day)) for day in DAYS]
    for words in said:
        assert re.search(MARKS[language][Kind(kind)], words)
        assert not any(re.search(mark, words) for mark in others), words


def test_invariant_2_kinds_are_worded_exactly() -> None:
    day = date(2023, 7, 1)
    assert {kind: date_words(moment(kind, day)) for kind in Kind.values} == {
        "fixed": "am 1. Juli 2023",
        "expected": "voraussichtlich am 1. Juli 2023",
        "not_before": "nicht vor dem 1. Juli 2023 (ein späterer Termin ist möglich; ein Termin steht noch nicht fest)",
        "at_latest": "spätestens am 1. Juli 2023",
        "conditional": "zum 1. Juli 2023, vorbehaltlich der Verfügbarkeit",
    }
    assert date_words(moment(Kind.CONDITIONAL, None)) == (
        "vorbehaltlich der Verfügbarkeit (ein Termin steht noch nicht fest)"
    )


class TestOneRecord:
    """Two dates for one event are refused."""

    @pytest.fixture
    def measure(self, tenant: Tenant) -> Measure:
        programme, _ = make_hosting_programme(schools=1, announced=False)
        return Measure.objects.get(programme=programme, key="moodle")

    @pytest.mark.parametrize(("first", "second"), list(itertools.product(Kind.values, repeat=2)))
    def test_invariant_1_a_second_date_for_one_event_is_refused(
        self, measure: Measure, first: str, second: str
    ) -> None:
        def put(kind: str) -> MeasureDate:
            condition = "der Zusage" if kind == Kind.CONDITIONAL else ""
            return actions.set_date(
                measure=measure,
                event=Event.END,
                kind=kind,
                on=date(2030, 7, 31),
                condition=condition,
                by=None,
            )

        put(first)
        with pytest.raises(DateConflictError, match="Zwei Termine für ein Ereignis"):
            put(second)

    def test_invariant_1_windows_and_an_end_are_two_dates(self, tenant: Tenant) -> None:
        programme, _ = make_hosting_programme(schools=1, announced=False)
        hosting = Measure.objects.get(programme=programme, key="webhosting")
        with pytest.raises(DateConflictError, match="Zeitfenster"):
            actions.set_date(measure=hosting, event=Event.END, kind=Kind.FIXED, on=date(2022, 7, 31), by=None)

    def test_invariant_1_nor_can_windows_join_an_end(self, tenant: Tenant) -> None:
        programme, _ = make_hosting_programme(schools=1, announced=False)
        moodle = Measure.objects.get(programme=programme, key="moodle")
        with pytest.raises(DateConflictError, match="schon einen Termin"):
            actions.add_windows(measure=moodle, windows=[(date(2029, 7, 1), date(2029, 7, 31), 5)], by=None)

    @pytest.mark.parametrize(
        ("event", "kind", "on", "fits"),
        [
            (
                Event.SALE_STOP,
                Kind.FIXED,
                date(2030, 1, 1),
                True,
            ),  # the move can be later: it is a not before
            (Event.END, Kind.AT_LATEST, date(2029, 6, 30), False),  # the move would come after the end
            (Event.END, Kind.FIXED, date(2029, 7, 1), True),
            (Event.END, Kind.NOT_BEFORE, date(2020, 1, 1), True),
            (Event.RETURN, Kind.AT_LATEST, date(2028, 1, 1), False),
        ],
    )
    def test_dates_of_a_measure_fit_each_other(
        self, measure: Measure, event: str, kind: str, on: date, fits: bool
    ) -> None:
        def put() -> MeasureDate:
            return actions.set_date(measure=measure, event=event, kind=kind, on=on, by=None)

        if fits:
            assert put().on == on
        else:
            with pytest.raises(DateConflictError, match="kann nicht nach"):
                put()

    @pytest.mark.parametrize(
        ("windows", "why"),
        [
            ([(date(2029, 1, 1), date(2029, 1, 31), 1), (date(2029, 1, 31), date(2029, 2, 28), 1)], "überschneiden"),
            ([(date(2029, 2, 1), date(2029, 1, 31), 1)], "endet, bevor es beginnt"),
            ([(date(2027, 1, 1), date(2027, 1, 31), 1)], "überschneiden|kann nicht nach"),
        ],
    )  # fmt: skip
    def test_windows_fit_each_other_and_the_stop_of_sale(
        self, tenant: Tenant, windows: list[tuple[date, date, int]], why: str
    ) -> None:
        programme, _ = make_hosting_programme(schools=1, announced=False)
        hosting = Measure.objects.get(programme=programme, key="webhosting")
        hosting.windows.all().delete()
        with pytest.raises(DateConflictError, match=why):
            actions.add_windows(measure=hosting, windows=windows, by=None)


def test_invariant_1_all_text_comes_from_the_record(tenant: Tenant) -> None:
    """Each date in what the programme of 2021 says to a school is one of its record."""
    world = make_world()
    for effect in effects_as_planned(world.programme, world.everything):
        days = {row.on for row in effect.measure.dates.all()}
        for window in effect.measure.windows.all():
            days |= {window.starts_on, window.ends_on}
        said = effect_words(effect)
        for mention in find_dates(" ".join((said.what, *said.when, said.action, said.assurance))):
            assert mention.first in days, mention


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("webhosting", "Das Angebot läuft zum Ende des Schuljahres 2021/2022 aus."),
        ("webhosting", "Die Auftritte werden zwischen 1.10.21 und 31.3.23 eingestellt."),
        ("moodle", "Angestrebt wird spätestens Sommer 2023."),
        ("moodle", "Bis Mitte 2023 wird alles umgestellt."),
        ("lines", "Der Anschluss endet am 30.6.2022."),
        ("mail", "Der Umzug ist am 1. Januar 2024."),
    ],
)
def test_invariant_1_a_date_in_a_text_that_contradicts_the_record_is_found(
    tenant: Tenant, key: str, text: str
) -> None:
    world = make_world()
    actions.save_measure(programme=world.programme, key=key, what_changes=text, by=None)
    found = [row for row in preview(world.programme).findings if row.code == "date_in_text"]
    assert found, text
    assert all(row.serious and row.measure is not None and row.measure.key == key for row in found)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("webhosting", "In monatlichen Zeitfenstern zwischen 1.10.21 und 28.2.23."),
        ("moodle", "Nicht vor Sommer 2023."),
        ("lines", "Zum 31.7.22, dem Ende des Schuljahres 2021/2022."),
        ("lines", "Seit der Version 3.11 vom Kollegium 12.3 genutzt."),
    ],
)
def test_a_date_in_a_text_that_says_the_same_is_not_wrong(tenant: Tenant, key: str, text: str) -> None:
    world = make_world()
    actions.save_measure(programme=world.programme, key=key, what_changes=text, by=None)
    assert [row.words for row in preview(world.programme).findings if row.code == "date_in_text"] == []


class TestRevisions:
    """A change tells exactly those whom it affects, and shows what changed."""

    @pytest.fixture
    def school_year(self, tenant: Tenant) -> MeasureDate:
        world = make_world()
        actions.announce_programme(programme=world.programme, by=None)
        return MeasureDate.objects.select_related("measure__programme").get(
            measure__key="lines", event=Event.END
        )

    def test_invariant_3_a_date_that_moves_touches_those_whom_its_measure_reaches(
        self, school_year: MeasureDate
    ) -> None:
        programme = school_year.measure.programme
        actions.set_date(
            measure=school_year.measure, event=Event.END, kind=Kind.FIXED, on=date(2022, 9, 30), replaces=school_year,
            by=None,
        )  # fmt: skip
        revision = actions.publish_revision(programme=programme, summary="Der Aufbau dauert länger.", by=None)
        reached = Effect.objects.filter(measure__key="lines").values_list("institution_id", flat=True)
        assert set(queries.touched_by(revision)) == set(reached)
        (change,) = revision.changes
        assert (change["what"], change["before"]["on"], change["after"]["on"]) == (
            "date:end",
            "2022-07-31",
            "2022-09-30",
        )

    def test_invariant_3_a_window_that_changes_touches_who_is_in_it(self, tenant: Tenant) -> None:
        programme, schools = make_hosting_programme(schools=3)
        hosting = Measure.objects.get(programme=programme, key="webhosting")
        one, two, *_rest = hosting.windows.order_by("starts_on")
        for school, window in zip(schools, (one, two, two), strict=True):
            effect = Effect.objects.get(measure=hosting, institution=school)
            actions.place(effect=effect, window=window, how=Effect.Placed.HAND, by=None)
        placed = actions.publish_revision(programme=programme, summary="Die Fenster stehen.", by=None)
        assert placed.institutions == 3
        assert {change["what"] for change in placed.changes} == {"window"}
        actions.change_window(
            window=one, starts_on=one.starts_on, ends_on=one.ends_on - timedelta(days=3), capacity=2, by=None
        )
        revision = actions.publish_revision(programme=programme, summary="Drei Tage früher.", by=None)
        assert queries.touched_by(revision) == [schools[0].pk]

    def test_invariant_3_who_is_reached_anew_or_no_longer_is_told_that_alone(self, tenant: Tenant) -> None:
        programme, schools = make_hosting_programme(schools=3)
        actions.save_measure(
            programme=programme,
            key="moodle",
            condition=f"institution.number != '{schools[0].number}'",
            by=None,
        )
        actions.fix_effects(programme=programme, by=None)
        gone = actions.publish_revision(programme=programme, summary="Eine Schule bleibt.", by=None)
        assert queries.touched_by(gone) == [schools[0].pk]
        assert [change["what"] for change in gone.changes] == ["unreached"]
        actions.save_measure(programme=programme, key="moodle", condition="", by=None)
        actions.fix_effects(programme=programme, by=None)
        back = actions.publish_revision(programme=programme, summary="Doch nicht.", by=None)
        assert queries.touched_by(back) == [schools[0].pk]

    def test_invariant_3_a_text_of_the_programme_is_shown_and_tells_nobody(
        self, school_year: MeasureDate
    ) -> None:
        programme = school_year.measure.programme
        programme = actions.change_programme(
            programme=programme, version=programme.version, phase="Phase 3", by=None
        )
        revision = actions.publish_revision(programme=programme, summary="Neue Phase.", by=None)
        assert (revision.institutions, [change["what"] for change in revision.changes]) == (0, ["phase"])

    def test_nothing_different_is_no_revision(self, school_year: MeasureDate) -> None:
        with pytest.raises(TransitionError, match="nichts geändert"):
            actions.publish_revision(programme=school_year.measure.programme, summary="", by=None)
