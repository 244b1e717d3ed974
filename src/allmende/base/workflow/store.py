"""The statements of the hot path: few, plain, the same on SQLite and PostgreSQL.

A move is: lock the instance, read its tokens, write what changed. On PostgreSQL the lock is the instance's row; on
SQLite every writing transaction is exclusive from its beginning. These statements are SQL because the same ones
through the ORM take four times the CPU; all of them name the tenant or a key read under its lock.
"""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.utils import timezone

from allmende.base.directory.models import Unit
from allmende.foundation import sql
from allmende.foundation.ids import uuid7
from allmende.foundation.tenants.context import current_tenant_id

from .engine import Mark, Run
from .graph import PERSON, Kind
from .models import Incident, Instance, ServiceJob, Task, Timer

#: A queued service job that nobody ran after this time was lost on its way and is queued again.
LOST_AFTER = timedelta(minutes=5)
_UNIT_SECONDS = 60.0
_units: dict[tuple[uuid.UUID, str], tuple[float, uuid.UUID]] = {}

_READ_INSTANCE = (
    "SELECT version_id, subject, state, variables, end_element FROM workflow_instance"
    " WHERE tenant_id = %s AND id = %s"
)
_READ_TOKENS = "SELECT id, element, state, flow, scope FROM workflow_token WHERE instance_id = %s ORDER BY id"
_INSERT_INSTANCE = (
    "INSERT INTO workflow_instance"
    " (id, tenant_id, version_id, subject, state, variables, started_at, ended_at, end_element)"
    " VALUES (%s, %s, %s, %s, 'active', %s, %s, NULL, '')"
)
_ADD_MARK = (
    "INSERT INTO workflow_token (id, tenant_id, instance_id, element, state, flow, scope)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s)"
)
_MOVE_MARK = "UPDATE workflow_token SET element = %s, state = %s, flow = %s WHERE id = %s"
_DELETE_MARK = "DELETE FROM workflow_token WHERE id = %s"
_CLOSE_TASK = (
    "UPDATE workflow_task SET state = 'done', completed_at = %s, completed_by = %s"
    " WHERE tenant_id = %s AND id = %s AND state = 'open'"
)
_INSERT_TASK = (
    "INSERT INTO workflow_task (id, tenant_id, instance_id, token_id, subject, element, name, kind, hint, unit_id,"
    " role, assignee_id, priority, due_at, state, created_at, completed_at, completed_by)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, NULL, %s, %s, 'open', %s, NULL, '')"
)
_WRITE_VARIABLES = "UPDATE workflow_instance SET variables = %s WHERE id = %s"
_WRITE_STATE = (
    "UPDATE workflow_instance SET variables = %s, state = %s, ended_at = %s, end_element = %s WHERE id = %s"
)


def unit_id(key: str) -> uuid.UUID | None:
    """The unit of the current tenant with this key, or None; a found one is kept for a minute."""
    place = (current_tenant_id(), key)
    hit = _units.get(place)
    if hit and hit[0] > monotonic():
        return hit[1]
    found: uuid.UUID | None = Unit.objects.filter(key=key).values_list("pk", flat=True).first()
    if found is not None:
        _units[place] = (monotonic() + _UNIT_SECONDS, found)
    return found


def insert_instance(instance: Instance) -> None:
    """Insert the row of an instance that starts."""
    instance.tenant_id = current_tenant_id()
    sql.execute(
        _INSERT_INSTANCE,
        [
            sql.key(instance.id), sql.key(instance.tenant_id), sql.key(instance.version_id), instance.subject,
            sql.as_json(instance.variables), sql.moment(instance.started_at),
        ],
    )  # fmt: skip


def lock_instance(instance_id: uuid.UUID) -> Instance:
    """The instance, locked until the transaction ends; raises ``Instance.DoesNotExist``."""
    rows = sql.rows(_READ_INSTANCE + sql.for_update(), [sql.key(current_tenant_id()), sql.key(instance_id)])
    if not rows:
        raise Instance.DoesNotExist(f"no process instance {instance_id}")
    version, subject, state, variables, end = rows[0]
    instance: Instance = Instance.from_db(
        "default",
        ["id", "tenant_id", "version_id", "subject", "state", "variables", "end_element"],
        [
            instance_id, current_tenant_id(), sql.to_uuid(version), subject, state,
            json.loads(variables) if isinstance(variables, str) else variables, end,
        ],
    )  # fmt: skip
    return instance


def read_marks(instance: Instance) -> dict[uuid.UUID, Mark]:
    """The tokens of ``instance``, the oldest first."""
    return {
        (key := sql.to_uuid(row[0])): Mark(
            row[1], row[2], row[3], sql.to_uuid(row[4]) if row[4] else None, key
        )
        for row in sql.rows(_READ_TOKENS, [sql.key(instance.pk)])
    }


def write_marks(run: Run, instance: Instance) -> None:
    """Insert, move and delete tokens."""
    changes = run.changes
    tenant, of = sql.key(current_tenant_id()), sql.key(instance.pk)
    added = [run.marks[key] for key in changes.added - changes.removed]
    if added:
        sql.execute_many(
            _ADD_MARK,
            [[sql.key(m.id), tenant, of, m.element, m.state, m.flow, sql.key(m.scope)] for m in added],
        )
    for key in changes.moved - changes.added - changes.removed:
        mark = run.marks[key]
        sql.execute(_MOVE_MARK, [mark.element, mark.state, mark.flow, sql.key(key)])
    gone = changes.removed - changes.added
    if gone:
        sql.execute_many(_DELETE_MARK, [[sql.key(key)] for key in gone])


def close_task(task: Task, *, by: str, at: datetime) -> bool:
    """Mark an open task done; False where it is not open any more."""
    return bool(
        sql.execute(_CLOSE_TASK, [sql.moment(at), by, sql.key(current_tenant_id()), sql.key(task.pk)])
    )


def close_work(run: Run, instance: Instance, *, done: Task | None, at: datetime) -> list[Task]:
    """Cancel the tasks, timers and jobs of activities that are over; ``done`` is the task that was completed.

    Returns the cancelled tasks.
    """
    closed = run.changes.closed
    timed = {key for key, node in closed if node.boundary or node.kind is Kind.TIMER}
    if timed:
        Timer.objects.filter(token_id__in=timed).delete()
    served = {key for key, node in closed if node.kind is Kind.SERVICE}
    if served:
        jobs = ServiceJob.objects.filter(token_id__in=served, instance_id=instance.pk)
        jobs.exclude(state=ServiceJob.State.DONE).update(state=ServiceJob.State.CANCELLED)
    worked = [key for key, node in closed if node.kind in PERSON]
    if done is not None and done.token_id in worked:
        worked.remove(done.token_id)
    if not worked:
        return []
    tasks = Task.objects.filter(instance_id=instance.pk, token_id__in=worked, state=Task.State.OPEN)
    cancelled = list(tasks)
    if cancelled:
        tasks.update(state=Task.State.CANCELLED, completed_at=at)
    return cancelled


def open_tasks(run: Run, instance: Instance, *, at: datetime) -> list[Task]:
    """Insert the tasks of activities that began."""
    tasks = [
        Task(
            id=uuid7(), tenant_id=current_tenant_id(), instance_id=instance.pk, token_id=opened.mark.id,
            subject=instance.subject, element=opened.node.id, name=(opened.node.name or opened.node.id)[:200],
            kind=opened.node.kind.value, hint=opened.node.hint, unit_id=opened.unit_id, role=opened.node.role,
            priority=opened.node.priority, due_at=opened.due_at, created_at=at,
        )
        for opened in run.changes.opened
        if opened.mark.id not in run.changes.removed
    ]  # fmt: skip
    if tasks:
        sql.execute_many(_INSERT_TASK, [_task_row(task) for task in tasks])
    return tasks


def _task_row(task: Task) -> list[Any]:
    return [
        sql.key(task.id), sql.key(task.tenant_id), sql.key(task.instance_id), sql.key(task.token_id), task.subject,
        task.element, task.name, task.kind, task.hint, sql.key(task.unit_id), task.role, task.priority,
        sql.moment(task.due_at), sql.moment(task.created_at),
    ]  # fmt: skip


def arm_timers(run: Run, instance: Instance) -> None:
    """Insert the timers that began to run."""
    armed = [entry for entry in run.changes.armed if entry[0].id not in run.changes.removed]
    if armed:
        Timer.objects.bulk_create(
            Timer(instance_id=instance.pk, token_id=mark.id, element=node.id, due_at=due_at)
            for mark, node, due_at in armed
        )


def insert_jobs(run: Run, instance: Instance, *, at: datetime) -> list[ServiceJob]:
    """Insert the service jobs of activities that began."""
    jobs = [
        ServiceJob(
            instance_id=instance.pk, token_id=mark.id, element=node.id, action=node.action,
            created_at=at, run_after=timezone.now() + LOST_AFTER,
        )
        for mark, node in run.changes.queued
        if mark.id not in run.changes.removed
    ]  # fmt: skip
    return ServiceJob.objects.bulk_create(jobs) if jobs else []


def open_incidents(run: Run, instance: Instance, *, at: datetime) -> list[Incident]:
    """Insert an incident for each token that got stuck."""
    incidents = [
        Incident(instance_id=instance.pk, token_id=mark.id, element=node.id, error=message, opened_at=at)
        for mark, node, message in run.changes.stuck
    ]
    return Incident.objects.bulk_create(incidents) if incidents else []


def write_instance(run: Run, instance: Instance, *, at: datetime) -> None:
    """Update the instance's row where the move changed it."""
    instance.variables = run.variables
    if run.state != instance.state:
        instance.state, instance.ended_at, instance.end_element = run.state, at, run.end_element
        sql.execute(
            _WRITE_STATE,
            [sql.as_json(run.variables), run.state, sql.moment(at), run.end_element, sql.key(instance.pk)],
        )
    elif run.changes.variables:
        sql.execute(_WRITE_VARIABLES, [sql.as_json(run.variables), sql.key(instance.pk)])
