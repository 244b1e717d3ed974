"""The statements of the hot path: few, plain, the same on SQLite and PostgreSQL.

A move is: lock the instance, read its tokens, write what changed. On PostgreSQL the lock is the instance's row; on
SQLite every writing transaction is exclusive from its beginning.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.utils import timezone

from allmende.base.directory.models import Unit
from allmende.foundation.tenants.context import current_tenant_id

from .engine import Mark, Run
from .graph import PERSON, Kind, Node
from .models import Incident, Instance, ServiceJob, Task, Timer, Token

#: A queued service job that nobody ran after this time was lost on its way and is queued again.
LOST_AFTER = timedelta(minutes=5)
_UNIT_SECONDS = 60.0
_units: dict[tuple[uuid.UUID, str], tuple[float, uuid.UUID]] = {}


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


def lock_instance(instance_id: uuid.UUID) -> Instance:
    """The instance, locked until the transaction ends; raises ``Instance.DoesNotExist``."""
    instance: Instance = Instance.objects.select_for_update().get(pk=instance_id)
    return instance


def read_marks(instance: Instance) -> dict[uuid.UUID, Mark]:
    """The tokens of ``instance``, the oldest first."""
    rows = Token.objects.filter(instance_id=instance.pk).order_by("pk")
    return {
        key: Mark(element, state, flow, scope, key)
        for key, element, state, flow, scope in rows.values_list("pk", "element", "state", "flow", "scope")
    }


def write_marks(run: Run, instance: Instance) -> None:
    """Insert, move and delete tokens."""
    changes = run.changes
    added = [run.marks[key] for key in changes.added - changes.removed]
    if added:
        Token.objects.bulk_create(
            Token(
                id=mark.id, instance_id=instance.pk, element=mark.element,
                state=mark.state, flow=mark.flow, scope=mark.scope,
            )
            for mark in added
        )  # fmt: skip
    for key in changes.moved - changes.added - changes.removed:
        mark = run.marks[key]
        Token.objects.filter(pk=key).update(
            element=mark.element, state=mark.state, flow=mark.flow, scope=mark.scope
        )
    gone = changes.removed - changes.added
    if gone:
        Token.objects.filter(pk__in=gone).delete()


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


def open_work(run: Run, instance: Instance, *, at: datetime) -> tuple[list[Task], list[ServiceJob]]:
    """Insert the tasks, timers and jobs of activities that began."""
    changes = run.changes
    tasks = [
        Task(
            instance_id=instance.pk, token_id=opened.mark.id, subject=instance.subject,
            element=opened.node.id, name=opened.node.name or opened.node.id, kind=opened.node.kind.value,
            hint=opened.node.hint, unit_id=opened.unit_id, role=opened.node.role,
            priority=opened.node.priority, due_at=opened.due_at, created_at=at,
        )
        for opened in changes.opened
        if opened.mark.id not in changes.removed
    ]  # fmt: skip
    if tasks:
        Task.objects.bulk_create(tasks)
    timers = _standing(changes.removed, changes.armed)
    if timers:
        Timer.objects.bulk_create(
            Timer(instance_id=instance.pk, token_id=mark.id, element=node.id, due_at=due_at)
            for mark, node, due_at in timers
        )
    jobs = [
        ServiceJob(
            instance_id=instance.pk, token_id=mark.id, element=node.id, action=node.action,
            created_at=at, run_after=timezone.now() + LOST_AFTER,
        )
        for mark, node in changes.queued
        if mark.id not in changes.removed
    ]  # fmt: skip
    if jobs:
        ServiceJob.objects.bulk_create(jobs)
    return tasks, jobs


def _standing(
    removed: set[uuid.UUID], armed: Iterable[tuple[Mark, Node, datetime]]
) -> list[tuple[Mark, Node, datetime]]:
    return [entry for entry in armed if entry[0].id not in removed]


def open_incidents(run: Run, instance: Instance, *, at: datetime) -> list[Incident]:
    """Insert an incident for each token that got stuck."""
    incidents = [
        Incident(instance_id=instance.pk, token_id=mark.id, element=node.id, error=message, opened_at=at)
        for mark, node, message in run.changes.stuck
    ]
    if incidents:
        Incident.objects.bulk_create(incidents)
    return incidents


def write_instance(run: Run, instance: Instance, *, at: datetime) -> None:
    """Update the instance's row where the move changed it."""
    changed: dict[str, Any] = {}
    if run.changes.variables:
        instance.variables = changed["variables"] = run.variables
    if run.state != instance.state:
        instance.state = changed["state"] = run.state
        instance.ended_at = changed["ended_at"] = at
        instance.end_element = changed["end_element"] = run.end_element
    if changed:
        Instance.objects.filter(pk=instance.pk).update(**changed)
