"""What comes out of a simulation: figures of steps and offices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import fmean, median

from allmende.base.workflow.graph import Process

from .plan import Plan, office_of


@dataclass(frozen=True)
class StepFigures:
    """Of one step: how often, and hours waited (mean, longest) and worked (mean)."""

    element: str
    name: str
    office: str
    count: int
    waited: float
    longest: float
    worked: float


@dataclass(frozen=True)
class OfficeFigures:
    """``load``: share of the time that its people worked, 1 is always."""

    office: str
    people: int
    load: float
    waited: float


@dataclass(frozen=True)
class Outcome:
    """Hours from beginning to end of a case (median, 90 of 100), and where the time went; the longest wait first."""

    cases: int
    ended: int
    median: float
    ninety: float
    steps: list[StepFigures]
    offices: list[OfficeFigures]
    late: dict[str, int]


@dataclass
class Tally:
    """What is noted while cases run, in hours: by case, by office, by step."""

    begun: dict[int, float] = field(default_factory=dict)
    ended: dict[int, float] = field(default_factory=dict)
    busy: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    waits: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    works: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    late: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    worked_until: float = 0.0

    def outcome(self, process: Process, plan: Plan, offices: Iterable[str]) -> Outcome:
        """The figures of all cases together, and of the offices that had something to do."""
        lengths = sorted(self.ended[case] - self.begun[case] for case in self.ended)
        span = max(self.worked_until, 0.01)  # what is only waited for afterwards keeps nobody busy
        steps = [self._step(process, key) for key in self.waits]
        figures = [
            OfficeFigures(
                office, people := max(int(plan.people.get(office, 1)), 1), self.busy[office] / (span * people),
                sum(sum(self.waits[key]) for key in self.waits if office_of(process.nodes[key]) == office),
            )
            for office in offices
        ]  # fmt: skip
        return Outcome(
            cases=len(self.begun), ended=len(lengths),
            median=median(lengths) if lengths else 0.0,
            ninety=lengths[min(int(len(lengths) * 0.9), len(lengths) - 1)] if lengths else 0.0,
            steps=sorted(steps, key=lambda row: -row.waited * row.count),
            offices=sorted(figures, key=lambda row: -row.waited), late=dict(self.late),
        )  # fmt: skip

    def _step(self, process: Process, key: str) -> StepFigures:
        node, waits, works = process.nodes[key], self.waits[key], self.works[key]
        return StepFigures(
            key,
            node.name or key,
            office_of(node),
            len(waits),
            fmean(waits),
            max(waits),
            fmean(works) if works else 0.0,
        )
