"""2,000 schools placed into 17 monthly windows with all constraints, beside the bare greedy placement."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from allmende.provider.transitions.windows.calculating import calculate
from allmende.provider.transitions.windows.solver.greedy import greedy
from allmende.provider.transitions.windows.solver.problem import Options, Problem, Result
from allmende.provider.transitions.windows.solver.sample import sample_problem
from allmende.provider.transitions.windows.solver.units import make_units
from bench.figure import Figure, at_most


def figures() -> Iterator[Figure]:
    problem = sample_problem(2000)
    start = time.perf_counter()
    units = make_units(problem)
    placed = greedy(units)
    floor = time.perf_counter() - start
    left = len(units.units) - len(placed)
    what = f"bare greedy, which leaves {left} of {len(units.units)} without a window"
    found, seconds = _timed(problem)
    title = "2,000 schools, 3,000 effects, 17 windows: first placement that keeps every rule"
    yield at_most(title, found.first_seconds, 10, "s", floor=floor, floor_is=what)
    yield at_most("… placement within 1 % of the bound", seconds, 60, "s", floor=floor, floor_is=what)
    yield at_most("… how far from the bound at most", found.gap * 100, 2, "%")
    items = tuple(replace(item, current=found.placement[item.key]) for item in problem.items)
    changed = replace(items[4], vetoes=frozenset({items[4].current}), wishes=frozenset())
    again, seconds = _timed(replace(problem, items=(*items[:4], changed, *items[5:])))
    yield at_most("… calculated again after one school's veto", seconds, 60, "s")
    yield at_most("… moved by that", again.moved * 100 / len(items), 1, "%")
    tight = tuple(replace(slot, capacity=slot.capacity * 6 // 10) for slot in problem.slots)
    impossible, seconds = _timed(replace(problem, slots=tight))
    if impossible.status != "infeasible" or not impossible.ways:
        raise RuntimeError("too little room was not told")
    yield at_most("… too little room: told, with what would have to give way", seconds, 120, "s")


def _timed(problem: Problem) -> tuple[Result, float]:
    """As the job does it: in a process of its own."""
    start = time.perf_counter()
    result = calculate(problem, Options(), lambda _progress: None)
    return result, time.perf_counter() - start
