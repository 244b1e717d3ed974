"""Reads of resources that others use."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from allmende.foundation import sql
from allmende.foundation.events.queries import timeline
from allmende.foundation.tenants.context import current_tenant_id
from allmende.provider.offers.models import Institution

from .events import RegisterImportBegun, RegisterImported
from .graph import Graph
from .models import Dependency, Resource

_RESOURCES = (
    "SELECT id, type, name, institution_id, variant_id, contract_until, fields"
    " FROM resources_resource WHERE tenant_id = %s AND state <> %s"
)
_DEPENDENCIES = "SELECT resource_id, needs_id, kind FROM resources_dependency WHERE tenant_id = %s"
_PART = 500


def resources_of(institution: Institution) -> QuerySet[Resource]:
    """What an institution uses or is being given, by type and name."""
    rows = Resource.objects.filter(institution=institution).exclude(state=Resource.State.ENDED)
    return rows.select_related("variant__offer").order_by("type", "name", "id")


def load_graph(of: Institution | None = None) -> Graph:
    """All resources of the tenant that have not ended, and what they need: two statements, no objects for rows.

    With ``of`` only those of one institution and all that they need, whoever has it: what breaks for it is the same.
    """
    if of is not None:
        keys = _needed_by(of)
        return _graph(list(_among(_RESOURCES, [Resource.State.ENDED.value], "id", keys)),
                      list(_among(_DEPENDENCIES, [], "resource_id", keys)))  # fmt: skip
    tenant = sql.key(current_tenant_id())
    with _no_collecting():
        return _graph(
            sql.rows(_RESOURCES, [tenant, Resource.State.ENDED.value]), sql.rows(_DEPENDENCIES, [tenant])
        )


def _needed_by(institution: Institution) -> list[Any]:
    """Keys (as stored) of an institution's resources and of all that they need, level by level."""
    own = "SELECT id FROM resources_resource WHERE tenant_id = %s AND institution_id = %s"
    level = {row[0] for row in sql.rows(own, [sql.key(current_tenant_id()), sql.key(institution.pk)])}
    found = set(level)
    while level:
        level = {row[1] for row in _among(_DEPENDENCIES, [], "resource_id", list(level))} - found
        found |= level
    return sorted(found)


def _among(statement: str, given: list[Any], column: str, keys: list[Any]) -> Iterator[tuple[Any, ...]]:
    """The rows whose ``column`` is one of ``keys``."""
    for start in range(0, len(keys), _PART):
        part = keys[start : start + _PART]
        wanted = f"{statement} AND {column} IN ({', '.join(['%s'] * len(part))})"
        yield from sql.rows(wanted, [sql.key(current_tenant_id()), *given, *part])


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Hundreds of thousands of small objects come and stay: looking for garbage among them takes a third longer."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _graph(found: list[tuple[Any, ...]], edges: list[tuple[Any, ...]]) -> Graph:
    columns: list[Any] = list(zip(*found, strict=True)) or [()] * 7
    keys = _Keys()
    ids = [sql.to_uuid(key) for key in columns[0]]
    at = {key: place for place, key in enumerate(columns[0])}
    dependents: dict[int, list[tuple[int, str]]] = {}
    needs: dict[int, list[tuple[int, str]]] = {}
    for resource, needed, kind in edges:
        a, b = at.get(resource), at.get(needed)
        if a is not None and b is not None:
            dependents.setdefault(b, []).append((a, kind))
            needs.setdefault(a, []).append((b, kind))
    return Graph(
        ids=ids, types=list(columns[1]), names=list(columns[2]),
        institutions=[keys[key] for key in columns[3]], variants=[keys[key] for key in columns[4]],
        contracts=[_day(value) for value in columns[5]], place={key: place for place, key in enumerate(ids)},
        dependents=dependents, needs=needs, _fields=list(columns[6]),
    )  # fmt: skip


def needs_of(resource: Resource) -> QuerySet[Dependency]:
    """What a resource does not work without."""
    rows = Dependency.objects.filter(resource=resource).select_related("needs__institution")
    return rows.order_by("kind", "needs__name", "id")


def needed_by(resource: Resource) -> QuerySet[Dependency]:
    """What does not work without a resource."""
    rows = Dependency.objects.filter(needs=resource).select_related("resource__institution")
    return rows.order_by("kind", "resource__name", "id")


def is_importing() -> bool:
    """Whether an import has begun and not ended; one that was cut off has not, until it is run again."""
    kinds = [RegisterImportBegun.type, RegisterImported.type]
    last: dict[str, str] = {}
    for kind, data in (
        timeline("resources").filter(type__in=kinds).order_by("-seq").values_list("type", "data")[:40]
    ):
        last.setdefault(data["kind"], kind)
    return RegisterImportBegun.type in last.values()


class _Keys(dict[Any, UUID | None]):
    """Few keys stand in many rows: each is read once."""

    def __missing__(self, stored: Any) -> UUID | None:
        self[stored] = found = None if stored is None else sql.to_uuid(stored)
        return found


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
