"""A first placement in a moment: the hint for the solver, and the floor that it is measured against."""

from __future__ import annotations

from .problem import Slot
from .rules import in_order
from .units import Unit, Units

#: For so many that found no room, one other is moved; more is the solver's work.
_REPAIRS = 100


def greedy(found: Units, *, roomy: bool = False) -> dict[int, str]:
    """Unit → window, the narrowest first; units that found no room are left out. Breaks no rule.

    ``roomy``: windows take more than they can, each as little more as possible.
    """
    return (_Roomy if roomy else _Greedy)(found).run()


class _Greedy:
    def __init__(self, found: Units) -> None:
        self.found, self.slot = found, found.problem.slot
        self.room = {slot.key: slot.capacity for slot in found.problem.slots}
        self.mates: dict[tuple[str, str], int] = {}
        self.placed: dict[int, str] = {}
        self.before: dict[int, list[tuple[int, bool]]] = {}
        self.after: dict[int, list[tuple[int, bool]]] = {}
        for one, two, strict in found.orders:
            self.before.setdefault(two, []).append((one, strict))
            self.after.setdefault(one, []).append((two, strict))

    def run(self) -> dict[int, str]:
        order = sorted(range(len(self.found.units)), key=self._narrow_first)
        left = [index for index in order if not self._place(index)]
        for index in left[:_REPAIRS]:
            self._make_room(index)
        return self.placed

    def _narrow_first(self, index: int) -> tuple[bool, int, int, int, int]:
        unit = self.found.units[index]
        return (not unit.locked, self._depth(index), len(unit.cost), -unit.size, index)

    def _depth(self, index: int, seen: frozenset[int] = frozenset()) -> int:
        if index in seen:
            return 0
        return max((1 + self._depth(o, seen | {index}) for o, _ in self.before.get(index, ())), default=0)

    def _fits(self, index: int, key: str) -> bool:
        unit = self.found.units[index]
        if not self._has_room(key, unit):
            return False
        most = self.found.problem.rule(unit.group).at_most
        apart = self.found.stays_apart(unit) and not unit.locked
        if apart and self.mates.get((unit.body, key), 0) >= most:
            return False
        slot = self.slot[key]
        early = all(
            in_order(self.slot[self.placed[o]], slot, strict=strict)
            for o, strict in self.before.get(index, ())
            if o in self.placed
        )
        return early and all(self._leaves(o, slot, strict) for o, strict in self.after.get(index, ()))

    def _leaves(self, other: int, slot: Slot, strict: bool) -> bool:
        """Whether the one that comes after still has a window with room."""
        unit = self.found.units[other]
        if other in self.placed:
            return in_order(slot, self.slot[self.placed[other]], strict=strict)
        return any(
            in_order(slot, self.slot[key], strict=strict) and self._has_room(key, unit) for key in unit.cost
        )

    def _place(self, index: int) -> bool:
        unit = self.found.units[index]
        fitting = [key for key in unit.cost if self._fits(index, key)]
        if not fitting:
            return False
        self._put(index, min(fitting, key=lambda key: self._worth(key, unit)))
        return True

    def _has_room(self, key: str, unit: Unit) -> bool:
        return unit.locked or self.room[key] >= unit.size

    def _worth(self, key: str, unit: Unit) -> tuple[float, ...]:
        """The less, the better."""
        return (unit.cost[key], -self.room[key] / max(1, self.slot[key].capacity))

    def _put(self, index: int, key: str, sign: int = 1) -> None:
        unit = self.found.units[index]
        self.room[key] -= sign * unit.size
        self.mates[unit.body, key] = self.mates.get((unit.body, key), 0) + sign * unit.size
        if sign > 0:
            self.placed[index] = key
        else:
            del self.placed[index]

    def _make_room(self, index: int) -> bool:
        """Move one other unit out of a window so that this one fits: one step only, the solver does the rest."""
        unit = self.found.units[index]
        for key in unit.cost:
            for other in [o for o, at in self.placed.items() if at == key and not self.found.units[o].locked]:
                self._put(other, key, -1)
                if self._fits(index, key):
                    self._put(index, key)
                    if self._place(other):
                        return True
                    self._put(index, key, -1)
                self._put(other, key)
        return False


class _Roomy(_Greedy):
    """The room in the windows is counted, and no bar."""

    def _has_room(self, key: str, unit: Unit) -> bool:
        return True

    def _worth(self, key: str, unit: Unit) -> tuple[float, ...]:
        return (max(0, unit.size - self.room[key]), -self.room[key])
