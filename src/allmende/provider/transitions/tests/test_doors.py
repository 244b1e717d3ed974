"""A programme of few schools, end to end."""

from __future__ import annotations

from datetime import date

import pytest

from allmende.provider.transitions import actions, queries
from allmende.provider.transitions.errors import ChangedMeanwhileError, DateConflictError, TransitionError
from allmende.provider.transitions.models import Effect, MeasureDate, Programme, Revision, Step, Window
from allmende.provider.transitions.preview import preview
from allmende.provider.transitions.wording import effect_words

from .factories import Event, Kind, make_hosting_programme

pytestmark = pytest.mark.usefixtures("tenant")


def test_an_announced_programme_has_effects_one_checklist_and_a_first_revision() -> None:
    programme, schools = make_hosting_programme()
    assert programme.state == Programme.State.ANNOUNCED
    assert Effect.objects.count() == 6
    assert {step.key for step in queries.checklist(programme, schools[0])} == {
        "read", "confirm", "choose:webhosting", "window:webhosting", "content:webhosting", "test:webhosting",
        "move:moodle",
    }  # fmt: skip
    revision = Revision.objects.get()
    assert (revision.number, revision.institutions) == (1, 3)
    assert len(queries.touched_by(revision)) == 3


def test_words_come_from_the_record() -> None:
    programme, schools = make_hosting_programme(schools=1)
    hosting, moodle = (effect_words(effect) for effect in queries.effects_of(programme, schools[0]))
    assert "17" not in " ".join(hosting.when)
    assert (
        "5 monatlichen Zeitfenstern zwischen dem 1. Oktober 2027 und dem 28. Februar 2028" in hosting.when[1]
    )
    assert "nicht vor dem 1. Juli 2029" in moodle.when[0]
    assert moodle.action == "Für Sie besteht kein Handlungsbedarf."


def test_a_second_date_is_refused() -> None:
    programme, _ = make_hosting_programme(schools=1, announced=False)
    hosting, _moodle = queries.measures_of(programme)
    with pytest.raises(DateConflictError):
        actions.set_date(measure=hosting, event=Event.END, kind=Kind.FIXED, on=date(2028, 7, 31), by=None)
    with pytest.raises(DateConflictError):
        actions.set_date(
            measure=hosting, event=Event.SALE_STOP, kind=Kind.FIXED, on=date(2027, 5, 1), by=None
        )


def test_a_moved_date_touches_only_those_whom_its_measure_reaches() -> None:
    programme, schools = make_hosting_programme()
    Effect.objects.filter(institution=schools[0], measure__key="moodle").delete()
    moved = MeasureDate.objects.get(measure__key="moodle")
    actions.set_date(
        measure=moved.measure,
        event=Event.MOVE,
        kind=Kind.NOT_BEFORE,
        on=date(2029, 9, 1),
        replaces=moved,
        by=None,
    )
    revision = actions.publish_revision(
        programme=programme, summary="Die Vorarbeiten dauern länger.", by=None
    )
    assert set(queries.touched_by(revision)) == {schools[1].pk, schools[2].pk}


def test_running_it_again_keeps_what_was_ticked() -> None:
    programme, schools = make_hosting_programme()
    step = Step.objects.get(institution=schools[0], key="read")
    actions.tick_step(step=step, by=None, note="im Kollegium besprochen")
    again = actions.fix_effects(programme=programme, by=None)
    assert (again.effects, again.voided) == (6, 0)
    step.refresh_from_db()
    assert step.done_at is not None


def test_a_preview_counts_what_fixing_writes() -> None:
    programme, _ = make_hosting_programme(announced=False)
    found = preview(programme)
    assert (found.institutions, [row.institutions for row in found.measures]) == (3, [3, 3])


def test_of_two_new_measures_of_one_name_the_second_is_refused() -> None:
    programme, _ = make_hosting_programme(schools=1, announced=False)
    with pytest.raises(ChangedMeanwhileError):
        actions.save_measure(programme=programme, key="moodle", kind="end", title="Neu", version=0, by=None)


def test_a_window_that_a_colleague_took_out_does_not_come_back() -> None:
    make_hosting_programme(schools=1, announced=False)
    first = Window.objects.select_related("measure__programme").order_by("starts_on")[0]
    stale = Window.objects.select_related("measure__programme").get(pk=first.pk)
    actions.remove_window(window=first, by=None)
    with pytest.raises(ChangedMeanwhileError):
        actions.change_window(
            window=stale, starts_on=stale.starts_on, ends_on=stale.ends_on, capacity=9, by=None
        )


def test_what_a_page_read_before_the_end_changes_nothing_after_it() -> None:
    programme, _ = make_hosting_programme(schools=1)
    before = Programme.objects.get(pk=programme.pk)
    placed = Effect.objects.select_related("measure__programme").filter(measure__key="webhosting")[0]
    actions.end_programme(programme=programme, state=Programme.State.DONE, by=None)
    with pytest.raises(TransitionError):
        actions.save_open_point(programme=before, text="Offen?", by=None)
    with pytest.raises(TransitionError):
        actions.place(effect=placed, window=None, how="", by=None)
