"""Writing instances and their tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allmende.foundation import sql
from allmende.foundation.tenants.context import current_tenant_id

from ..engine import Mark
from ..models import Instance
from .moves import Move

_INSERT_INSTANCE = (
    "INSERT INTO workflow_instance (id, tenant_id, version_id, subject, state, variables, parent_id, parent_token,"
    " started_at, ended_at, end_element, error) VALUES (%s, %s, %s, %s, 'active', %s, %s, %s, %s, NULL, '', '')"
)
_ADD_MARK = (
    "INSERT INTO workflow_token (id, tenant_id, instance_id, element, state, flow, scope, data)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)
_MOVE_MARK = "UPDATE workflow_token SET element = %s, state = %s, flow = %s, data = %s WHERE id = %s"
_DELETE_MARK = "DELETE FROM workflow_token WHERE id = %s"
_WRITE_VARIABLES = "UPDATE workflow_instance SET variables = %s WHERE id = %s"
_WRITE_STATE = (
    "UPDATE workflow_instance SET variables = %s, state = %s, ended_at = %s, end_element = %s, error = %s"
    " WHERE id = %s"
)


def insert_instance(instance: Instance) -> None:
    """Insert the row of an instance that starts."""
    instance.tenant_id = current_tenant_id()
    sql.execute(
        _INSERT_INSTANCE,
        [
            sql.key(instance.id), sql.key(instance.tenant_id), sql.key(instance.version_id), instance.subject,
            sql.as_json(instance.variables), sql.key(instance.parent_id), sql.key(instance.parent_token),
            sql.moment(instance.started_at),
        ],
    )  # fmt: skip


def write_marks(moves: Sequence[Move]) -> None:
    """Insert, move and delete tokens."""
    added: list[list[Any]] = []
    moved: list[list[Any]] = []
    gone: list[list[Any]] = []
    tenant = sql.key(current_tenant_id())
    for move in moves:
        changes, marks, of = move.run.changes, move.run.marks, sql.key(move.instance.pk)
        for key in changes.added - changes.removed:
            mark = marks[key]
            added.append(
                [
                    sql.key(key),
                    tenant,
                    of,
                    mark.element,
                    mark.state,
                    mark.flow,
                    sql.key(mark.scope),
                    _data(mark),
                ]
            )
        for key in changes.moved - changes.added - changes.removed:
            mark = marks[key]
            moved.append([mark.element, mark.state, mark.flow, _data(mark), sql.key(key)])
        gone += [[sql.key(key)] for key in changes.removed - changes.added]
    for statement, rows in (
        (_ADD_MARK, sorted(added, key=_first)),
        (_MOVE_MARK, moved),
        (_DELETE_MARK, gone),
    ):
        if rows:
            sql.execute_many(statement, rows)


def _first(row: list[Any]) -> Any:
    return row[0]


def _data(mark: Mark) -> str | None:
    return None if mark.data is None else sql.as_json(mark.data)


def write_instances(moves: Sequence[Move]) -> None:
    """Update the rows of instances that the move changed."""
    for move in moves:
        run, instance = move.run, move.instance
        instance.variables = run.variables
        if run.state != instance.state:
            instance.state, instance.ended_at = run.state, move.now
            instance.end_element, instance.error = run.end_element, run.error
            values = [
                sql.as_json(run.variables),
                run.state,
                sql.moment(move.now),
                run.end_element,
                run.error[:100],
            ]
            sql.execute(_WRITE_STATE, [*values, sql.key(instance.pk)])
        elif run.changes.variables:
            sql.execute(_WRITE_VARIABLES, [sql.as_json(run.variables), sql.key(instance.pk)])
