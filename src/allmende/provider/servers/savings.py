"""Servers and money before and after, by the figures that the municipality assumed: a calculation, no promise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .criteria import Judged, Model
from .models import Treatment


@dataclass(frozen=True)
class Savings:
    """Physical servers and Euro a year, before and after. ``hosts``: new machines in the computing centre."""

    before: int
    after: int
    hosts: int
    hosted: int
    cost_before: Decimal
    cost_after: Decimal
    cost_lines: Decimal

    @property
    def saved_servers(self) -> int:
        """Machines fewer; negative where there are more."""
        return self.before - self.after

    @property
    def cost_all(self) -> Decimal:
        """Euro a year afterwards, lines included."""
        return self.cost_after + self.cost_lines

    @property
    def saved(self) -> Decimal:
        """Euro a year, lines included; negative where it costs more."""
        return self.cost_before - self.cost_after - self.cost_lines


def savings(judged: Sequence[Judged], by: Model, *, lines: int = 0) -> Savings:
    """Of servers of offices: of all what is planned, of those that moved what is reached so far.

    Those in the computing centre already are left out; ``lines`` are upgraded ones.
    """
    rows = [row for row in judged if row.treatment != Treatment.CENTRAL]
    counts: Counter[str] = Counter(row.treatment for row in rows if row.is_physical)
    hosted = sum(row.treatment == Treatment.HOSTING for row in rows)
    hosts = -(-hosted // max(1, int(by["virtual_per_host"])))
    housed = counts[Treatment.HOUSING_TIME] + counts[Treatment.HOUSING_GOOD]
    stay = counts[Treatment.EXCEPTION]
    before = sum(counts.values())
    return Savings(
        before=before, after=housed + stay + hosts, hosts=hosts, hosted=hosted,
        cost_before=before * by["cost_decentral"],
        cost_after=stay * by["cost_decentral"] + housed * by["cost_housed"] + hosted * by["cost_virtual"],
        cost_lines=lines * by["cost_upgrade"],
    )  # fmt: skip
