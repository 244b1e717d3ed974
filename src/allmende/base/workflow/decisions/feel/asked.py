"""What a cell asks of its input, before it is known of which kind the input is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class _Nothing:
    def __repr__(self) -> str:
        return "NOTHING"


#: No constant: the operand is a formula.
NOTHING = _Nothing()


@dataclass(frozen=True)
class Operand:
    """An expression in CEL; ``constant`` is its value where it is one (Decimal, str, bool, None, a date or time)."""

    cel: str
    constant: Any = NOTHING


@dataclass(frozen=True)
class Interval:
    """From ``low`` to ``high`` (None: without end on that side); ``…_in`` says whether the end belongs to it."""

    low: Operand | None
    low_in: bool
    high: Operand | None
    high_in: bool


@dataclass(frozen=True)
class Point:
    """The value itself; ``wanted`` false: anything but it."""

    operand: Operand
    wanted: bool = True


@dataclass(frozen=True)
class Condition:
    """A CEL condition of its own."""

    cel: str


@dataclass(frozen=True)
class Tests:
    """One of ``tests`` holds; with ``negated`` none of them. No tests at all: any value."""

    tests: tuple[Interval | Point | Condition, ...] = ()
    negated: bool = False

    def cel(self, subject: str) -> str:
        """The same as a condition on ``subject``."""
        if not self.tests:
            return "true"
        parts = [_cel(test, subject) for test in self.tests]
        text = parts[0] if len(parts) == 1 else " || ".join(f"({part})" for part in parts)
        return f"!({text})" if self.negated else text


def _cel(test: Interval | Point | Condition, subject: str) -> str:
    if isinstance(test, Condition):
        return test.cel
    if isinstance(test, Point):
        if test.operand.cel.startswith("["):
            return f"{subject} in {test.operand.cel}"
        return f"{subject} {'==' if test.wanted else '!='} {test.operand.cel}"
    parts = []
    if test.low is not None:
        parts.append(f"{subject} {'>=' if test.low_in else '>'} {test.low.cel}")
    if test.high is not None:
        parts.append(f"{subject} {'<=' if test.high_in else '<'} {test.high.cel}")
    return " && ".join(parts)
