"""The solver alone: every rule is kept, what cannot be is said, and calculating again moves few."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from allmende.provider.transitions.windows.calculating import calculate
from allmende.provider.transitions.windows.solver import search
from allmende.provider.transitions.windows.solver.problem import (
    Item,
    Options,
    Order,
    Period,
    Problem,
    Result,
    Rule,
    Slot,
    as_json,
    problem_from,
    result_from,
)  # fmt: skip
from allmende.provider.transitions.windows.solver.rules import Calendar, breaks, in_order, reasons
from allmende.provider.transitions.windows.solver.sample import months, sample_problem
from allmende.provider.transitions.windows.solver.search import solve

#: One worker and a seed: the same answer each time.
SURE = Options(seconds=20, workers=1, seed=7)


def make_problem(items: int = 6, windows: int = 3, capacity: int = 2, **more) -> Problem:
    slots = [
        Slot(f"w{n}", "web", *span, capacity) for n, span in enumerate(months(date(2027, 5, 1), windows))
    ]
    return Problem(
        tuple(slots), tuple(Item(f"i{n}", "web", f"o{n}", f"b{n % 2}") for n in range(items)), **more
    )


def kept(problem: Problem, result: Result) -> bool:
    """Whether a placement keeps every rule, looked at one by one."""
    at = result.placement
    return at.keys() == problem.item.keys() and not any(
        breaks(problem, item, problem.slot[at[item.key]], at) for item in problem.items if not item.locked
    )


def change(problem: Problem, key: str, **fields) -> Problem:
    items = tuple(replace(item, **fields) if item.key == key else item for item in problem.items)
    return replace(problem, items=items)


def test_everybody_is_placed_within_the_capacity():
    problem = make_problem()
    result = solve(problem, SURE)
    assert kept(problem, result)
    assert sorted(result.placement.values()) == ["w0", "w0", "w1", "w1", "w2", "w2"]


def test_wishes_are_met_where_possible_and_vetoes_always():
    problem = change(make_problem(), "i0", wishes=frozenset({"w2"}))
    problem = change(problem, "i1", vetoes=frozenset({"w0", "w1"}))
    result = solve(problem, SURE)
    assert result.placement["i0"] == result.placement["i1"] == "w2"
    assert (result.wishes, result.wishes_met) == (1, 1)


@pytest.mark.parametrize(("kind", "says"), [("exams", ["exams"]), ("other", ["other"]), ("holidays", [])])
def test_it_says_why_a_window_is_excluded(kind, says):
    exams = Period("BW", kind, date(2027, 6, 8), date(2027, 6, 11), "Abitur")
    problem = make_problem(periods=(exams,))
    found = reasons(Calendar(problem), problem.items[0], problem.slot["w1"])
    assert [reason.kind for reason in found] == says
    assert not reasons(Calendar(problem), replace(problem.items[0], land="BY"), problem.slot["w1"])


def test_holidays_are_wished_or_barred():
    summer = Period("BW", "holidays", date(2027, 7, 1), date(2027, 7, 31), "Sommerferien")
    base = make_problem(2, periods=(summer,))
    wished = solve(replace(base, rules={"web": Rule(holidays="wished")}), SURE)
    assert set(wished.placement.values()) == {"w2"}
    barred = solve(replace(base, rules={"web": Rule(holidays="barred")}), SURE)
    assert "w2" not in barred.placement.values()


def test_bodies_lie_together_or_apart():
    together = replace(make_problem(4, 3, 2), rules={"web": Rule("together")})
    at = solve(together, SURE).placement
    assert at["i0"] == at["i2"] != at["i1"] == at["i3"]
    apart = replace(make_problem(6, 3, 3), rules={"web": Rule("apart")})
    at = solve(apart, SURE).placement
    assert len({at["i0"], at["i2"], at["i4"]}) == 3


@pytest.mark.parametrize("strict", [False, True])
def test_measures_keep_their_order(strict):
    problem = make_problem(2, 3, 1)
    line = [Slot(f"l{n}", "line", s.starts_on, s.ends_on, 1) for n, s in enumerate(problem.slots)]
    items = (*problem.items, Item("j0", "line", "o0", wishes=frozenset({"l0"})))
    problem = Problem((*problem.slots, *line), items, orders=(Order("i0", "j0", strict),))
    result = solve(problem, SURE)
    pair = problem.slot[result.placement["i0"]], problem.slot[result.placement["j0"]]
    assert in_order(*pair, strict=strict)
    assert kept(problem, result)


@pytest.mark.parametrize(
    ("problem", "kind"),
    [
        (make_problem(7), "capacity"),
        (change(make_problem(), "i0", vetoes=frozenset({"w0", "w1", "w2"})), "veto"),
        (replace(make_problem(6, 3, 2), rules={"web": Rule("together")}), "body"),
    ],
    ids=["capacity", "veto", "body"],
)
def test_the_impossible_says_what_would_have_to_give_way(problem, kind):
    result = solve(problem, SURE)
    assert result.status == "infeasible"
    assert not result.placement
    assert [{step.kind for step in way} for way in result.ways if {step.kind for step in way} == {kind}]


def test_too_little_room_is_told_even_where_no_time_is_left_to_look_for_the_least(monkeypatch):
    monkeypatch.setattr(search.Search, "run", lambda *_: ("infeasible", {}))
    (way,) = solve(make_problem(7), SURE).ways
    assert [(step.kind, step.amount) for step in way] == [("capacity", 1)]


def test_where_one_kind_is_not_enough_the_way_mixes():
    problem = change(make_problem(7), "i0", vetoes=frozenset({"w0", "w1", "w2"}))
    (way,) = solve(problem, SURE).ways
    assert {step.kind for step in way} == {"capacity", "veto"}


def test_what_a_person_locked_stays_whatever_it_breaks():
    problem = change(make_problem(), "i0", vetoes=frozenset({"w1"}), current="w1", locked=True)
    assert solve(problem, SURE).placement["i0"] == "w1"


def test_by_hand_it_says_what_would_break():
    problem = replace(make_problem(), rules={"web": Rule("apart")})
    at = {"i1": "w0", "i2": "w0", "i3": "w1"}
    found = breaks(problem, change(problem, "i0", vetoes=frozenset({"w0"})).items[0], problem.slot["w0"], at)
    assert [reason.kind for reason in found] == ["veto", "full", "apart"]


def test_a_window_that_has_begun_takes_nobody_new():
    problem = change(make_problem(5, today=date(2027, 5, 2)), "i0", current="w0", locked=True)
    result = solve(problem, SURE)
    assert [key for key, at in result.placement.items() if at == "w0"] == ["i0"]


def test_calculating_again_after_one_change_moves_few():
    problem = sample_problem(40, seed=3, spare=2.5)
    first = solve(problem, SURE)
    assert kept(problem, first)
    settled = replace(problem, items=tuple(replace(i, current=first.placement[i.key]) for i in problem.items))
    assert solve(settled, SURE).moved == 0
    one = settled.items[5]
    again = solve(change(settled, one.key, vetoes=frozenset({one.current}), wishes=frozenset()), SURE)
    assert (
        1 <= again.moved <= 1 + len([i for i in problem.items if i.body == one.body and i.group == one.group])
    )


def test_a_problem_and_a_result_survive_the_way_to_the_other_process():
    problem = sample_problem(20, spare=2)
    assert problem_from(as_json(problem)) == problem
    told = []
    result = calculate(problem, SURE, told.append)
    assert kept(problem, result)
    assert result_from(as_json(result)) == result
    assert told[-1]["objective"] == result.objective
