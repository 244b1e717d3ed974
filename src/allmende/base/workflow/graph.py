"""A process compiled once per version: an immutable graph that the engine walks."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from allmende.foundation.expressions import Expression

from .calendar import Duration
from .repeating import Repetition


class Kind(enum.Enum):
    """What happens where a token arrives."""

    START = "start"
    MILESTONE = "milestone"
    CATCH = "catch"
    ESCALATE = "escalate"
    LINK = "link"
    BOUNDARY = "boundary"
    END = "end"
    TERMINATE = "terminate"
    ERROR_END = "error end"
    ESCALATION_END = "escalation end"
    USER = "user"
    MANUAL = "manual"
    SERVICE = "service"
    RECEIVE = "receive"
    SCRIPT = "script"
    RULE = "rule"
    CALL = "call"
    SUBPROCESS = "sub-process"
    EXCLUSIVE = "exclusive"
    PARALLEL = "parallel"
    INCLUSIVE = "inclusive"
    EVENT_BASED = "event-based"


#: Done by a person.
PERSON = frozenset({Kind.USER, Kind.MANUAL})
#: Where a token's way may end. (A throwing message event is a SERVICE; as an end it only has no way out.)
ENDS = frozenset({Kind.END, Kind.TERMINATE, Kind.ERROR_END, Kind.ESCALATION_END})
#: Throws an escalation.
ESCALATING = frozenset({Kind.ESCALATE, Kind.ESCALATION_END})


#: What may run several times and carry events on its boundary.
ACTIVITIES = PERSON | {Kind.SERVICE, Kind.RECEIVE, Kind.SCRIPT, Kind.RULE, Kind.CALL, Kind.SUBPROCESS}


class On(enum.Enum):
    """What an event waits for, or throws."""

    TIMER = "timer"
    MESSAGE = "message"
    CONDITION = "condition"
    ERROR = "error"
    ESCALATION = "escalation"
    LINK = "link"


@dataclass(frozen=True)
class Value:
    """A constant text, or an expression (in the model marked by a leading ``=``); false where there is neither."""

    text: str = ""
    expression: Expression | None = None

    def __bool__(self) -> bool:
        return bool(self.text) or self.expression is not None


@dataclass(frozen=True)
class TimerRule:
    """When a timer is due: a length of time or a moment; ``working_days`` counts days as working days.

    ``cycle``: it fires again and again; of an expression (``is_cycle``) that is known when it begins.
    """

    duration: Duration | None = None
    value: Value = Value()
    is_date: bool = False
    working_days: bool = False
    cycle: Repetition | None = None
    is_cycle: bool = False


@dataclass(frozen=True)
class Trigger:
    """The definition of an event: ``name`` is a message's name, a link's, or the code of an error or escalation
    (empty: any); ``key`` tells equal messages apart; ``result`` is the variable that takes what came.
    """

    on: On
    name: str = ""
    key: Value = Value()
    condition: Expression | None = None
    timer: TimerRule | None = None
    result: str = ""


@dataclass(frozen=True)
class Loop:
    """An activity that runs several times: for each item or number (``parallel`` or one after the other), or while a
    condition holds (neither ``items`` nor ``times``).

    ``until`` ends it early; ``results`` collects the variable ``result`` of each run.
    """

    parallel: bool = False
    items: Value = Value()
    times: Value = Value()
    item: str = ""
    until: Expression | None = None
    again_while: Expression | None = None
    test_before: bool = False
    most: int = 0
    result: str = ""
    results: str = ""

    @property
    def is_multiple(self) -> bool:
        return bool(self.items) or bool(self.times)


@dataclass(frozen=True)
class Flow:
    id: str
    name: str
    target: str
    condition: Expression | None = None


@dataclass(frozen=True)
class Node:
    """One element; the fields after ``default`` belong to single kinds.

    ``armed``: elements whose trigger waits while a token is here: itself, the events after an event-based gateway,
    the starts of event sub-processes; those on the ``boundary`` come in addition.
    """

    id: str
    name: str
    kind: Kind
    scope: str | None = None
    incoming: int = 0
    outgoing: tuple[Flow, ...] = ()
    default: str | None = None
    boundary: tuple[str, ...] = ()
    armed: tuple[str, ...] = ()
    timed: bool = False
    listening: bool = False
    attached_to: str = ""
    interrupting: bool = True
    trigger: Trigger | None = None
    loop: Loop | None = None
    inner_start: str = ""
    is_handler: bool = False
    handlers: tuple[str, ...] = ()
    unit: Value = Value()
    role: str = ""
    hint: str = ""
    priority: int = 0
    due: Duration | None = None
    answers: tuple[tuple[str, str], ...] = ()
    due_days: Value = Value()
    action: str = ""
    called: Value = Value()
    decision: Value = Value()
    parameters: Mapping[str, Value] = field(default_factory=dict)
    outputs: Mapping[str, Value] = field(default_factory=dict)
    retries: int = 5
    script: Expression | None = None
    result: str = ""


@dataclass(frozen=True)
class Process:
    """``references`` are the variables that its expressions read, as dotted paths.

    ``start`` is the start event without trigger, else the first; ``starts`` all of them. ``reopen`` is the element
    where it begins when its subject is taken up again; empty: at the start. ``handlers`` are the starts of its event
    sub-processes. ``reaches``: for each inclusive gateway that joins, element → the gateway's incoming arrows to which
    a token there may still come without passing the gateway.
    """

    id: str
    name: str
    start: str
    nodes: Mapping[str, Node]
    references: frozenset[str] = frozenset()
    reopen: str = ""
    starts: tuple[str, ...] = ()
    handlers: tuple[str, ...] = ()
    reaches: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    has_conditions: bool = False
