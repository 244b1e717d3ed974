"""Finding dependencies in the data: the keys that resources point at, joined with those that others are known as.

Works on pages of resources, so that memory does not grow with the register: what a page points at is looked for
among the types that can be known so, page by page again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from allmende.foundation import sql
from allmende.foundation.tenants.context import current_tenant_id

from .models import Resource
from .types import Reference, Row, number_key, resource_types

#: resource, needs (keys as the database has them), kind
Found = tuple[Any, Any, str]
#: Resources whose needs are found together: the more, the fewer times those that they may need are read.
TOGETHER = 5000
#: Resources that are read at once from among those that may be needed.
PAGE = 2000
_COLUMNS = "SELECT id, type, number, name, institution_id, fields, state FROM resources_resource WHERE tenant_id = %s"


@dataclass(frozen=True)
class Page:
    """Resources one after the other by key: those in use of known types, and the keys between which all lie."""

    rows: list[Row]
    after: Any
    last: Any


def pages(of: Any = None) -> Iterator[Page]:
    """All resources, or those of an institution (key as stored), in pages."""
    tenant, after = sql.key(current_tenant_id()), None
    while True:
        where, given = "", [tenant]
        if of is not None:
            where, given = where + " AND institution_id = %s", [*given, of]
        if after is not None:
            where, given = where + " AND id > %s", [*given, after]
        read = sql.rows(f"{_COLUMNS}{where} ORDER BY id LIMIT {TOGETHER:d}", given)
        if not read:
            return
        rows = [Row(*row[:6]) for row in read if row[6] != Resource.State.ENDED and row[1] in resource_types]
        yield Page(rows, after, read[-1][0])
        after = read[-1][0]


def find(rows: list[Row]) -> set[Found]:
    """What the rows need, as their fields say.

    Where several are known under one key, those of the same institution are meant, else all.
    """
    pointing = [(row, reference) for row in rows for reference in resource_types[row.type].points_at(row)]
    known = _known({key for _row, reference in pointing for key in reference.keys})
    found: set[Found] = set()
    for row, reference in pointing:
        for each in _meant(row, reference, known):
            found.add((row.id, each, reference.kind))
    return found


#: Key as stored and institution of what is known under a key.
_Known = dict[str, list[tuple[Any, Any]]]


def _known(wanted: Collection[str]) -> _Known:
    """Who is known under the keys that are wanted."""
    known: _Known = {}
    prefixes = {key.partition(":")[0] for key in wanted}
    for type in resource_types:
        if not type.may_be_known_as(prefixes):
            continue
        for row in _of_type(type.key):
            for key in (number_key(row.type, row.number), *type.known_as(row)):
                if key in wanted:
                    known.setdefault(key, []).append((row.id, row.institution))
    return known


def _of_type(type: str) -> Iterator[Row]:
    """All in use of a type, by number."""
    given, where = [sql.key(current_tenant_id()), type], ""
    while True:
        read = sql.rows(f"{_COLUMNS} AND type = %s{where} ORDER BY number LIMIT {PAGE:d}", given)
        for row in read:
            if row[6] != Resource.State.ENDED:
                yield Row(*row[:6])
        if len(read) < PAGE:
            return
        given, where = [*given[:2], read[-1][2]], " AND number > %s"


def _meant(row: Row, reference: Reference, known: _Known) -> list[Any]:
    """Of the first key under which another is known, those who are meant."""
    for key in reference.keys:
        others = [(other, owner) for other, owner in known.get(key, ()) if other != row.id]
        if others:
            return [other for other, owner in others if owner == row.institution] or [
                one for one, _owner in others
            ]
    return []
