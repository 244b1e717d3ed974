"""What is placed as one: the schools of a body that stay together, or a single item."""

from __future__ import annotations

from dataclasses import dataclass, field

from .problem import Item, Order, Problem, Slot
from .rules import Calendar, allowed, in_order

#: What a placement costs: an unmet wish, a window outside wished holidays, a move without need.
UNMET_WISH, NOT_IN_HOLIDAYS, MOVE, MOVE_TO_WISH = 20, 3, 100, 1


@dataclass(slots=True)
class Unit:
    """Items that share a window; ``cost`` per window that is open to them."""

    items: tuple[Item, ...]
    body: str
    cost: dict[str, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.items)

    @property
    def group(self) -> str:
        return self.items[0].group

    @property
    def locked(self) -> bool:
        return self.items[0].locked


@dataclass(slots=True)
class Units:
    """A problem in units, with the orders between them; ``of`` says in which unit an item is."""

    problem: Problem
    units: list[Unit]
    of: dict[str, int]
    orders: list[tuple[int, int, bool]]

    def stays_apart(self, unit: Unit) -> bool:
        """Whether its body must not have too many in one window."""
        rule = self.problem.rule(unit.group)
        return rule.bodies == "apart" and bool(unit.body) and unit.body not in rule.exempt

    def empty(self) -> list[Unit]:
        """Units that have no window at all."""
        return [unit for unit in self.units if not unit.cost]


def make_units(problem: Problem, *, every_slot: bool = False) -> Units:
    """Units with their open windows, those that the orders leave; ``every_slot``: without looking at what is barred."""
    calendar = Calendar(problem)
    bundles: dict[tuple[str, str], list[Item]] = {}
    for item in problem.items:
        rule = problem.rule(item.group)
        one = rule.bodies == "together" and item.body and item.body not in rule.exempt and not item.locked
        bundles.setdefault((item.group, f"body:{item.body}" if one else f"item:{item.key}"), []).append(item)
    units = [_unit(calendar, items, every_slot=every_slot) for items in bundles.values()]
    of = {item.key: index for index, unit in enumerate(units) for item in unit.items}
    found = Units(problem, units, of, _orders(problem.orders, of))
    if not every_slot:
        _narrow(found)
    return found


def _unit(calendar: Calendar, items: list[Item], *, every_slot: bool) -> Unit:
    unit = Unit(tuple(items), items[0].body)
    if every_slot and not items[0].locked:
        open_to_all = set(calendar.problem.slots_of.get(items[0].group, ()))
    else:
        open_to_all = set(allowed(calendar, items[0])).intersection(
            *(allowed(calendar, i) for i in items[1:])
        )
    holidays = calendar.problem.rule(unit.group).holidays == "wished"
    for slot in sorted(open_to_all, key=lambda slot: (slot.starts_on, slot.key)):
        out = holidays and not calendar.in_holidays(slot, items[0].land)
        unit.cost[slot.key] = sum(_cost(item, slot) for item in items) + NOT_IN_HOLIDAYS * out * len(items)
    return unit


def _cost(item: Item, slot: Slot) -> int:
    """Fewest moves come first; but who waits for a window that it wished may move there for little."""
    unmet = bool(item.wishes) and slot.key not in item.wishes
    moved = bool(item.current) and slot.key != item.current
    waits = bool(item.wishes) and item.current not in item.wishes
    return UNMET_WISH * unmet + (MOVE_TO_WISH if waits and not unmet else MOVE) * moved


def _orders(orders: tuple[Order, ...], of: dict[str, int]) -> list[tuple[int, int, bool]]:
    found = {
        (of[order.before], of[order.after], order.strict)
        for order in orders
        if order.before in of and order.after in of and of[order.before] != of[order.after]
    }
    return sorted(found)


def _narrow(found: Units) -> None:
    """Take out the windows that an order leaves no partner for; locked items keep theirs."""
    slot, units, changed = found.problem.slot, found.units, True
    while changed:
        changed = False
        for before, after, strict in found.orders:
            one, two = units[before], units[after]
            if not one.cost or not two.cost:
                continue
            first = min((slot[key] for key in one.cost), key=lambda s: s.ends_on if strict else s.starts_on)
            last = max((slot[key] for key in two.cost), key=lambda s: s.starts_on)
            for unit, out in (
                (two, [key for key in two.cost if not in_order(first, slot[key], strict=strict)]),
                (one, [key for key in one.cost if not in_order(slot[key], last, strict=strict)]),
            ):
                if unit.locked:
                    continue
                for key in out:
                    del unit.cost[key]
                    changed = True
