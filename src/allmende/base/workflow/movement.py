"""One move of an instance inside a transaction: load, let the engine run, write, tell the log."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor, DomainEvent
from allmende.foundation.tenants.context import current_tenant

from . import store
from .compiled import compiled
from .engine import Run, Surroundings
from .events import IncidentOpened, InstanceEnded, TaskCancelled, TaskOpened
from .models import Incident, Instance, Task


def surroundings(now: datetime) -> Surroundings:
    """The world as the engine sees it at ``now`` in the current tenant."""
    return Surroundings(now, current_tenant().state, store.unit_id)


def load(instance_id: uuid.UUID, now: datetime) -> tuple[Instance, Run]:
    """Lock an instance and read it into memory."""
    instance = store.lock_instance(instance_id)
    run = Run(
        process=compiled(instance.version_id),
        variables=instance.variables,
        marks=store.read_marks(instance),
        around=surroundings(now),
        state=instance.state,
        end_element=instance.end_element,
    )
    return instance, run


def write(
    instance: Instance,
    run: Run,
    *,
    actor: Actor,
    first: Sequence[DomainEvent],
    done: Task | None = None,
    at: datetime | None = None,
    reason: str = "",
) -> list[uuid.UUID]:
    """Write what the move changed and record ``first`` and what followed; returns the service jobs to queue.

    ``done`` is the task whose completion caused the move. ``at`` back-dates the events.
    """
    now = run.around.now
    store.write_marks(run, instance)
    cancelled = store.close_work(run, instance, done=done, at=now)
    tasks = store.open_tasks(run, instance, at=now)
    store.arm_timers(run, instance)
    jobs = store.insert_jobs(run, instance, at=now)
    incidents = store.open_incidents(run, instance, at=now)
    ended = run.state != instance.state
    store.write_instance(run, instance, at=now)
    events = [
        *first,
        *(TaskCancelled(task=task.pk, element=task.element, name=task.name) for task in cancelled),
        *(task_opened(task) for task in tasks),
        *(incident_opened(run, incident) for incident in incidents),
    ]
    if ended:
        events.append(
            InstanceEnded(
                instance=instance.pk,
                element=run.end_element,
                cancelled=run.state == "cancelled",
                reason=reason,
            )
        )
    if events:
        record(*events, stream=instance.subject, actor=actor, at=at)
    return [job.pk for job in jobs]


def task_opened(task: Task) -> TaskOpened:
    """The event for a new task."""
    return TaskOpened(
        task=task.pk, element=task.element, name=task.name, unit=task.unit_id, role=task.role,
        hint=task.hint, due_at=task.due_at,
    )  # fmt: skip


def incident_opened(run: Run, incident: Incident) -> IncidentOpened:
    """The event for a new incident."""
    return IncidentOpened(
        incident=incident.pk, element=incident.element, name=run.process.nodes[incident.element].name
    )
