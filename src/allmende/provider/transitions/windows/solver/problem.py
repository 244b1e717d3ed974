from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

Bodies = Literal["any", "together", "apart"]
Holidays = Literal["any", "wished", "barred"]


@dataclass(frozen=True, slots=True)
class Slot:
    """A window of a measure (``group``) that takes ``capacity`` institutions."""

    key: str
    group: str
    starts_on: date
    ends_on: date
    capacity: int


@dataclass(frozen=True, slots=True)
class Item:
    """What one measure does to one institution (``owner``): to be placed into one window of its measure.

    ``locked``: stays in ``current``, whatever that breaks; a person decided it.
    """

    key: str
    group: str
    owner: str
    body: str = ""
    land: str = "BW"
    wishes: frozenset[str] = frozenset()
    vetoes: frozenset[str] = frozenset()
    current: str = ""
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """Days that matter in one federal state: ``holidays``, ``exams`` or ``other``."""

    land: str
    kind: str
    starts_on: date
    ends_on: date
    label: str


@dataclass(frozen=True, slots=True)
class Rule:
    """How a measure's items may lie. ``at_most``: with ``apart``, so many of one body in one window.

    ``exempt``: bodies that ``bodies`` does not bind.
    """

    bodies: Bodies = "any"
    at_most: int = 1
    exempt: frozenset[str] = frozenset()
    holidays: Holidays = "any"
    exams_barred: bool = True


@dataclass(frozen=True, slots=True)
class Order:
    """``after`` does not begin before ``before`` begins; ``strict``: only when its window is over."""

    before: str
    after: str
    strict: bool = False


@dataclass(frozen=True)
class Problem:
    """What is to be placed. Windows that begin before ``today`` take nobody new."""

    slots: tuple[Slot, ...]
    items: tuple[Item, ...]
    periods: tuple[Period, ...] = ()
    rules: dict[str, Rule] = field(default_factory=dict)
    orders: tuple[Order, ...] = ()
    today: date = date.min

    @cached_property
    def slot(self) -> dict[str, Slot]:
        return {slot.key: slot for slot in self.slots}

    @cached_property
    def item(self) -> dict[str, Item]:
        return {item.key: item for item in self.items}

    @cached_property
    def slots_of(self) -> dict[str, tuple[Slot, ...]]:
        """Per measure, in the order of time."""
        found: dict[str, list[Slot]] = {}
        for slot in sorted(self.slots, key=lambda slot: (slot.starts_on, slot.key)):
            found.setdefault(slot.group, []).append(slot)
        return {group: tuple(slots) for group, slots in found.items()}

    def rule(self, group: str) -> Rule:
        return self.rules.get(group, _ANY)


@dataclass(frozen=True, slots=True)
class Options:
    """How long and how exactly to look; ``seed`` and one worker make a run repeatable."""

    seconds: float = 45.0
    gap: float = 0.01
    workers: int = 0
    seed: int = 1
    deterministic: float = 0.0


@dataclass(frozen=True, slots=True)
class Relaxation:
    """One constraint that would have to give way: ``capacity`` (slot, places), ``veto``, ``exams``, ``holidays``,
    ``other``, ``past`` (item, slot), ``body`` (body, slot, too many) or ``order`` (items)."""

    kind: str
    slot: str = ""
    item: str = ""
    other: str = ""
    amount: int = 1


@dataclass(frozen=True)
class Result:
    """A placement (item → window) with its bound, or what would have to give way.

    ``ways``: each list alone would be enough; empty where a placement was found.
    """

    status: Literal["optimal", "feasible", "infeasible", "unknown"]
    placement: dict[str, str] = field(default_factory=dict)
    objective: int = 0
    bound: float = 0.0
    seconds: float = 0.0
    first_seconds: float = 0.0
    moved: int = 0
    wishes: int = 0
    wishes_met: int = 0
    ways: tuple[tuple[Relaxation, ...], ...] = ()
    nowhere: tuple[str, ...] = ()

    @property
    def gap(self) -> float:
        """How far from the bound at most, as a share of the objective."""
        return max(0.0, self.objective - self.bound) / self.objective if self.objective else 0.0


_ANY = Rule()


def as_json(value: Any) -> Any:
    """Dataclasses of this module as what ``json.dumps`` takes."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_json(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return as_json(asdict(value))
    return value


def problem_from(data: dict[str, Any]) -> Problem:
    """The problem that ``as_json`` wrote."""

    def days(row: dict[str, Any]) -> dict[str, Any]:
        return row | {name: date.fromisoformat(row[name]) for name in ("starts_on", "ends_on")}

    return Problem(
        slots=tuple(Slot(**days(row)) for row in data["slots"]),
        items=tuple(Item(**_sets(row, ("wishes", "vetoes"))) for row in data["items"]),
        periods=tuple(Period(**days(row)) for row in data["periods"]),
        rules={key: Rule(**_sets(row, ("exempt",))) for key, row in data["rules"].items()},
        orders=tuple(Order(**row) for row in data["orders"]),
        today=date.fromisoformat(data["today"]),
    )


def result_from(data: dict[str, Any]) -> Result:
    """The result that ``as_json`` wrote."""
    ways = tuple(tuple(Relaxation(**row) for row in way) for way in data["ways"])
    return Result(**{**data, "ways": ways, "nowhere": tuple(data["nowhere"])})


def _sets(row: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return row | {name: frozenset(row[name]) for name in names}
