"""From wishes and rules to a placement that is looked at and taken over."""

from __future__ import annotations

from datetime import date

import pytest

from allmende.provider.offers.tests import factories as offers
from allmende.provider.transitions.access import Holder
from allmende.provider.transitions.errors import ChangedMeanwhileError, NotAllowedError, TransitionError
from allmende.provider.transitions.models import Effect, Window
from allmende.provider.transitions.tests.factories import make_hosting_programme
from allmende.provider.transitions.windows import actions, tasks
from allmende.provider.transitions.windows.building import build_problem
from allmende.provider.transitions.windows.models import Lock, Period, Run, Wish
from allmende.provider.transitions.windows.solver.search import solve
from allmende.provider.transitions.windows.words import excluded

VETO, WISH = Wish.Kind.VETO.value, Wish.Kind.WISH.value


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    """The solver's own process is tested with the solver."""
    monkeypatch.setattr(tasks, "calculate", lambda problem, options, tell: solve(problem, options))


def make_placing(**more):
    programme, schools = make_hosting_programme(**more)
    effects = Effect.objects.filter(measure__key="webhosting").select_related(
        "measure__programme", "institution"
    )
    return (
        programme,
        schools,
        list(effects.order_by("institution__number")),
        list(Window.objects.order_by("starts_on")),
    )


def calculated(programme):
    run = actions.start_run(programme=programme, by=None)
    run.refresh_from_db()
    return run


def test_b16_monthly_windows_between_two_days_are_17_each_with_a_capacity(tenant):
    programme, _schools, _effects, windows = make_placing(first=date(2027, 10, 1), last=date(2029, 2, 28))
    assert len(windows) == 17
    assert {window.capacity for window in windows} == {2}
    actions.take_run(run=calculated(programme), by=None)
    used = list(Effect.objects.filter(measure__key="webhosting").values_list("window_id", flat=True))
    assert None not in used
    assert max(used.count(key) for key in used) <= 2


def test_a_wish_is_met_and_said(tenant):
    programme, _schools, effects, windows = make_placing()
    actions.save_wishes(effect=effects[0], wishes={windows[3].pk: WISH}, by=None)
    run = calculated(programme)
    assert run.state == Run.State.FOUND
    assert actions.take_run(run=run, by=None) == 3
    effects[0].refresh_from_db()
    assert (effects[0].window, effects[0].placed, effects[0].placed_why) == (
        windows[3],
        "solver",
        "wie gewünscht",
    )


def test_only_so_many_windows_can_be_ruled_out(tenant):
    _programme, schools, effects, windows = make_placing()
    by = Holder(schools[0], effects[0].measure.programme)
    with pytest.raises(TransitionError, match="höchstens 1"):
        actions.save_wishes(effect=effects[0], wishes={w.pk: VETO for w in windows}, by=by)
    assert not Wish.objects.exists()


def test_nobody_wishes_for_another_school(tenant):
    _programme, schools, effects, windows = make_placing()
    by = Holder(schools[1], effects[0].measure.programme)
    with pytest.raises(NotAllowedError):
        actions.save_wishes(effect=effects[0], wishes={windows[0].pk: WISH}, by=by)


def test_what_is_not_for_a_school_has_a_reason(tenant):
    programme, _schools, effects, windows = make_placing()
    actions.save_period(
        land="BW", kind=Period.Kind.EXAMS, starts_on=date(2027, 11, 8), ends_on=date(2027, 11, 12),
        label="Prüfungswoche", by=None,
    )  # fmt: skip
    actions.save_wishes(effect=effects[0], wishes={windows[0].pk: VETO}, by=None)
    problem = build_problem(programme)
    said = [str(line) for line in excluded(problem, problem.item[str(effects[0].pk)], {})]
    assert said == [
        "nicht im Oktober 2027: von der Einrichtung ausgeschlossen",
        "nicht im November 2027: Prüfungen (Prüfungswoche)",
    ]


def test_moving_by_hand_says_what_it_breaks_and_holds(tenant):
    programme, _schools, effects, windows = make_placing()
    actions.save_wishes(effect=effects[0], wishes={windows[0].pk: VETO}, by=None)
    broken = actions.place_by_hand(effect=effects[0], window=windows[0], why="Anruf", by=None)
    assert [reason.kind for reason in broken] == ["veto"]
    effects[0].refresh_from_db()
    assert effects[0].window is None
    actions.place_by_hand(effect=effects[0], window=windows[0], why="Anruf", by=None, anyway=True)
    actions.take_run(run=calculated(programme), by=None)
    effects[0].refresh_from_db()
    assert (effects[0].window, effects[0].placed) == (windows[0], "hand")
    actions.unlock(effect=effects[0], by=None)
    assert not Lock.objects.exists()


def test_too_little_room_says_which_way_out(tenant):
    programme, *_rest = make_placing(schools=3, capacity=1, last=date(2027, 11, 30))
    run = calculated(programme)
    assert run.state == Run.State.NONE
    assert [step["kind"] for step in run.result["ways"][0]] == ["capacity"]
    with pytest.raises(TransitionError):
        actions.take_run(run=run, by=None)


def test_what_changed_since_it_was_calculated_is_not_overwritten(tenant):
    programme, _schools, effects, windows = make_placing()
    run = calculated(programme)
    actions.save_wishes(effect=effects[0], wishes={windows[0].pk: VETO}, by=None)
    with pytest.raises(ChangedMeanwhileError):
        actions.take_run(run=run, by=None)


def test_a_second_calculation_waits_for_the_first(tenant):
    programme, *_rest = make_placing()
    Run.objects.create(programme=programme, state=Run.State.RUNNING)
    with pytest.raises(TransitionError, match="läuft"):
        actions.start_run(programme=programme, by=None)


def test_orders_do_not_go_in_a_circle(tenant):
    programme, *_rest = make_placing()
    one, two = programme.measures.order_by("order")
    actions.save_order(before=one, after=two, strict=False, by=None)
    with pytest.raises(TransitionError, match="Kreis"):
        actions.save_order(before=two, after=one, strict=False, by=None)


def test_the_problem_is_built_in_few_statements(tenant, django_assert_num_queries):
    programme, *_rest = make_placing(schools=10, capacity=9)
    with django_assert_num_queries(7):
        assert len(build_problem(programme).items) == 10


@pytest.mark.parametrize(
    ("name", "content", "days", "problems"),
    [
        ("ferien.csv", "von;bis;name\n26.10.2027;30.10.2027;Herbst\nkaputt;;\n", 1, 1),
        ("ferien.csv", "2027-12-23,2028-01-08,Weihnachten\n", 1, 0),
        (
            "f.ics",
            "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20271026\r\nDTEND;VALUE=DATE:20271031\r\n"
            "SUMMARY:Herbst\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
            1,
            0,
        ),
    ],
    ids=["csv", "iso", "ics"],
)
def test_holidays_are_taken_over_from_a_file_once(tenant, name, content, days, problems):
    for added in (days, 0):
        found = actions.import_periods(
            content=content.encode(), name=name, land="BW", kind=Period.Kind.HOLIDAYS, by=None
        )
        assert (found.added, len(found.problems)) == (added, problems)
    assert Period.objects.get().ends_on.day in (30, 8)


def test_what_is_no_calendar_is_refused(tenant):
    with pytest.raises(TransitionError):
        actions.import_periods(content=b"x", name="x.pdf", land="BW", kind="holidays", by=None)


def test_a_customer_plans_nothing(tenant):
    programme, schools, *_rest = make_placing()
    user = offers.make_contact_user(schools[0])
    with pytest.raises(NotAllowedError):
        actions.start_run(programme=programme, by=user)
