"""What the engine hands out: plain, frozen values, with paths as keys.

An instance path is dotted with repeat indices, as in flat form names: ``dogs.0.breed``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from ..searching import Entry, search_entries

Answers = dict[str, Any]
Errors = dict[str, tuple[str, ...]]


class CodeLists(Protocol):
    """Where the engine asks for code lists; ``queries.DatabaseCodeLists`` or, in tests, ``MemoryCodeLists``."""

    def label(self, key: str, code: str) -> str | None:
        """The label of ``code``, or None where the list does not have it."""

    def known(self, key: str) -> bool:
        """Whether there is such a list with at least one entry."""

    def first(self, key: str, limit: int) -> list[Entry]:
        """The first entries (code, label) in order."""

    def search(self, key: str, text: str, limit: int) -> list[Entry]:
        """The entries for what was typed, best first."""


@dataclasses.dataclass(frozen=True)
class MemoryCodeLists:
    """Code lists held as plain dictionaries: key → code → label."""

    lists: Mapping[str, Mapping[str, str]] = dataclasses.field(default_factory=dict)

    def label(self, key: str, code: str) -> str | None:
        return self.lists.get(key, {}).get(code)

    def known(self, key: str) -> bool:
        return bool(self.lists.get(key))

    def first(self, key: str, limit: int) -> list[Entry]:
        return [*self.lists.get(key, {}).items()][:limit]

    def search(self, key: str, text: str, limit: int) -> list[Entry]:
        return search_entries(self.lists.get(key, {}).items(), text, limit)


@dataclasses.dataclass(frozen=True)
class Finding:
    """Something that is wrong with a form, named at publication."""

    code: str  #: such as ``cycle``, ``unknown_name``, ``dead``, ``expression``, ``code_list``, ``pattern``
    place: str  #: dotted path of the page, group or field
    message: str
    fatal: bool = True


class SummaryRow(NamedTuple):
    """One answered (or unanswered) question for check-your-answers, receipts and case pages."""

    path: str
    label: str
    value: str  #: formatted for people; empty where not answered
    kind: str  #: the field's type
    depth: int = 0
    raw: Any = None  #: the canonical value


@dataclasses.dataclass(frozen=True)
class SummarySection:
    """Rows under one heading: a page, a group or one repetition of a group."""

    page: str
    path: str  #: path of the group instance; empty for the page's own rows
    title: str
    level: int  #: 1 page, 2 group, 3 group in group …
    rows: tuple[SummaryRow, ...]
