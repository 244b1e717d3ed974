"""A process compiled once per version: an immutable graph that the engine walks."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from allmende.foundation.expressions import Expression

from .calendar import Duration


class Kind(enum.Enum):
    """What happens where a token arrives."""

    START = "start"
    MILESTONE = "milestone"
    END = "end"
    TERMINATE = "terminate"
    USER = "user"
    MANUAL = "manual"
    SERVICE = "service"
    SCRIPT = "script"
    EXCLUSIVE = "exclusive"
    PARALLEL = "parallel"
    TIMER = "timer"
    BOUNDARY_TIMER = "boundary timer"
    SUBPROCESS = "sub-process"


#: Done by a person.
PERSON = frozenset({Kind.USER, Kind.MANUAL})


@dataclass(frozen=True)
class Value:
    """A constant text, or an expression (in the model marked by a leading ``=``); false where there is neither."""

    text: str = ""
    expression: Expression | None = None

    def __bool__(self) -> bool:
        return bool(self.text) or self.expression is not None


@dataclass(frozen=True)
class TimerRule:
    """When a timer is due: a length of time or a moment; ``working_days`` counts days as working days."""

    duration: Duration | None = None
    value: Value = Value()
    is_date: bool = False
    working_days: bool = False


@dataclass(frozen=True)
class Flow:
    id: str
    name: str
    target: str
    condition: Expression | None = None


@dataclass(frozen=True)
class Node:
    """One element; the fields after ``default`` belong to single kinds."""

    id: str
    name: str
    kind: Kind
    scope: str | None = None
    incoming: int = 0
    outgoing: tuple[Flow, ...] = ()
    default: str | None = None
    boundary: tuple[str, ...] = ()
    attached_to: str = ""
    interrupting: bool = True
    timer: TimerRule | None = None
    inner_start: str = ""
    unit: Value = Value()
    role: str = ""
    hint: str = ""
    priority: int = 0
    due: Duration | None = None
    answers: tuple[tuple[str, str], ...] = ()
    due_days: Value = Value()
    action: str = ""
    parameters: Mapping[str, Value] = field(default_factory=dict)
    retries: int = 5
    script: Expression | None = None
    result: str = ""


@dataclass(frozen=True)
class Process:
    """``references`` are the variables that its expressions read, as dotted paths.

    ``reopen`` is the element where it begins when its subject is taken up again; empty: at the start.
    """

    id: str
    name: str
    start: str
    nodes: Mapping[str, Node]
    references: frozenset[str] = frozenset()
    reopen: str = ""
