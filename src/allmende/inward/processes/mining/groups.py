"""Groups of five: what may be told, so that nobody is recognised, also not by asking twice and comparing.

Cases of one kind ("took this way", "did this step again") in one office are put into blocks of whole months, from
January on; a block closes when it has five cases, and a figure counts whole closed blocks only. Blocks do not depend
on the question. So what two answers differ by is whole blocks: five cases at least, or nothing. Numbers are told in
fives, rounded down from January on: so the difference of two of them, also of a whole and its parts, is never a number
below five that is not nought. Where the figure is about the work of people, a block needs five different people as
well; what one person alone has done is never told.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

FIVE = 5
NOBODY = ""
#: The slowest tenth of fewer cases is one case.
ENOUGH_FOR_TENTH = 2 * FIVE


@dataclass(slots=True)
class Cell:
    """Cases of one kind, in one office and month: how many, whose hands, and values by name (seconds, counts)."""

    cases: int = 0
    people: set[str] = field(default_factory=set)
    values: dict[str, array[float]] = field(default_factory=dict)

    def put(self, cases: int, people: set[str]) -> None:
        self.cases += cases
        self.people |= people

    def extend(self, name: str, values: array[float]) -> None:
        """Add one value for each case, or more."""
        self.values.setdefault(name, array("d")).extend(values)


@dataclass(frozen=True)
class Released:
    """What may be told of one kind of case: a number in fives, the values of at least five cases."""

    cases: int
    values: Mapping[str, array[float]]

    def median(self, name: str) -> float | None:
        """The middle value, in the unit of what was added; None without enough values."""
        return self._at(name, 0.5, FIVE)

    def tenth(self, name: str) -> float | None:
        """The value that nine of ten do not exceed; None for fewer than ten."""
        return self._at(name, 0.9, ENOUGH_FOR_TENTH)

    def _at(self, name: str, share: float, least: int) -> float | None:
        found = sorted(self.values.get(name, ()))
        if len(found) < least:
            return None
        place = share * (len(found) - 1)
        low = int(place)
        high = min(low + 1, len(found) - 1)
        return found[low] + (found[high] - found[low]) * (place - low)


def blocks(months: Mapping[int, Cell], *, of_people: bool) -> Iterator[tuple[list[int], int]]:
    """The closed blocks of one office: each a list of months (12 × year + month - 1), and the number to tell."""
    waiting: list[int] = []
    cases, before, people, year = 0, 0, set[str](), None
    for month in sorted(months):
        if month // 12 != year:
            waiting, cases, before, people, year = [], 0, 0, set(), month // 12
        waiting.append(month)
        cases += months[month].cases
        people |= months[month].people
        if is_enough(cases, people, of_people=of_people):
            yield waiting, _in_fives(before + cases) - _in_fives(before)
            waiting, cases, before, people = [], 0, before + cases, set()


def _in_fives(cases: int) -> int:
    return cases - cases % FIVE


def is_enough(cases: int, people: Collection[str], *, of_people: bool) -> bool:
    """Five cases; five people where it is about their work, else not the work of one alone.

    Among the ``people`` of cases is ``NOBODY`` where no hand touched one.
    """
    if cases < FIVE:
        return False
    return len(people) >= FIVE if of_people else len(people) != 1 or NOBODY in people


def released(
    offices: Mapping[str, Mapping[int, Cell]],
    first: int,
    last: int,
    unit: str = "",
    *,
    of_people: bool = False,
) -> Released | None:
    """The blocks inside these months, of one office or of all; None where there is none."""
    cases = 0
    values: dict[str, array[float]] = {}
    for months, block, told in _inside(offices, first, last, unit, of_people=of_people):
        cases += told
        for month in block:
            for name, found in months[month].values.items():
                values.setdefault(name, array("d")).extend(found)
    return Released(cases, values) if cases else None


def _inside(
    offices: Mapping[str, Mapping[int, Cell]], first: int, last: int, unit: str, *, of_people: bool
) -> Iterator[tuple[Mapping[int, Cell], list[int], int]]:
    for key, months in offices.items():
        if unit in ("", key):
            for block, told in blocks(months, of_people=of_people):
                if first <= block[0] and block[-1] <= last:
                    yield months, block, told
