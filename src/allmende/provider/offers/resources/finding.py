"""Finding dependencies in the data: the keys that resources point at, joined with those that others are known as."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from allmende.foundation import sql
from allmende.foundation.tenants.context import current_tenant_id

from .models import Resource
from .types import Row, number_key, resource_types

#: resource, needs (keys as the database has them), kind
Found = tuple[Any, Any, str]

_ROWS = (
    "SELECT id, type, number, name, institution_id, fields FROM resources_resource"
    " WHERE tenant_id = %s AND state <> %s"
)


def read_rows() -> Iterator[Row]:
    """All resources in use of types that are known."""
    for row in sql.rows(_ROWS, [sql.key(current_tenant_id()), Resource.State.ENDED.value]):
        if row[1] in resource_types:
            yield Row(*row)


def find(rows: Iterable[Row], *, of: Any = None) -> set[Found]:
    """What the rows need, as their fields say; ``of``: only what this institution's rows need (key as stored).

    Where several are known under one key, those of the same institution are meant, else all.
    """
    rows = list(rows)
    known = _known(rows)
    found: set[Found] = set()
    for row in rows:
        if of is not None and row.institution != of:
            continue
        for reference in resource_types[row.type].points_at(row):
            for key in reference.keys:
                if key in known and (hits := _choose(known[key], row)):
                    for each in hits:
                        found.add((row.id, each.id, reference.kind))
                    break
    return found


def _known(rows: list[Row]) -> dict[str, list[Row]]:
    known: dict[str, list[Row]] = {}
    for row in rows:
        known.setdefault(number_key(row.type, row.number), []).append(row)
        for key in resource_types[row.type].known_as(row):
            known.setdefault(key, []).append(row)
    return known


def _choose(candidates: list[Row], row: Row) -> list[Row]:
    if len(candidates) == 1:
        return [] if candidates[0] is row else candidates
    others = [each for each in candidates if each is not row]
    return [each for each in others if each.institution == row.institution] or others
