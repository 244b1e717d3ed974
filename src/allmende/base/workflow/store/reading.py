"""Reading instances and their tokens, under their lock."""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models.base import ModelState

from allmende.base.directory.models import Unit
from allmende.foundation import sql
from allmende.foundation.kept import Kept
from allmende.foundation.tenants.context import current_tenant_id

from ..engine import Mark
from ..models import Instance

_units: Kept[uuid.UUID | None] = Kept(seconds=60)
_COLUMNS = "id, version_id, subject, state, variables, parent_id, parent_token, end_element"
_READ_INSTANCE = f"SELECT {_COLUMNS} FROM workflow_instance WHERE tenant_id = %s AND id = %s"  # noqa: S608
_READ_INSTANCES = (
    f"SELECT {_COLUMNS} FROM workflow_instance WHERE tenant_id = %s AND id IN ({{ids}}) ORDER BY id"  # noqa: S608
)
_READ_TOKENS = (
    "SELECT id, element, state, flow, scope, data FROM workflow_token WHERE instance_id = %s ORDER BY id"
)
_READ_ALL_TOKENS = (
    "SELECT id, element, state, flow, scope, data, instance_id FROM workflow_token"
    " WHERE instance_id IN ({ids}) ORDER BY id"
)


def unit_id(key: str) -> uuid.UUID | None:
    """The unit of the current tenant with this key, or None; a found one is kept for a minute."""
    return _units.get(key, lambda: Unit.objects.filter(key=key).values_list("pk", flat=True).first())


def lock_instance(instance_id: uuid.UUID) -> Instance:
    """The instance, locked until the transaction ends; raises ``Instance.DoesNotExist``."""
    found = sql.rows(_READ_INSTANCE + sql.for_update(), [sql.key(current_tenant_id()), sql.key(instance_id)])
    if not found:
        raise Instance.DoesNotExist(f"no process instance {instance_id}")
    return _instance(found[0])


def lock_instances(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Instance]:
    """Several instances, locked in the order of their keys; those that somebody else moves right now are left out."""
    wanted = sorted(set(ids))
    lock = " FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    statement = _READ_INSTANCES.format(ids=_marks(wanted)) + lock
    found = sql.rows(statement, [sql.key(current_tenant_id()), *map(sql.key, wanted)])
    return {instance.pk: instance for instance in map(_instance, found)}


def read_marks(instance: Instance) -> dict[uuid.UUID, Mark]:
    """The tokens of ``instance``, the oldest first."""
    return {(mark := _mark(row)).id: mark for row in sql.rows(_READ_TOKENS, [sql.key(instance.pk)])}


def read_all_marks(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[uuid.UUID, Mark]]:
    """The tokens of several instances."""
    found: dict[uuid.UUID, dict[uuid.UUID, Mark]] = defaultdict(dict)
    for row in sql.rows(_READ_ALL_TOKENS.format(ids=_marks(ids)), [sql.key(key) for key in ids]):
        mark = _mark(row)
        found[sql.to_uuid(row[6])][mark.id] = mark
    return found


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _mark(row: tuple[Any, ...]) -> Mark:
    return Mark(row[1], row[2], row[3], _uuid(row[4]), sql.to_uuid(row[0]), _json(row[5]))


def _instance(row: tuple[Any, ...]) -> Instance:
    """The row as an instance, filled without the model's constructor; what was not read is read when asked for."""
    key, version, subject, state, variables, parent, parent_token, end = row
    instance = Instance.__new__(Instance)
    instance._state = ModelState()
    instance._state.adding, instance._state.db = False, "default"
    instance.__dict__.update(
        id=sql.to_uuid(key), tenant_id=current_tenant_id(), version_id=sql.to_uuid(version), subject=subject,
        state=state, variables=_json(variables), parent_id=_uuid(parent), parent_token=_uuid(parent_token),
        end_element=end,
    )  # fmt: skip
    return instance


def _uuid(value: Any) -> uuid.UUID | None:
    return sql.to_uuid(value) if value else None


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
