"""Finding dependencies in the data: the keys that resources point at, joined with those that others are known as."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from uuid import UUID

from allmende.foundation import sql
from allmende.foundation.tenants.context import current_tenant_id

from .models import Resource
from .types import ResourceType, Row, known_by_number, resource_types

#: resource, needs, kind
Found = tuple[UUID, UUID, str]

_ROWS = (
    "SELECT id, type, number, name, institution_id, fields FROM resources_resource"
    " WHERE tenant_id = %s AND state <> %s ORDER BY id"
)


def read_rows() -> Iterator[Row]:
    """All resources in use of types that are known, the oldest first."""
    for key, type, number, name, owner, fields in sql.rows(
        _ROWS, [sql.key(current_tenant_id()), Resource.State.ENDED.value]
    ):
        if type in resource_types:
            facts = json.loads(fields) if isinstance(fields, str) else fields
            yield Row(
                sql.to_uuid(key), type, number, name, None if owner is None else sql.to_uuid(owner), facts
            )


def find(rows: Iterable[Row], *, of: UUID | None = None) -> set[Found]:
    """What the rows need, as their fields say; ``of``: only what this institution's rows need.

    Where two are known under one key, the one of the same institution is meant, else the older one.
    """
    rows = list(rows)
    known = _known(rows)
    found: set[Found] = set()
    for row in rows:
        if of is not None and row.institution != of:
            continue
        for reference in resource_types[row.type].points_at(row):
            needed = next((hit for key in reference.keys if (hit := _choose(known.get(key), row))), None)
            if needed is not None:
                found.add((row.id, needed.id, reference.kind))
    return found


def _known(rows: list[Row]) -> dict[str, list[Row]]:
    known: dict[str, list[Row]] = {}
    for row in rows:
        for key in _keys(resource_types[row.type], row):
            known.setdefault(key, []).append(row)
    return known


def _keys(type: ResourceType, row: Row) -> Iterator[str]:
    yield from known_by_number(row)
    yield from type.known_as(row)


def _choose(candidates: list[Row] | None, row: Row) -> Row | None:
    others = [each for each in candidates or () if each.id != row.id]
    own = next((each for each in others if each.institution == row.institution), None)
    return own or next(iter(others), None)
