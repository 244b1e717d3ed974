"""Finds a placement: a guide from the linear relaxation, CP-SAT for what that leaves open, then for all of it."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable
from typing import Any

from .greedy import greedy
from .model import Model
from .problem import Options, Problem, Result
from .relax import KINDS, RelaxedModel, relaxed
from .units import Units, make_units

Progress = Callable[[float, int, float], None]
#: Of the time, so much is for what the relaxation leaves open.
_GUIDED = 0.4
#: So long one way out of an impossible problem is looked for.
_WAY_SECONDS = 20.0


def solve(problem: Problem, options: Options = Options(), progress: Progress | None = None) -> Result:  # noqa: B008
    """Place every item, or say what would have to give way; no rule is broken silently.

    ``progress`` is told seconds, objective and bound with each better placement.
    """
    start = time.perf_counter()
    units = make_units(problem)
    nowhere = tuple(item.key for unit in units.empty() for item in unit.items)
    search = Search(options, progress, start)
    status, chosen = ("infeasible", {}) if nowhere else search.run(Model(units), greedy(units))
    if status == "infeasible":
        return Result("infeasible", seconds=_since(start), ways=_ways(problem, options), nowhere=nowhere)
    if not chosen:
        return Result("unknown", seconds=_since(start))
    placement = {item.key: key for index, key in chosen.items() for item in units.units[index].items}
    wishing = [item for item in problem.items if item.wishes]
    objective = cost_of(units, chosen)
    return Result(
        "optimal" if objective <= search.bound else "feasible",
        placement,
        objective,
        min(search.bound, objective),
        _since(start),
        round(search.first or 0.0, 2),
        moved=sum(1 for item in problem.items if item.current and placement[item.key] != item.current),
        wishes=len(wishing),
        wishes_met=sum(1 for item in wishing if placement[item.key] in item.wishes),
    )


def cost_of(units: Units, chosen: dict[int, str]) -> int:
    """The objective of a placement."""
    return sum(units.units[index].cost[key] for index, key in chosen.items())


def _since(start: float) -> float:
    return round(time.perf_counter() - start, 2)


def _ways(problem: Problem, options: Options) -> tuple[Any, ...]:
    """Each kind of rule by itself; everything at once is the last resort, not one more way."""
    single, last = KINDS[:-1], KINDS[-1]
    found = tuple(way for kinds in single if (way := _way(relaxed(problem, kinds), options)))
    return found or tuple(way for way in [_way(relaxed(problem, last), options)] if way)


def _way(model: RelaxedModel, options: Options) -> Any:
    """What gives way, little of it where time allows; at worst what the first placement with it needs."""
    if not model.is_possible:
        return ()
    roomy = greedy(model.units, roomy=True) if model.kinds == {"capacity"} else {}
    limited = Options(_WAY_SECONDS, 0.02, options.workers, options.seed, options.deterministic)
    search = Search(limited, None, time.perf_counter())
    _, chosen = search.run(model, {})
    if not chosen and len(roomy) == len(model.units.units):
        return model.overfull(roomy)
    return search.best.read() if chosen else ()


class Search:
    """One run over a model; ``best`` is the model whose solution was taken, ``bound`` what none can undercut."""

    def __init__(self, options: Options, progress: Progress | None, start: float) -> None:
        self.options, self.progress, self.start = options, progress, start
        self.first: float | None = None
        self.bound, self.cost = 0.0, math.inf
        self.chosen: dict[int, str] = {}
        self.best: Any = None

    def run(self, model: Any, hint: dict[int, str]) -> tuple[str, dict[int, str]]:
        """optimal, feasible, infeasible or unknown; and unit → window."""
        if len(hint) == len(model.units.units):
            self.take(model, cost_of(model.units, hint), hint)
        if self.cost <= 0:
            return "optimal", self.chosen
        guide = self.relax(model)
        if guide is None:
            return "infeasible", {}
        if len(guide) < len(model.units.units) or not self.chosen:
            self.whole(model.with_units(model.narrowed(guide)), hint | guide, self.left() * _GUIDED)
        if self.is_good():
            return "feasible", self.chosen
        # With the guide's windows as a hint the solver begins where the guide ended.
        status = self.whole(model, self.chosen or hint, self.left(), final=True)
        return ("feasible" if self.chosen else status), self.chosen

    def left(self) -> float:
        return max(1.0, self.options.seconds - (time.perf_counter() - self.start))

    def is_good(self) -> bool:
        return bool(self.chosen) and self.cost - self.bound <= self.options.gap * self.cost

    def take(self, model: Any, cost: float, chosen: dict[int, str]) -> None:
        """A placement was found."""
        if cost >= self.cost:
            return
        self.first = self.first if self.first is not None else time.perf_counter() - self.start
        self.cost, self.chosen, self.best = cost, chosen, model
        self.tell(cost)

    def tell(self, cost: float) -> None:
        if self.progress:
            self.progress(_since(self.start), round(cost), self.bound)

    def relax(self, model: Any) -> dict[int, str] | None:
        """Units that the linear relaxation places whole, and the bound; None where even it finds no placement."""
        from .linear import Linear

        linear = Linear(model.linear_solvers)
        model.write(linear)
        status, bound = linear.solve(self.left())
        if status == "infeasible":
            return None
        if status == "unknown":
            return {}
        self.bound = float(math.ceil(bound - 1e-4))
        return {index: key for (index, key), variable in model.chosen.items() if linear.is_one(variable)}

    def whole(self, model: Any, hint: dict[int, str], seconds: float, *, final: bool = False) -> str:
        """Solve with CP-SAT and keep what is better than before."""
        from ortools.sat.python import cp_model

        written = cp_model.CpModel()
        model.write(written)
        for (index, key), variable in model.chosen.items():
            if index in hint:
                written.add_hint(variable, hint[index] == key)
        solver = self.solver(seconds)
        code = solver.solve(written, _watch(self))
        if code in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            model.value = solver.value
            found = {index: key for (index, key), var in model.chosen.items() if solver.value(var)}
            self.take(model, solver.objective_value, found)
        if final:
            self.bound = max(self.bound, solver.best_objective_bound)
        return "infeasible" if code == cp_model.INFEASIBLE else "unknown"

    def solver(self, seconds: float) -> Any:
        """More workers than the machine has only cost memory."""
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.relative_gap_limit = self.options.gap / 2
        solver.parameters.num_workers = self.options.workers or len(os.sched_getaffinity(0))
        solver.parameters.random_seed = self.options.seed
        if self.options.deterministic:
            solver.parameters.max_deterministic_time = self.options.deterministic
        return solver


def _watch(search: Search) -> Any:
    from ortools.sat.python import cp_model

    class Watch(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            if search.first is None:
                search.first = time.perf_counter() - search.start
            search.tell(min(search.cost, self.objective_value))
            # What the relaxation says that nothing can undercut is a better measure than the part solved here.
            if self.objective_value - search.bound <= search.options.gap * self.objective_value:
                self.stop_search()

    return Watch()
