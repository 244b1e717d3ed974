"""The placement as a model: what CP-SAT and its linear relaxation are both given."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .linear import SOLVERS
from .units import Unit, Units

Chosen = dict[tuple[int, str], Any]


class Model:
    """Units, each in exactly one of its windows; no rule may give way (relax.py has one where some may)."""

    linear_solvers = SOLVERS

    def __init__(self, units: Units) -> None:
        self.units = units
        self.chosen: Chosen = {}

    def write(self, model: Any) -> None:
        """Write variables, constraints and objective."""
        self.chosen = place_variables(model, self.units)
        add_capacity(model, self.units, self.chosen)
        add_apart(model, self.units, self.chosen)
        add_orders(model, self.units, self.chosen)
        model.minimize(self.placing())

    def placing(self) -> Any:
        """What the windows cost."""
        units = self.units.units
        return sum(units[index].cost[key] * variable for (index, key), variable in self.chosen.items())

    def narrowed(self, fixed: dict[int, str]) -> Units:
        """The units with some of them fixed to a window."""
        return replace(
            self.units,
            units=[
                Unit(unit.items, unit.body, {fixed[index]: unit.cost[fixed[index]]}) if index in fixed else unit
                for index, unit in enumerate(self.units.units)
            ],
        )  # fmt: skip

    def with_units(self, units: Units) -> Model:
        return Model(units)


def place_variables(model: Any, units: Units) -> Chosen:
    """One yes-or-no for each unit and window that is open to it; exactly one is yes."""
    chosen = {
        (index, key): model.new_bool_var("") for index, unit in enumerate(units.units) for key in unit.cost
    }
    for index, unit in enumerate(units.units):
        model.add_exactly_one(chosen[index, key] for key in unit.cost)
    return chosen


def add_capacity(model: Any, units: Units, chosen: Chosen, over: Any = None) -> None:
    """No window takes more than it can; what people locked into it counts, and stays even if it is too much."""
    there: dict[str, list[int]] = {}
    for index, unit in enumerate(units.units):
        for key in unit.cost:
            there.setdefault(key, []).append(index)
    for slot in units.problem.slots:
        indexes = there.get(slot.key)
        if not indexes:
            continue
        locked = sum(units.units[i].size for i in indexes if units.units[i].locked)
        load = sum(units.units[i].size * chosen[i, slot.key] for i in indexes)
        model.add(load <= max(slot.capacity, locked) + (over[slot.key] if over else 0))


def add_apart(model: Any, units: Units, chosen: Chosen, over: Any = None) -> None:
    """Not more than so many institutions of one body in one window."""
    mates: dict[tuple[str, str, str], list[int]] = {}
    for index, unit in enumerate(units.units):
        if units.stays_apart(unit):
            for key in unit.cost:
                mates.setdefault((unit.group, unit.body, key), []).append(index)
    for (group, body, key), indexes in mates.items():
        limit = units.problem.rule(group).at_most
        locked = sum(1 for index in indexes if units.units[index].locked)
        if len(indexes) > limit:
            load = sum(chosen[index, key] for index in indexes)
            model.add(load <= max(limit, locked) + (over[body, key] if over else 0))


def add_orders(model: Any, units: Units, chosen: Chosen, off: Any = None) -> None:
    """By each day on which the later one may begin, the earlier one must lie rightly."""
    slot = units.problem.slot
    for number, (before, after, strict) in enumerate(units.orders):
        one, two = units.units[before], units.units[after]
        if one.locked and two.locked:
            continue
        for day in sorted({slot[key].starts_on for key in two.cost}):
            late = [chosen[after, key] for key in two.cost if slot[key].starts_on <= day]
            early = [
                chosen[before, key]
                for key in one.cost
                if (slot[key].ends_on < day if strict else slot[key].starts_on <= day)
            ]
            if len(early) < len(one.cost):
                model.add(sum(late) <= sum(early) + (off[number] if off else 0))
