"""Tasks: done, given to somebody, added and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.directory.models import Unit
from allmende.base.identity.models import User
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from .. import movement, store
from ..events import TaskAssigned, TaskCancelled, TaskCompleted
from ..models import Instance, Task
from ..service_jobs import queue


class TaskClosedError(Exception):
    """Somebody else completed or cancelled the task before; the message is for people."""


class InstanceSuspendedError(TaskClosedError):
    """The process is suspended; the message is for people."""


@transaction.atomic
def complete_task(
    *, task: Task, actor: Actor, variables: Mapping[str, Any] | None = None, at: datetime | None = None
) -> Task:
    """Mark ``task`` done, set ``variables`` and move the process on.

    Raises ``TaskClosedError`` where somebody else completed or cancelled it before, ``InstanceSuspendedError`` while
    the process is suspended; nothing is changed then.
    """
    now = at or timezone.now()
    if task.instance_id is None:
        _close_task(task, actor, now)
        record(_completed(task), stream=task.subject, actor=actor, at=at)
        return task
    instance, run = movement.load(task.instance_id, now)
    if instance.state == Instance.State.SUSPENDED:
        raise InstanceSuspendedError(_("The process is suspended. The task can be done when it goes on."))
    _close_task(task, actor, now)
    mark = run.marks.get(task.token_id) if task.token_id else None
    if variables:
        run.set_variables(variables, mark)
    if mark is not None:
        run.go_on(mark)
    jobs = movement.write(instance, run, actor=actor, first=[_completed(task)], done=task, at=at)
    queue(jobs)
    return task


def _close_task(task: Task, actor: Actor, now: datetime) -> None:
    if not store.close_task(task, by=str(actor), at=now):
        raise _closed(task)
    task.state, task.completed_at, task.completed_by = Task.State.DONE, now, str(actor)


def _closed(task: Task) -> TaskClosedError:
    task.refresh_from_db(fields=["state", "completed_at"])
    if task.state == Task.State.CANCELLED:
        return TaskClosedError(_("The task “%(name)s” is no longer needed.") % {"name": task.name})
    return TaskClosedError(
        _("The task “%(name)s” has already been done. Nothing was changed.") % {"name": task.name}
    )


def _completed(task: Task) -> TaskCompleted:
    return TaskCompleted(task=task.pk, element=task.element, name=task.name)


@transaction.atomic
def assign_task(*, task: Task, assignee: User | None, actor: Actor, at: datetime | None = None) -> Task:
    """Give ``task`` to a person, or back to its unit (None). Raises ``TaskClosedError``."""
    return _give(task, actor, at, assignee=assignee)


@transaction.atomic
def hand_over_task(*, task: Task, unit: Unit, actor: Actor, at: datetime | None = None) -> Task:
    """Give ``task`` to another unit; it loses its assignee. Raises ``TaskClosedError``."""
    return _give(task, actor, at, assignee=None, unit=unit)


def _give(task: Task, actor: Actor, at: datetime | None, **fields: Any) -> Task:
    if not Task.objects.filter(pk=task.pk, state=Task.State.OPEN).update(**fields):
        raise _closed(task)
    for name, value in fields.items():
        setattr(task, name, value)
    event = TaskAssigned(task=task.pk, assignee=task.assignee_id, unit=task.unit_id)
    record(event, stream=task.subject, actor=actor, at=at)
    return task


@transaction.atomic
def add_task(
    *,
    subject: str,
    name: str,
    unit: Unit | None,
    actor: Actor,
    assignee: User | None = None,
    due_at: datetime | None = None,
    hint: str = "",
    at: datetime | None = None,
) -> Task:
    """Add a task by hand, outside any process: another office is asked to take part."""
    task = Task.objects.create(
        subject=subject, name=name[:200], kind=Task.Kind.ADDED, unit=unit, assignee=assignee, due_at=due_at,
        hint=hint, created_at=at or timezone.now(),
    )  # fmt: skip
    record(movement.task_opened(task), stream=subject, actor=actor, at=at)
    return task


@transaction.atomic
def cancel_task(*, task: Task, actor: Actor, at: datetime | None = None) -> Task:
    """Take back a task that was added by hand; a process's own tasks end with the process only.

    Raises ``TaskClosedError``, and ``ValueError`` for a task of a process.
    """
    if task.instance_id is not None:
        raise ValueError("a task of a process cannot be taken back on its own")
    now = at or timezone.now()
    state = Task.State.CANCELLED
    if not Task.objects.filter(pk=task.pk, state=Task.State.OPEN).update(state=state, completed_at=now):
        raise _closed(task)
    task.state, task.completed_at = state, now
    event = TaskCancelled(task=task.pk, element=task.element, name=task.name)
    record(event, stream=task.subject, actor=actor, at=at)
    return task
