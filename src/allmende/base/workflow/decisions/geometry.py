"""Gaps and overlaps of a table: every rule is a box, every column an axis cut into stretches.

Two rules match together where their stretches meet on each axis. What no rule takes is found by walking the axes one
after the other with the rules that are still left; a place with the same rules left is walked once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from .axes import Stretch
from .deciding import priority
from .samples import sample
from .table import HitPolicy, Rule, Table

#: Steps after which the walk ends: a table that needs more is checked as far as that goes.
MOST_STEPS = 200_000
MOST_FOUND = 50
#: Policies under which no two rules may match together (ANY: unless they answer the same).
_ALONE = frozenset({HitPolicy.UNIQUE, HitPolicy.ANY})


@dataclass(frozen=True)
class Region:
    """A part of the table's inputs: for each column its stretches (empty: any value), and an example of each."""

    stretches: tuple[tuple[Stretch, ...], ...]
    example: tuple[Any, ...]


@dataclass(frozen=True)
class Overlap:
    """Two rules that match together in ``region``."""

    first: Rule
    second: Rule
    region: Region


@dataclass
class Survey:
    """``gaps``: what no rule takes; ``hidden``: rules that never count; ``unknown``: columns with formulas, by place.

    A rule with a formula is neither said to overlap nor to cover; ``cut``: the table was too large for all of it.
    """

    gaps: list[Region] = field(default_factory=list)
    overlaps: list[Overlap] = field(default_factory=list)
    hidden: list[Rule] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    cut: bool = False


def survey(table: Table) -> Survey:
    """Everything that the geometry of a table says."""
    walker = _Walker(table)
    result = Survey(unknown=[number for number, axis in enumerate(table.axes) if axis.open_cells])
    result.gaps = list(islice(walker.uncovered(walker.every, walker.solid), MOST_FOUND))
    if table.hit_policy in _ALONE:
        result.overlaps = list(islice(walker.overlaps(), MOST_FOUND))
    if table.hit_policy in (HitPolicy.FIRST, HitPolicy.PRIORITY):
        result.hidden = list(walker.hidden())
    result.cut = walker.steps >= MOST_STEPS
    return result


class _Walker:
    def __init__(self, table: Table) -> None:
        self.table = table
        self.steps = 0
        self.every = [tuple(axis.stretches()) for axis in table.axes]
        self.solid = (1 << len(table.rules)) - 1
        for axis in table.axes:
            self.solid &= ~axis.open_cells
        self.free = self._free_from_here_on()

    def _free_from_here_on(self) -> list[int]:
        """For each column the rules that take anything in it and all later ones."""
        free = [self.solid]
        for stretches in reversed(self.every):
            mask = free[-1]
            for stretch in stretches:
                mask &= stretch.mask
            free.append(mask)
        return free[::-1]

    def uncovered(self, domain: Sequence[Sequence[Stretch]], mask: int) -> Iterator[Region]:
        """The parts of ``domain`` that none of the rules in ``mask`` takes."""
        return self._walk(0, mask, [], domain, set())

    def _walk(
        self,
        number: int,
        mask: int,
        path: list[tuple[Stretch, ...]],
        domain: Sequence[Sequence[Stretch]],
        covered: set[tuple[int, int]],
    ) -> Iterator[Region]:
        if not mask:
            yield self._region([*path, *([()] * (len(domain) - number))], domain)
            return
        if mask & self.free[number] or (number, mask) in covered or self.steps >= MOST_STEPS:
            return
        self.steps += 1
        groups: dict[int, list[Stretch]] = {}
        for stretch in domain[number]:
            groups.setdefault(mask & stretch.mask, []).append(stretch)
        gap = False
        for left, stretches in groups.items():
            for region in self._walk(number + 1, left, [*path, tuple(stretches)], domain, covered):
                gap = True
                yield region
        if not gap:
            covered.add((number, mask))

    def _region(
        self, stretches: Sequence[tuple[Stretch, ...]], domain: Sequence[Sequence[Stretch]]
    ) -> Region:
        example = tuple(
            sample((own or tuple(whole))[0], axis.kind) if whole else None
            for own, whole, axis in zip(stretches, domain, self.table.axes, strict=True)
        )
        return Region(tuple(stretches), example)

    def overlaps(self) -> Iterator[Overlap]:
        """Pairs of rules that match together, the earlier one first; for ANY those that contradict each other."""
        meets = [self._meets(stretches) for stretches in self.every]
        for place, rule in enumerate(self.table.rules):
            if not self.solid >> place & 1:
                continue
            partners = self.solid >> (place + 1) << (place + 1)
            for axis in meets:
                partners &= axis[place]
            for other in _rules(partners, self.table):
                if self.table.hit_policy is not HitPolicy.ANY or _contradict(rule, other):
                    yield Overlap(rule, other, self._shared(rule, other))

    def _meets(self, stretches: Sequence[Stretch]) -> list[int]:
        """For each rule the rules that share a stretch of this axis with it."""
        meets = [0] * len(self.table.rules)
        whole, some = self.solid, 0
        for stretch in stretches:
            whole &= stretch.mask
            some |= stretch.mask & self.solid
        for stretch in stretches:
            mask = stretch.mask & self.solid
            for rule in _rules(mask & ~whole, self.table):
                meets[rule.number - 1] |= mask
        for rule in _rules(whole, self.table):
            meets[rule.number - 1] = some
        return meets

    def _shared(self, one: Rule, other: Rule) -> Region:
        both = 1 << (one.number - 1) | 1 << (other.number - 1)
        shared = [tuple(s for s in stretches if s.mask & both == both) for stretches in self.every]
        narrow = [
            () if len(own) == len(whole) else own for own, whole in zip(shared, self.every, strict=True)
        ]
        return Region(tuple(narrow), self._region(shared, self.every).example)

    def hidden(self) -> Iterator[Rule]:
        """Rules whose every place is taken by rules that go before them."""
        for rule in self.table.rules:
            bit = 1 << (rule.number - 1)
            domain = [tuple(s for s in stretches if s.mask & bit) for stretches in self.every]
            mask = self._before(rule) & self.solid
            if mask and self.steps < MOST_STEPS and next(self.uncovered(domain, mask), None) is None:
                yield rule

    def _before(self, rule: Rule) -> int:
        """The rules that count rather than ``rule`` where both match."""
        if self.table.hit_policy is HitPolicy.FIRST:
            return (1 << (rule.number - 1)) - 1
        own = priority(self.table, [answer.constant for answer in rule.answers])
        mask = 0
        for other in self.table.rules:
            if priority(self.table, [answer.constant for answer in other.answers]) < own:
                mask |= 1 << (other.number - 1)
        return mask


def _rules(mask: int, table: Table) -> Iterator[Rule]:
    while mask:
        bit = mask & -mask
        mask ^= bit
        yield table.rules[bit.bit_length() - 1]


def _contradict(one: Rule, other: Rule) -> bool:
    """Whether two rules answer differently for certain: formulas may agree."""
    return any(
        a.is_constant and b.is_constant and a.constant != b.constant
        for a, b in zip(one.answers, other.answers, strict=True)
    )
