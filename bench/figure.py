"""A figure, its floor, and how to measure one."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One measured number; ``floor`` is what the same work costs at the least, ``goal`` what must be reached."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    floor_is: str = ""
    goal: str = ""
    reached: bool | None = None

    @property
    def ratio(self) -> float | None:
        return round(self.value / self.floor, 3) if self.floor else None

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": self.ratio}


def at_most(name: str, value: float, limit: float, unit: str, **rest: Any) -> Figure:
    """A figure that must not exceed ``limit``."""
    return Figure(name, round(value, 3), unit, goal=f"≤ {limit:g} {unit}", reached=value <= limit, **rest)


def at_least(name: str, value: float, limit: float, unit: str, **rest: Any) -> Figure:
    """A figure that must reach ``limit``."""
    return Figure(name, round(value, 3), unit, goal=f"≥ {limit:g} {unit}", reached=value >= limit, **rest)


def at_most_times(name: str, value: float, times: float, unit: str, *, floor: float, floor_is: str) -> Figure:
    """A figure that must not exceed ``times`` its floor."""
    return Figure(
        name, round(value, 3), unit, round(floor, 3), floor_is, f"≤ {times:g} × floor", value <= times * floor
    )


def median_ms(
    work: Callable[[], Any], *, runs: int = 30, warm: int = 3, clock: Callable[[], float] = time.perf_counter
) -> float:
    """Median time of one call in milliseconds; ``clock=time.process_time`` for CPU alone."""
    for _ in range(warm):
        work()
    times = []
    for _ in range(runs):
        start = clock()
        work()
        times.append((clock() - start) * 1000)
    return statistics.median(times)


def pair_ms(work: Callable[[], Any], floor: Callable[[], Any], *, runs: int = 30) -> tuple[float, float]:
    """Medians of both, called in turn, so that a drifting machine hits both alike."""
    mine, least = [], []
    for _ in range(3):
        work(), floor()
    for _ in range(runs):
        mine.append(_once(work))
        least.append(_once(floor))
    return statistics.median(mine), statistics.median(least)


def _once(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def cpu_seconds(pids: list[int]) -> float:
    """User and system time that these processes have used so far (Linux)."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / 100


def memory_mb(pid: int) -> float:
    """Proportional memory of a process in MB: shared pages count by their share (Linux)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"no memory figure for process {pid}")


def children(pid: int) -> list[int]:
    """The processes that ``pid`` started, and theirs."""
    found = [
        int(part)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for part in (task / "children").read_text().split()
    ]
    return found + [grandchild for child in found for grandchild in children(child)]


@contextmanager
def stopwatch() -> Iterator[Callable[[], float]]:
    """Yields a function that says how many seconds have passed."""
    start = time.perf_counter()
    yield lambda: time.perf_counter() - start
