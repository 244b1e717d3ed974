"""The streets of a tenant in memory, for suggestions while somebody types."""

from __future__ import annotations

import uuid
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from allmende.foundation.search.index import Document, FuzzyIndex

from .folding import fold_street, spoken_street


@dataclass(frozen=True)
class StreetName:
    """A street as it is searched."""

    id: uuid.UUID
    name: str
    folded: str


class StreetIndex:
    """Streets by the beginning of their name, then by the beginning of a word in it, then by likeness."""

    def __init__(self, streets: Iterable[StreetName]) -> None:
        self._streets = sorted(streets, key=lambda street: street.folded)
        self._folded = [street.folded for street in self._streets]
        self._spoken = [f" {spoken_street(street.name)}" for street in self._streets]
        self._index = FuzzyIndex(Document(number, (name,)) for number, name in enumerate(self._spoken))

    def search(self, text: str, *, limit: int) -> list[StreetName]:
        """At most ``limit`` streets for what was typed so far."""
        typed = fold_street(text)
        if not typed:
            return []
        found: dict[uuid.UUID, StreetName] = {}
        start = bisect_left(self._folded, typed)
        for street in self._streets[start : start + limit]:
            if street.folded.startswith(typed):
                found[street.id] = street
        if len(found) < limit and len(typed) >= 3:
            for street in self._inside(spoken_street(text)):
                found.setdefault(street.id, street)
        if not found and len(typed) >= 3:
            hits = self._index.search(spoken_street(text), limit=limit)
            return [self._streets[hit.key] for hit in hits]
        return list(found.values())[:limit]

    def _inside(self, spoken: str) -> Iterator[StreetName]:
        """Streets in which a word begins like what was typed: "tann" for "Von-der-Tann-Straße"."""
        beginning = f" {spoken}"
        return (
            street for street, words in zip(self._streets, self._spoken, strict=True) if beginning in words
        )
