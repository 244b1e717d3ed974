"""What a decision answers, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .labels import Label


class DecisionError(ValueError):
    """No answer: a value of the wrong kind, two rules where one may match; the message is for people."""


@dataclass(frozen=True)
class Hit:
    """A rule that matched: its decision (id and name), its number from 1 and its id; as text ``fee:3``."""

    decision: str
    name: str
    number: int
    rule: str

    def __str__(self) -> str:
        return f"{self.decision}:{self.number}"


@dataclass(frozen=True)
class Result:
    """The answer of a decision.

    ``value`` is JSON: a value for a table with one output, an object (output name → value) with several, a list of
    these for tables that collect, None where no rule matches and none is the default. Days are ISO text. ``values``
    holds the answers of all decisions on the way, by decision id; ``hits`` the rules that matched, in the order in
    which they were asked.
    """

    decision: str
    name: str
    value: Any
    values: Mapping[str, Any]
    hits: tuple[Hit, ...]
    explain: Callable[[Label | None], str] = field(repr=False, compare=False)

    @cached_property
    def words(self) -> str:
        """Which rules hit and what they say, in plain words, a line for each; in the active language."""
        return self.explain(None)

    def told(self, label: Label | None) -> str:
        """The same, with inputs as people call them."""
        return self.explain(label)
