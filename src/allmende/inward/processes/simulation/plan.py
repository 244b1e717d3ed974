"""What a simulation assumes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from allmende.base.workflow.graph import Node, On

HOURS_A_DAY = 8.0
DAYS_A_WEEK = 5.0
MOST_CASES = 5_000


@dataclass(frozen=True)
class Plan:
    """What is assumed: ``minutes`` by step, ``people`` by office, ``shares`` by way, ``delays`` (hours) by event."""

    cases: int = 1000
    a_week: float = 20
    minutes: Mapping[str, float] = field(default_factory=dict)
    people: Mapping[str, int] = field(default_factory=dict)
    shares: Mapping[str, float] = field(default_factory=dict)
    delays: Mapping[str, float] = field(default_factory=dict)


def office_of(node: Node) -> str:
    """Who does a step: the office that it names (by its rule, where it has one), empty for the case's own."""
    return node.unit.text or (node.unit.expression.text if node.unit.expression is not None else "")


def timer_hours(node: Node) -> float | None:
    """The working hours of a timer with a fixed duration; None where there is none."""
    rule = node.trigger.timer if node.trigger is not None and node.trigger.on is On.TIMER else None
    if rule is None or rule.duration is None:
        return None
    length = rule.duration
    days = length.years * 365 + length.months * 30.4 + length.weeks * 7 + length.days
    clock = length.hours + length.minutes / 60 + length.seconds / 3600
    return days * HOURS_A_DAY * (1 if rule.working_days else DAYS_A_WEEK / 7) + clock
