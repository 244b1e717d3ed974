"""Searching the entries of a code list; no database here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

Entry = tuple[str, str]  #: code, label


def fold(text: str) -> str:
    """``text`` for searching: lower case, no accents, ß as ss."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in decomposed if not unicodedata.combining(letter)).split())


def search_entries(entries: Iterable[Entry], text: str, limit: int) -> list[Entry]:
    """Entries for what was typed, best first: the code itself, those that begin with it, that contain it, and where
    there are none, those that look like it. Without text the first entries."""
    rows = [(code, label, fold(label)) for code, label in entries]
    wanted = fold(text)
    if not wanted:
        return [(code, label) for code, label, _folded in rows[:limit]]
    exact = [row for row in rows if fold(row[0]) == wanted]
    begin = [row for row in rows if row[2].startswith(wanted)]
    inside = [row for row in rows if wanted in row[2]]
    found = [(code, label) for code, label, _folded in dict.fromkeys([*exact, *begin, *inside])]
    return (found or similar(rows, wanted, limit))[:limit]


def similar(rows: list[tuple[str, str, str]], wanted: str, limit: int) -> list[Entry]:
    """Of (code, label, folded label) those whose label looks like ``wanted`` (typing errors)."""
    from rapidfuzz import fuzz, process

    hits = process.extract(wanted, [row[2] for row in rows], scorer=fuzz.WRatio, score_cutoff=75, limit=limit)
    return [(rows[index][0], rows[index][1]) for _text, _score, index in hits]
