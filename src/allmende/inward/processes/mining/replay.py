"""What happened against the model: the fewest steps that were left out or done in addition."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from .net import Marking, Net

SKIPPED, ADDED = "skipped", "added"
#: A trace that is not explained after so many looks counts as not comparable.
MOST_LOOKS = 20_000


@dataclass(frozen=True)
class Deviation:
    """``kind``: the model has the step and the log does not (skipped), or the other way round (added)."""

    kind: str
    element: str


def replay(net: Net, steps: Sequence[str], *, cut_short: bool = False) -> tuple[Deviation, ...] | None:
    """The fewest deviations that explain ``steps`` (keys of elements in the order in which they were done).

    Empty where they fit; None where no explanation was found. A run that was ``cut_short`` may end anywhere.
    """
    order = count()
    waiting: list[tuple[int, int, int, Marking, tuple[Deviation, ...]]] = [
        (0, 0, next(order), marking, ()) for marking in net.starts()
    ]
    seen: set[tuple[int, Marking]] = set()
    looks = 0
    while waiting and looks < MOST_LOOKS:
        cost, left, _n, marking, found = heapq.heappop(waiting)
        place = -left
        if (place, marking) in seen:
            continue
        seen.add((place, marking))
        looks += 1
        if place == len(steps) and (cut_short or not marking):
            return found
        now = steps[place] if place < len(steps) else None
        for element, must, after in net.moves(marking):
            if element is None:
                heapq.heappush(waiting, (cost, left, next(order), after, found))
            elif element == now:
                heapq.heappush(waiting, (cost, left - 1, next(order), after, found))
            if must and element is not None:
                skipped = (*found, Deviation(SKIPPED, element))
                heapq.heappush(waiting, (cost + 1, left, next(order), after, skipped))
        if now is not None:
            added = (*found, Deviation(ADDED, now))
            heapq.heappush(waiting, (cost + 1, left - 1, next(order), marking, added))
    return None
