"""All resources of a tenant and what they need, in compact arrays: what breaks when some of them end?"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Graph:
    """Resources in use, in parallel lists: the one at place ``i`` is ``ids[i]``, of ``types[i]`` and so on.

    ``place`` finds the place of a key. ``dependents[i]`` are the places of those which need ``i``, ``needs[i]``
    those which ``i`` needs, each with the kind of dependency; places without any are missing.
    """

    ids: list[UUID]
    types: list[str]
    names: list[str]
    institutions: list[UUID | None]
    variants: list[UUID | None]
    contracts: list[date | None]
    place: dict[UUID, int]
    dependents: dict[int, list[tuple[int, str]]]
    needs: dict[int, list[tuple[int, str]]]
    _fields: list[Any] = field(repr=False)

    def __len__(self) -> int:
        return len(self.ids)

    def fields(self, resource: UUID) -> dict[str, Any]:
        """The fields of the type's schema, read when asked for."""
        stored = self._fields[self.place[resource]]
        fields: dict[str, Any] = json.loads(stored) if isinstance(stored, str) else stored
        return fields

    def of_types(self, types: Iterable[str]) -> list[UUID]:
        """Keys of all resources of these types."""
        wanted = frozenset(types)
        return [key for key, type in zip(self.ids, self.types, strict=True) if type in wanted]

    def of_variants(self, variants: Iterable[UUID]) -> list[UUID]:
        """Keys of all resources that are used under these variants of offers."""
        wanted = frozenset(variants)
        return [key for key, variant in zip(self.ids, self.variants, strict=True) if variant in wanted]

    def broken_by(self, ids: Iterable[UUID]) -> Broken:
        """What else breaks when these end: resource → through which, nearest first, the ended one last.

        One walk in breadth from all of them, so each path is a shortest one and a circle ends where it began.
        Those that end themselves are left out, as are keys that are unknown.
        """
        starts = [self.place[key] for key in ids if key in self.place]
        seen = bytearray(len(self.ids))
        for start in starts:
            seen[start] = 1
        before: dict[int, int] = {}
        waiting = deque(dict.fromkeys(starts))
        while waiting:
            at = waiting.popleft()
            for other, _kind in self.dependents.get(at, ()):
                if not seen[other]:
                    seen[other] = 1
                    before[other] = at
                    waiting.append(other)
        return Broken(self, before)


class Broken(Mapping[UUID, tuple[UUID, ...]]):
    """What breaks, each with the path through which; a path is put together when asked for: long chains cost little."""

    def __init__(self, graph: Graph, before: dict[int, int]) -> None:
        self._graph = graph
        self._before = before

    def __getitem__(self, resource: UUID) -> tuple[UUID, ...]:
        graph, before = self._graph, self._before
        at = graph.place.get(resource, -1)
        if at not in before:
            raise KeyError(resource)
        path = []
        while at in before:
            at = before[at]
            path.append(graph.ids[at])
        return tuple(path)

    def __iter__(self) -> Iterator[UUID]:
        ids = self._graph.ids
        return (ids[at] for at in self._before)

    def __len__(self) -> int:
        return len(self._before)

    def __contains__(self, resource: object) -> bool:
        return self._graph.place.get(resource, -1) in self._before  # type: ignore[call-overload]
