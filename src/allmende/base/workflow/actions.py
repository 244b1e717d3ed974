"""Every write of the engine. Callers have checked that the person may work on the subject."""

from __future__ import annotations

import hashlib
import logging
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.directory.models import Unit
from allmende.base.identity.models import User
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM, Actor
from allmende.foundation.ids import uuid7

from . import movement, store
from .checks import compile_and_check
from .compiled import compiled, keep
from .engine import Run
from .events import (
    IncidentResolved,
    InstanceStarted,
    ProcessPublished,
    TaskAssigned,
    TaskCancelled,
    TaskCompleted,
    TimerFired,
)
from .findings import ProcessRefusedError
from .models import Incident, Instance, ProcessDefinition, ProcessVersion, ServiceJob, Task, Timer
from .service_jobs import queue

log = logging.getLogger(__name__)
_TIMER_PAUSE = timedelta(minutes=10)


class TaskClosedError(Exception):
    """Somebody else completed or cancelled the task before; the message is for people."""


@transaction.atomic
def publish_process(
    *, key: str, bpmn: str, actor: Actor, name: str = "", decisions: Mapping[str, uuid.UUID] | None = None
) -> ProcessVersion:
    """Publish ``bpmn`` (BPMN 2.0 XML) as the newest version of ``key``; the same text again changes nothing.

    ``decisions``: decision id → version of the DMN tables that come with it; instances stay on these.
    Raises ``ProcessRefusedError`` with all findings, each naming its element.
    """
    digest = hashlib.sha256(bpmn.encode()).hexdigest()
    process, findings = compile_and_check(bpmn)
    if process is None:
        raise ProcessRefusedError(findings)
    title = (name or process.name or key)[:200]
    definition, _new = ProcessDefinition.objects.get_or_create(key=key, defaults={"name": title})
    ProcessDefinition.objects.select_for_update().get(pk=definition.pk)
    latest: ProcessVersion | None = definition.versions.order_by("-number").first()
    bound = {decision: str(pk) for decision, pk in (decisions or {}).items()}
    if latest is not None and latest.sha256 == digest and latest.decisions == bound:
        return latest
    if definition.name != title:
        definition.name = title
        definition.save(update_fields=["name"])
    version = ProcessVersion.objects.create(
        definition=definition, number=latest.number + 1 if latest else 1, bpmn=bpmn, sha256=digest,
        decisions=bound, published_by=str(actor),
    )  # fmt: skip
    record(
        ProcessPublished(version=version.pk, number=version.number, sha256=digest),
        stream=f"process:{definition.pk}",
        actor=actor,
    )
    keep(version.pk, process)
    return version


@transaction.atomic(savepoint=False)
def start_process(
    *,
    version: ProcessVersion,
    subject: str,
    variables: Mapping[str, Any],
    actor: Actor,
    at: datetime | None = None,
    reopened: bool = False,
) -> Instance:
    """Start ``version`` for ``subject``.

    ``variables`` is JSON; ``unit`` in it is the key of the unit that gets the tasks which name no unit of their
    own. ``at`` is for imported history only. For a subject that is taken up again (``reopened``) it begins where the
    model says so.
    """
    now = at or timezone.now()
    run = Run(compiled(version.pk), dict(variables), {}, movement.surroundings(now))
    run.start(reopened=reopened)
    instance = Instance(id=uuid7(), version=version, subject=subject, variables=run.variables, started_at=now)
    store.insert_instance(instance)
    run.changes.variables = False
    started = InstanceStarted(instance=instance.pk, version=version.pk)
    jobs = movement.write(instance, run, actor=actor, first=[started], at=at)
    _queue(instance, jobs)
    return instance


@transaction.atomic
def complete_task(
    *, task: Task, actor: Actor, variables: Mapping[str, Any] | None = None, at: datetime | None = None
) -> Task:
    """Mark ``task`` done, set ``variables`` and move the process on.

    Raises ``TaskClosedError`` where somebody else completed or cancelled it before; nothing is changed then.
    """
    now = at or timezone.now()
    if task.instance_id is None:
        _close_task(task, actor, now)
        record(_completed(task), stream=task.subject, actor=actor, at=at)
        return task
    instance, run = movement.load(task.instance_id, now)
    _close_task(task, actor, now)
    if variables:
        run.set_variables(variables)
    mark = run.marks.get(task.token_id) if task.token_id else None
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


def _queue(instance: Instance, jobs: list[uuid.UUID]) -> None:
    """Queue jobs; where jobs run at once (in tests), the caller's row is read again."""
    if jobs:
        queue(jobs)
        instance.refresh_from_db(fields=["state", "variables", "ended_at", "end_element"])


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


@transaction.atomic
def cancel_instance(*, instance: Instance, actor: Actor, reason: str, at: datetime | None = None) -> Instance:
    """End ``instance`` before its time: open tasks, timers and jobs go. Ending twice changes nothing."""
    locked, run = movement.load(instance.pk, at or timezone.now())
    if locked.state != Instance.State.ACTIVE:
        return locked
    run.cancel()
    movement.write(locked, run, actor=actor, first=[], at=at, reason=reason)
    return locked


@transaction.atomic
def set_variables(*, instance: Instance, variables: Mapping[str, Any]) -> Instance:
    """Change variables of a running instance without moving it; the caller records why."""
    locked, run = movement.load(instance.pk, timezone.now())
    run.set_variables(variables)
    movement.write(locked, run, actor=SYSTEM, first=[])
    return locked


@transaction.atomic
def retry_incident(*, incident: Incident, actor: Actor, variables: Mapping[str, Any] | None = None) -> None:
    """Try the step again, with repaired ``variables`` where given; a resolved incident is left alone."""
    now = timezone.now()
    instance, run = movement.load(incident.instance_id, now)
    open_now = Incident.objects.filter(pk=incident.pk, resolved_at=None)
    if not open_now.update(resolved_at=now, resolved_by=str(actor)):
        return
    if variables:
        run.set_variables(variables)
    mark = run.marks.get(incident.token_id)
    jobs: list[uuid.UUID] = []
    if mark is not None and incident.job_id is not None:
        mark.state = "waiting"
        run.changes.moved.add(mark.id)
        ServiceJob.objects.filter(pk=incident.job_id).update(state=ServiceJob.State.QUEUED, attempts=0)
        jobs = [incident.job_id]
    elif mark is not None:
        run.again(mark)
    resolved = IncidentResolved(incident=incident.pk, element=incident.element)
    jobs += movement.write(instance, run, actor=actor, first=[resolved])
    queue(jobs)


def fire_due_timers(*, now: datetime | None = None, limit: int = 1000) -> int:
    """Fire the timers due at ``now``, each in its own transaction; returns how many fired.

    A timer that cannot fire is put off by ten minutes, so that it never holds up the others.
    """
    now = now or timezone.now()
    due = Timer.objects.filter(due_at__lte=now).order_by("due_at", "id")
    fired = 0
    for key, instance_id in list(due.values_list("pk", "instance_id")[:limit]):
        try:
            fired += _fire(key, instance_id, now)
        except Exception:
            log.exception("timer %s could not fire", key)
            Timer.objects.filter(pk=key).update(due_at=now + _TIMER_PAUSE)
    return fired


@transaction.atomic
def _fire(key: uuid.UUID, instance_id: uuid.UUID, now: datetime) -> int:
    instance, run = movement.load(instance_id, now)
    timer = Timer.objects.filter(pk=key).first()
    if timer is None:
        return 0
    timer.delete()
    mark = run.marks.get(timer.token_id)
    if mark is None:
        return 0
    node = run.process.nodes[timer.element]
    run.fire(mark, timer.element)
    fired = TimerFired(instance=instance.pk, element=node.id, name=node.name)
    queue(movement.write(instance, run, actor=SYSTEM, first=[fired]))
    return 1
