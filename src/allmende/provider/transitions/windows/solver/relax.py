"""What would have to give way where no placement keeps every rule: several ways, each enough by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .linear import WITH_SLACK
from .model import Model, add_apart, add_capacity, add_orders, place_variables
from .problem import Item, Problem, Relaxation
from .rules import Calendar, reasons
from .units import Units, make_units

#: What may give way, in the order in which it hurts least; the last is everything at once.
KINDS: tuple[frozenset[str], ...] = (
    frozenset({"capacity"}),
    frozenset({"veto"}),
    frozenset({"body"}),
    frozenset({"order"}),
    frozenset({"exams", "holidays", "other"}),
    frozenset({"capacity", "veto", "body", "order", "exams", "holidays", "other", "past"}),
)
#: What giving way costs, so that the last resort uses the mildest means.
_PRICE = {
    "capacity": 1,
    "body": 3,
    "veto": 4,
    "order": 6,
    "holidays": 8,
    "other": 12,
    "exams": 15,
    "past": 60,
}


def relaxed(problem: Problem, kinds: frozenset[str]) -> RelaxedModel:
    """The problem with some kinds of rule at a price.

    Bodies that stay together are taken apart where ``body`` may give way; each school elsewhere counts.
    """
    split = problem
    if "body" in kinds:
        rules = {
            key: replace(rule, bodies="any")
            for key, rule in problem.rules.items()
            if rule.bodies == "together"
        }
        split = replace(problem, rules=problem.rules | rules)
    return RelaxedModel(make_units(split, every_slot=True), problem, kinds)


class RelaxedModel(Model):
    """The model once more, in which some kinds of rule may give way at a price."""

    linear_solvers = WITH_SLACK

    def __init__(self, units: Units, problem: Problem, kinds: frozenset[str], bars: Any = None) -> None:
        super().__init__(units)
        self.problem, self.kinds = problem, kinds
        self.value: Any = None
        self.is_possible = True
        self.bars: dict[tuple[int, str], list[tuple[Item, str]]] = bars if bars is not None else {}
        if bars is None:
            self._close_doors(Calendar(problem))

    def with_units(self, units: Units) -> RelaxedModel:
        return RelaxedModel(units, self.problem, self.kinds, self.bars)

    def write(self, model: Any) -> None:
        most, slots = len(self.problem.items), self.problem.slots
        self.chosen = place_variables(model, self.units)
        self.over: dict[str, Any] = {}
        self.crowds: dict[tuple[str, str], Any] = {}
        self.off: list[Any] = []
        self.away: dict[str, list[Any]] = {}
        if "capacity" in self.kinds:
            self.over = {slot.key: model.new_int_var(0, most, "") for slot in slots}
        if "body" in self.kinds:
            apart = {
                (u.body, key): 0 for u in self.units.units if self.units.stays_apart(u) for key in u.cost
            }
            self.crowds = {place: model.new_int_var(0, most, "") for place in apart}
            self._homes(model)
        if "order" in self.kinds:
            self.off = [model.new_bool_var("") for _ in self.units.orders]
        add_capacity(model, self.units, self.chosen, self.over)
        add_apart(model, self.units, self.chosen, self.crowds)
        add_orders(model, self.units, self.chosen, self.off)
        model.minimize(self._total())

    def read(self) -> tuple[Relaxation, ...]:
        """What gives way in the solution."""
        value, found = self.value, []
        found += [
            Relaxation("capacity", key, amount=value(slack))
            for key, slack in self.over.items()
            if value(slack)
        ]
        for (body, key), slack in self.crowds.items():
            if value(slack):
                found.append(Relaxation("body", key, other=body, amount=value(slack)))
        for body, away in self.away.items():
            if count := sum(value(slack) for slack in away):
                found.append(Relaxation("body", other=body, amount=count))
        for slack, (before, after, _) in zip(self.off, self.units.orders, strict=False):
            if value(slack):
                one, two = self.units.units[before].items[0], self.units.units[after].items[0]
                found.append(Relaxation("order", item=two.key, other=one.key))
        for (index, key), bars in self.bars.items():
            if (index, key) in self.chosen and value(self.chosen[index, key]):
                found += [Relaxation(kind, key, item=item.key) for item, kind in bars]
        return tuple(found)

    def overfull(self, placed: Mapping[int, str]) -> tuple[Relaxation, ...]:
        """What gives way in a placement that keeps everything but the room in the windows."""
        load = Counter[str]()
        for index, key in placed.items():
            load[key] += self.units.units[index].size
        return tuple(
            Relaxation("capacity", slot.key, amount=load[slot.key] - slot.capacity)
            for slot in self.problem.slots
            if load[slot.key] > slot.capacity
        )

    def _close_doors(self, calendar: Calendar) -> None:
        """Take out the windows whose bars may not give way; not possible where a unit has none left."""
        for index, unit in enumerate(self.units.units):
            for key in [] if unit.locked else list(unit.cost):
                slot = self.problem.slot[key]
                bars = [(item, why.kind) for item in unit.items for why in reasons(calendar, item, slot)]
                if any(kind not in self.kinds for _, kind in bars):
                    del unit.cost[key]
                elif bars:
                    self.bars[index, key] = bars
            self.is_possible &= bool(unit.cost)

    def _homes(self, model: Any) -> None:
        """Of a body that should stay together: its one window, and who lies elsewhere."""
        bundles: dict[tuple[str, str], list[int]] = {}
        for index, unit in enumerate(self.units.units):
            rule = self.problem.rule(unit.group)
            if rule.bodies == "together" and unit.body and unit.body not in rule.exempt and not unit.locked:
                bundles.setdefault((unit.group, unit.body), []).append(index)
        for (group, body), indexes in bundles.items():
            home = {slot.key: model.new_bool_var("") for slot in self.problem.slots_of[group]}
            model.add_exactly_one(home.values())
            away = [model.new_bool_var("") for _ in indexes]
            self.away.setdefault(body, []).extend(away)
            for index, is_away in zip(indexes, away, strict=True):
                for key in self.units.units[index].cost:
                    model.add(self.chosen[index, key] <= home[key] + is_away)

    def _total(self) -> Any:
        parts = [_PRICE["capacity"] * slack for slack in self.over.values()]
        parts += [_PRICE["body"] * slack for slack in self.crowds.values()]
        parts += [_PRICE["order"] * slack for slack in self.off]
        parts += [_PRICE["body"] * slack for away in self.away.values() for slack in away]
        for place, bars in self.bars.items():
            if place in self.chosen:
                parts.append(sum(_PRICE[kind] for _, kind in bars) * self.chosen[place])
        return sum(parts)
