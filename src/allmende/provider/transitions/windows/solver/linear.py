"""The same model without whole numbers: solved in a second, a bound for every placement and a guide to a good one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

#: Solvers of OR-Tools for linear programs, the fastest here first; where rules may give way, GLOP takes a tenth.
SOLVERS = ("HIGHS", "GLOP")
WITH_SLACK = ("GLOP", "HIGHS")
_SURE = 1e-6


class Linear:
    """Takes what a ``CpModel`` takes, as far as this package writes it; yes-or-no becomes a share."""

    def __init__(self, solvers: tuple[str, ...] = SOLVERS) -> None:
        from ortools.linear_solver.python import model_builder

        self._builder, self._model, self._count = model_builder, model_builder.Model(), 0  # type: ignore[no-untyped-call]
        self._solvers = solvers

    def new_bool_var(self, _name: str) -> Any:
        return self.new_int_var(0, 1, "")

    def new_int_var(self, low: int, high: int, _name: str) -> Any:
        self._count += 1
        return self._model.new_num_var(low, high, f"x{self._count}")

    def add(self, constraint: Any) -> None:
        if constraint is not True:
            self._model.add(constraint)

    def add_exactly_one(self, variables: Iterable[Any]) -> None:
        self._model.add(self._builder.LinearExpr.sum(list(variables)) == 1)

    def minimize(self, objective: Any) -> None:
        self._model.minimize(objective)

    def solve(self, seconds: float) -> tuple[str, float]:
        """optimal, infeasible or unknown; and the least that any placement costs."""
        for name in self._solvers:
            solver = self._builder.Solver(name)
            if solver.solver_is_supported():
                break
        solver.set_time_limit_in_seconds(seconds)
        status = solver.solve(self._model)
        self._solver = solver
        if status == self._builder.SolveStatus.OPTIMAL:
            return "optimal", float(solver.objective_value)
        return ("infeasible" if status == self._builder.SolveStatus.INFEASIBLE else "unknown"), 0.0

    def is_one(self, variable: Any) -> bool:
        return bool(self._solver.value(variable) > 1 - _SURE)
