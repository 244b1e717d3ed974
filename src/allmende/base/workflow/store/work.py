"""Tasks of people, and what keeps tokens from going on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from allmende.foundation import sql
from allmende.foundation.ids import uuid7
from allmende.foundation.tenants.context import current_tenant_id

from ..events import TaskOpened
from ..graph import PERSON
from ..models import Incident, Task
from .moves import Move

_CLOSE_TASK = (
    "UPDATE workflow_task SET state = 'done', completed_at = %s, completed_by = %s"
    " WHERE tenant_id = %s AND id = %s AND state = 'open'"
)
_INSERT_TASK = (
    "INSERT INTO workflow_task (id, tenant_id, instance_id, token_id, subject, element, name, kind, hint, unit_id,"
    " role, assignee_id, priority, due_at, state, created_at, completed_at, completed_by)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, NULL, %s, %s, 'open', %s, NULL, '')"
)


def close_task(task: Task, *, by: str, at: datetime) -> bool:
    """Mark an open task done; False where it is not open any more."""
    return bool(
        sql.execute(_CLOSE_TASK, [sql.moment(at), by, sql.key(current_tenant_id()), sql.key(task.pk)])
    )


def close_work(moves: Sequence[Move]) -> None:
    """Cancel the tasks of activities that are over, but not the one that was just completed."""
    for move in moves:
        done = move.done.token_id if move.done is not None else None
        worked = [key for key, node in move.run.changes.closed if node.kind in PERSON and key != done]
        if not worked:
            continue
        tasks = Task.objects.filter(instance_id=move.instance.pk, token_id__in=worked, state=Task.State.OPEN)
        move.cancelled = list(tasks)
        if move.cancelled:
            tasks.update(state=Task.State.CANCELLED, completed_at=move.now)


def open_tasks(moves: Sequence[Move]) -> None:
    """Insert the tasks of activities that began, and note what the log is told of them."""
    rows: list[list[Any]] = []
    for move in moves:
        instance = move.instance
        for opened in move.run.changes.opened:
            node, key = opened.node, uuid7()
            name = (node.name or node.id)[:200]
            rows.append(
                [
                    sql.key(key), sql.key(current_tenant_id()), sql.key(instance.pk), sql.key(opened.mark.id),
                    instance.subject, node.id, name, node.kind.value, node.hint, sql.key(opened.unit_id), node.role,
                    node.priority, sql.moment(opened.due_at), sql.moment(move.now),
                ]
            )  # fmt: skip
            move.opened.append(
                TaskOpened(
                    task=key, element=node.id, name=name, unit=opened.unit_id, role=node.role, hint=node.hint,
                    due_at=opened.due_at,
                )
            )  # fmt: skip
    if rows:
        sql.execute_many(_INSERT_TASK, rows)


def open_incidents(moves: Sequence[Move]) -> list[Incident]:
    """Insert an incident for each token that got stuck."""
    incidents = [
        Incident(
            instance_id=move.instance.pk, token_id=mark.id, element=node.id, error=message, opened_at=move.now
        )
        for move in moves
        for mark, node, message in move.run.changes.stuck
        if move.run.alive(mark)
    ]
    return Incident.objects.bulk_create(incidents) if incidents else []


def settle_incidents(moves: Sequence[Move], *, by: str) -> None:
    """Incidents of tokens that are gone or moved on in another way are over."""
    for move in moves:
        if move.run.changes.freed:
            open_now = Incident.objects.filter(
                instance_id=move.instance.pk, token_id__in=move.run.changes.freed, resolved_at=None
            )
            open_now.update(resolved_at=move.now, resolved_by=by)
