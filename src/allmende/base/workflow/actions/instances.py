"""Instances: begun, changed from outside, ended before their time, helped on."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from allmende.foundation.events.types import SYSTEM, Actor

from .. import movement
from ..events import IncidentResolved
from ..models import Incident, Instance, ProcessVersion, ServiceJob
from ..service_jobs import queue
from .by_hand import set_state, wake


@transaction.atomic(savepoint=False)
def start_process(
    *,
    version: ProcessVersion,
    subject: str,
    variables: Mapping[str, Any],
    actor: Actor,
    at: datetime | None = None,
    reopened: bool = False,
    element: str = "",
) -> Instance:
    """Start ``version`` for ``subject``.

    ``variables`` is JSON; ``unit`` in it is the key of the unit that gets the tasks which name no unit of their
    own. ``at`` is for imported history only. For a subject that is taken up again (``reopened``) it begins where the
    model says so; ``element`` names one of several start events.
    """
    instance, jobs = movement.begin(
        version_id=version.pk, subject=subject, variables=variables, actor=actor, now=at or timezone.now(), at=at,
        reopened=reopened, element=element,
    )  # fmt: skip
    instance.version = version
    if jobs:
        queue(jobs)
        # Where jobs run at once (in tests), the caller's row is read again.
        instance.refresh_from_db(fields=["state", "variables", "ended_at", "end_element"])
    return instance


@transaction.atomic
def cancel_instance(*, instance: Instance, actor: Actor, reason: str, at: datetime | None = None) -> Instance:
    """End ``instance`` before its time: open tasks, timers, jobs and called processes go. Twice is once."""
    locked, run = movement.load(instance.pk, at or timezone.now())
    if locked.state in (Instance.State.ENDED, Instance.State.CANCELLED):
        return locked
    queue(movement.cancel(locked, run, actor=actor, reason=reason, at=at))
    return locked


@transaction.atomic
def set_variables(*, instance: Instance, variables: Mapping[str, Any]) -> Instance:
    """Change variables of a running instance; it moves only where an event waits for that. The caller records why."""
    locked, run = movement.load(instance.pk, timezone.now())
    run.set_variables(variables)
    if locked.state == Instance.State.ACTIVE:
        run.move()
    queue(movement.write(locked, run, actor=SYSTEM, first=[]))
    return locked


@transaction.atomic
def retry_incident(*, incident: Incident, actor: Actor, variables: Mapping[str, Any] | None = None) -> None:
    """Try the step again, with repaired ``variables`` where given; a resolved incident is left alone."""
    now = timezone.now()
    instance, run = movement.load(incident.instance_id, now)
    open_now = Incident.objects.filter(pk=incident.pk, resolved_at=None)
    if not open_now.update(resolved_at=now, resolved_by=str(actor)):
        return
    asleep = instance.state == Instance.State.SUSPENDED and wake(instance, run)
    mark = run.marks.get(incident.token_id)
    if variables:
        run.set_variables(variables, mark)
    jobs: list[uuid.UUID] = []
    if mark is not None and incident.job_id is not None:
        mark.state = "waiting"
        run.changes.moved.add(mark.id)
        run.move()
        ServiceJob.objects.filter(pk=incident.job_id).update(state=ServiceJob.State.QUEUED, attempts=0)
        jobs = [incident.job_id]
    elif mark is not None:
        run.again(mark)
    resolved = IncidentResolved(incident=incident.pk, element=incident.element)
    jobs += movement.write(instance, run, actor=actor, first=[resolved])
    if asleep:
        set_state(instance, Instance.State.ACTIVE, Instance.State.SUSPENDED)
    queue(jobs)
