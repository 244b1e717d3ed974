"""What a decision answers, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class DecisionError(ValueError):
    """No answer: a value of the wrong kind, two rules where one may match; the message is for people."""


@dataclass(frozen=True)
class Hit:
    """A rule that matched: its decision (id and name), its number from 1, its id, its conditions in plain words."""

    decision: str
    name: str
    number: int
    rule: str
    words: str

    def __str__(self) -> str:
        return f"{self.decision}:{self.number}"


@dataclass(frozen=True)
class Result:
    """The answer of a decision.

    ``value`` is JSON: a value for a table with one output, an object (output name → value) with several, a list of
    these for tables that collect, None where no rule matches and none is the default. Days are ISO text. ``values``
    holds the answers of all decisions on the way, by decision id; ``hits`` the rules that matched, in the order in
    which they were asked; ``words`` all of it in plain words.
    """

    decision: str
    name: str
    value: Any
    values: Mapping[str, Any]
    hits: tuple[Hit, ...]
    words: str
