"""What a rule says, as a tree of frozen values. ``R`` is the type of a reference: ids first, positions later."""

from __future__ import annotations

import dataclasses
from typing import Literal

from .lexer import Reference, Value

Operator = Literal["EQ", "NE", "LT", "LE", "GT", "GE"]


@dataclasses.dataclass(frozen=True)
class Compare:
    """A field against values: EQ/NE with several values means one of / none of them."""

    ref: Reference
    op: Operator
    values: tuple[Value, ...]
    every: bool = False  #: values joined by "und"


@dataclasses.dataclass(frozen=True)
class CompareRef:
    """A field against another field, or against today (``other`` None)."""

    ref: Reference
    op: Operator
    other: Reference | None


@dataclasses.dataclass(frozen=True)
class Filled:
    """Whether an element is answered."""

    ref: Reference
    filled: bool = True


@dataclasses.dataclass(frozen=True)
class And:
    parts: tuple[Condition, ...]


@dataclasses.dataclass(frozen=True)
class Or:
    parts: tuple[Condition, ...]


@dataclasses.dataclass(frozen=True)
class Not:
    part: Condition


@dataclasses.dataclass(frozen=True)
class Again:
    """A condition that leaves out its subject: that of the sentence before."""

    op: Operator
    values: tuple[Value, ...]


Condition = Compare | CompareRef | Filled | And | Or | Not | Again


@dataclasses.dataclass(frozen=True)
class Effect:
    """``kind`` show, hide, require, optional; or allow with ``values``. Without ``refs``: those named before."""

    kind: Literal["show", "hide", "require", "optional", "allow"]
    refs: tuple[Reference, ...] = ()
    values: tuple[Value, ...] = ()


@dataclasses.dataclass(frozen=True)
class Count:
    """At least / exactly / at most ``number`` of the elements must be answered."""

    kind: Literal["at_least", "exactly", "at_most"]
    refs: tuple[Reference, ...]
    number: int = 1


@dataclasses.dataclass(frozen=True)
class ValidDay:
    """Day, month and year must be a day of the calendar."""


@dataclasses.dataclass(frozen=True)
class MustCompare:
    """A comparison that must hold."""

    condition: Compare | CompareRef


@dataclasses.dataclass(frozen=True)
class Sum:
    """The sum of fields against a field or a value."""

    refs: tuple[Reference, ...]
    op: Operator
    other: Reference | Value


@dataclasses.dataclass(frozen=True)
class Range:
    """A field must lie between two values, both included. ``told``: the wording says that they are."""

    ref: Reference
    low: Value
    high: Value
    told: bool


@dataclasses.dataclass(frozen=True)
class Shape:
    """How a text must be written: its length, its form (a regular expression), its beginning or its end."""

    ref: Reference
    kind: Literal["length", "digits", "pattern", "begin", "end"]
    minimum: int | None = None
    maximum: int | None = None
    text: str = ""


Check = Count | ValidDay | MustCompare | Sum | Range | Shape


@dataclasses.dataclass(frozen=True)
class Prefill:
    """A field gets a value and is hidden (or only gets it)."""

    ref: Reference
    value: Value
    hide: bool


@dataclasses.dataclass(frozen=True)
class Hide:
    """A field is never shown."""

    refs: tuple[Reference, ...]


@dataclasses.dataclass(frozen=True)
class If:
    """``otherwise`` None: nothing is said; the empty tuple: the opposite of the effects."""

    condition: Condition
    effects: tuple[Effect | Check, ...]
    otherwise: tuple[Effect, ...] | None = None
    only: bool = False  #: "nur, wenn": otherwise the opposite


Statement = If | Check | Prefill | Hide
