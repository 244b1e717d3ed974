"""Entries of a code list for drawing, as the form's version has them."""

from __future__ import annotations

from allmende.base.forms.engine import CodeLists

Entry = tuple[str, str]


def entries(lists: CodeLists, key: str, limit: int) -> list[Entry] | None:
    """All entries in order, or None where there are more than ``limit``."""
    found = lists.first(key, limit + 1)
    return found if len(found) <= limit else None


def label(lists: CodeLists, key: str, code: str) -> str:
    """The label of a code, or the code where the list does not have it."""
    return lists.label(key, code) or code
