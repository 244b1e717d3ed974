"""Which windows an item may have, and why not the others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .problem import Item, Period, Problem, Slot

#: So many days of holidays make a window one in the holidays, where that is wished: a working week.
HOLIDAY_DAYS = 5


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a window is not for an item: ``past``, ``exams``, ``holidays``, ``other``, ``veto``, ``order``."""

    kind: str
    label: str = ""


def days_within(slot: Slot, starts_on: date, ends_on: date) -> int:
    """How many of the window's days lie in the time."""
    return max(0, (min(slot.ends_on, ends_on) - max(slot.starts_on, starts_on)).days + 1)


class Calendar:
    """What the periods of each federal state mean for each window; worked out once for a problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._periods: dict[str, list[Period]] = {}
        for period in problem.periods:
            self._periods.setdefault(period.land, []).append(period)
        self._bars: dict[tuple[str, str], tuple[Reason, ...]] = {}

    def bars(self, slot: Slot, land: str) -> tuple[Reason, ...]:
        """Why nobody of this federal state has the window. Exams and other bars count with the first day that they
        share with it; holidays, where they are barred, when they fill half of it."""
        key = (slot.key, land)
        if key not in self._bars:
            self._bars[key] = tuple(self._look(slot, land))
        return self._bars[key]

    def in_holidays(self, slot: Slot, land: str) -> bool:
        """A working week of it lies in the holidays."""
        return self._holidays(slot, land)[0] >= HOLIDAY_DAYS

    def _holidays(self, slot: Slot, land: str) -> tuple[int, str]:
        found = [
            (days_within(slot, period.starts_on, period.ends_on), period.label)
            for period in self._periods.get(land, ())
            if period.kind == "holidays"
        ]
        return sum(days for days, _ in found), max(found, default=(0, ""))[1]

    def _look(self, slot: Slot, land: str) -> list[Reason]:
        rule, found = self.problem.rule(slot.group), []
        if slot.starts_on < self.problem.today:
            found.append(Reason("past"))
        if rule.holidays == "barred":
            days, label = self._holidays(slot, land)
            if days * 2 >= (slot.ends_on - slot.starts_on).days + 1:
                found.append(Reason("holidays", label))
        for period in self._periods.get(land, ()):
            barred = period.kind == "other" or (period.kind == "exams" and rule.exams_barred)
            if barred and days_within(slot, period.starts_on, period.ends_on):
                found.append(Reason(period.kind, period.label))
        return found


def reasons(calendar: Calendar, item: Item, slot: Slot) -> tuple[Reason, ...]:
    """Why the window is not for this item, looking at nobody else; the window that it has is never past."""
    found = calendar.bars(slot, item.land)
    if item.current == slot.key:
        found = tuple(reason for reason in found if reason.kind != "past")
    return (*found, Reason("veto")) if slot.key in item.vetoes else found


def allowed(calendar: Calendar, item: Item) -> tuple[Slot, ...]:
    """The windows that are open to an item, in the order of time; of a locked one, the one that it has."""
    if item.locked:
        return (calendar.problem.slot[item.current],)
    slots = calendar.problem.slots_of.get(item.group, ())
    return tuple(slot for slot in slots if not reasons(calendar, item, slot))


def in_order(before: Slot, after: Slot, *, strict: bool) -> bool:
    """Whether two windows keep an order."""
    return after.starts_on > before.ends_on if strict else after.starts_on >= before.starts_on


def breaks(problem: Problem, item: Item, slot: Slot, placement: dict[str, str]) -> tuple[Reason, ...]:
    """What placing the item there by hand would break, all others staying: also ``full``, ``together``, ``apart``."""
    found = list(reasons(Calendar(problem), item, slot))
    there = [other for other in problem.items if placement.get(other.key) == slot.key and other != item]
    if len(there) >= slot.capacity:
        found.append(Reason("full"))
    rule = problem.rule(item.group)
    if item.body and item.body not in rule.exempt:
        mates = [o for o in problem.items if o.group == item.group and o.body == item.body and o != item]
        apart = [o for o in mates if placement.get(o.key, slot.key) != slot.key]
        if rule.bodies == "together" and apart:
            found.append(Reason("together", str(len(apart))))
        if rule.bodies == "apart" and len(mates) - len(apart) >= rule.at_most:
            found.append(Reason("apart", str(rule.at_most)))
    for order in problem.orders:
        if item.key not in (order.before, order.after):
            continue
        other = order.after if item.key == order.before else order.before
        its = problem.slot.get(placement.get(other, ""))
        if its is None:
            continue
        pair = (slot, its) if item.key == order.before else (its, slot)
        if not in_order(*pair, strict=order.strict):
            found.append(Reason("order", other))
    return tuple(found)
