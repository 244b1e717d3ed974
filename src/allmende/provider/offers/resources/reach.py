"""What hangs on one resource, level by level from the database: quick where little does, stopped where much does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .models import Dependency, Resource

#: So many are followed; more hang on what everybody uses, and a list of all helps nobody.
MOST = 2000
_PART = 500


@dataclass(frozen=True)
class Hit:
    """One resource that breaks, and through which: nearest first, without the one that ends."""

    resource: Resource
    through: tuple[Resource, ...]


@dataclass
class Reach:
    """What breaks when a resource ends; ``more``: not all were followed."""

    hits: list[Hit] = field(default_factory=list)
    more: bool = False

    @property
    def institutions(self) -> int:
        """How many institutions that touches."""
        return len({hit.resource.institution_id for hit in self.hits} - {None})

    def by_type(self) -> list[tuple[str, list[Hit]]]:
        """Type → what breaks of it, most first."""
        groups: dict[str, list[Hit]] = {}
        for hit in self.hits:
            groups.setdefault(hit.resource.type, []).append(hit)
        return sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))


def reach_of(resource: Resource) -> Reach:
    """What no longer works when ``resource`` ends; each once, by a shortest way, safe in circles."""
    reach = Reach()
    ways: dict[object, tuple[Resource, ...]] = {resource.pk: ()}
    level = [resource]
    while level and not reach.more:
        after: list[Resource] = []
        for other, needed in _dependents(level):
            if other.pk in ways:
                continue
            way = ways[needed.pk] if needed.pk == resource.pk else (needed, *ways[needed.pk])
            ways[other.pk] = way
            reach.hits.append(Hit(other, way))
            after.append(other)
            if len(reach.hits) >= MOST:
                reach.more = True
                break
        level = after
    return reach


def _dependents(level: list[Resource]) -> Iterator[tuple[Resource, Resource]]:
    """(what needs one of the level, that one)."""
    known = {row.pk: row for row in level}
    keys = list(known)
    for start in range(0, len(keys), _PART):
        rows = Dependency.objects.filter(needs_id__in=keys[start : start + _PART])
        rows = rows.exclude(resource__state=Resource.State.ENDED).select_related("resource__institution")
        for row in rows.order_by("resource__type", "resource__number", "id"):
            yield row.resource, known[row.needs_id]
