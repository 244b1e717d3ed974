"""Running service tasks: at least once, with one idempotency key, with back-off, and an incident at the end."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from pydantic import ValidationError

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.jobs.actions import enqueue, job
from allmende.foundation.registry import UnknownKeyError

from . import movement
from .engine import ProcessError, Run, StuckError
from .events import ServiceDone
from .graph import Node
from .models import Incident, Instance, ServiceJob, Token
from .service_actions import ActionContext, ServiceAction, service_actions
from .store import LOST_AFTER

log = logging.getLogger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=30), timedelta(days=1)
#: Where a token keeps the parameters that an operator repaired: job → name → value.
REPAIRED = "repaired"
#: What no second try repairs.
_FINAL = (StuckError, ProcessError, ValidationError, UnknownKeyError)


def queue(jobs: Iterable[uuid.UUID]) -> None:
    """Hand service jobs to the background."""
    for key in jobs:
        enqueue(run_service_job, job_id=str(key))


@job
def run_service_job(job_id: str) -> None:
    """Run one service task and move its process on; a job that is done, cancelled or suspended is left alone."""
    queued = ServiceJob.objects.filter(pk=job_id, state=ServiceJob.State.QUEUED)
    # A suspended process asks nobody; its jobs are queued again when it goes on.
    waiting = queued.exclude(instance__state=Instance.State.SUSPENDED).first()
    if waiting is None:
        return
    early: dict[str, Any] | Exception | None = None
    if waiting.action in service_actions and not service_actions[waiting.action].transactional:
        early = _run_outside(waiting)
    with transaction.atomic():
        queue(_finish(uuid.UUID(job_id), early))


def _run_outside(waiting: ServiceJob) -> dict[str, Any] | Exception:
    """Run an action that speaks to other systems, with no lock held."""
    with transaction.atomic():
        instance, run = movement.load(waiting.instance_id, timezone.now())
    try:
        action, context = _prepared(waiting, instance, run)
        return action.run(context) or {}
    except Exception as error:  # whatever it is, the job is tried again or becomes an incident
        return error


def _prepared(
    waiting: ServiceJob, instance: Instance, run: Run
) -> tuple[ServiceAction[Any], ActionContext[Any]]:
    action = service_actions[waiting.action]
    node = run.process.nodes[waiting.element]
    mark = run.marks.get(waiting.token_id)
    values = {name: run.value(value, mark) for name, value in node.parameters.items()}
    if mark is not None and mark.data:
        values |= mark.data.get(REPAIRED, {}).get(str(waiting.pk), {})
    parameters = action.parameters.model_validate(values)
    context = ActionContext(
        subject=instance.subject,
        parameters=parameters,
        variables=dict(run.names(mark)),
        key=waiting.pk,
        instance_id=instance.pk,
        element=waiting.element,
    )
    return action, context


def _finish(job_id: uuid.UUID, early: dict[str, Any] | Exception | None) -> list[uuid.UUID]:
    now = timezone.now()
    instance_id = ServiceJob.objects.values_list("instance_id", flat=True).get(pk=job_id)
    instance, run = movement.load(instance_id, now)
    waiting = ServiceJob.objects.get(pk=job_id)
    mark = run.marks.get(waiting.token_id)
    if waiting.state != ServiceJob.State.QUEUED or mark is None:
        return []
    if instance.state == Instance.State.SUSPENDED:
        ServiceJob.objects.filter(pk=job_id).update(run_after=now + LOST_AFTER)
        return []
    values = early
    if values is None:
        try:
            with transaction.atomic():
                action, context = _prepared(waiting, instance, run)
                values = action.run(context) or {}
        except Exception as error:  # rolled back to the savepoint; tried again or an incident
            values = error
    if isinstance(values, ProcessError) and run.throw_error(mark, values.code, str(values)):
        ServiceJob.objects.filter(pk=job_id).update(
            state=ServiceJob.State.DONE, attempts=waiting.attempts + 1
        )
        return movement.write(
            instance, run, actor=SYSTEM, first=[_done(waiting, run.process.nodes[waiting.element])]
        )
    if isinstance(values, Exception):
        _fail(waiting, instance, run, values)
        return []
    # The action may itself have moved the process: read it again.
    instance, run = movement.load(instance_id, now)
    mark = run.marks.get(waiting.token_id)
    if mark is None:
        return []
    ServiceJob.objects.filter(pk=job_id).update(state=ServiceJob.State.DONE, attempts=waiting.attempts + 1)
    if values:
        run.set_variables(values, mark)
    node = run.node(mark)
    run.go_on(mark)
    return movement.write(instance, run, actor=SYSTEM, first=[_done(waiting, node)])


def _done(waiting: ServiceJob, node: Node) -> ServiceDone:
    return ServiceDone(job=waiting.pk, element=node.id, name=node.name, action=waiting.action)


def _fail(waiting: ServiceJob, instance: Instance, run: Run, error: Exception) -> None:
    now = run.around.now
    waiting.attempts += 1
    node = run.process.nodes[waiting.element]
    final = isinstance(error, _FINAL) or waiting.attempts >= node.retries
    log.warning("action %s failed, attempt %s: %s", waiting.action, waiting.attempts, type(error).__name__)
    if not final:
        waiting.run_after = now + min(_FIRST_PAUSE * 2 ** min(waiting.attempts - 1, 20), _LONGEST_PAUSE)
        waiting.save(update_fields=["attempts", "run_after"])
        return
    waiting.state = ServiceJob.State.FAILED
    waiting.save(update_fields=["attempts", "state"])
    Token.objects.filter(pk=waiting.token_id).update(state=Token.State.STUCK)
    incident = Incident.objects.create(
        instance=instance, token_id=waiting.token_id, job=waiting, element=waiting.element,
        error=f"{type(error).__name__}: {error}"[:4000], opened_at=now,
    )  # fmt: skip
    record(movement.incident_opened(run, incident), stream=instance.subject, actor=SYSTEM)


@transaction.atomic
def queue_waiting_jobs(limit: int = 500) -> int:
    """Queue again what failed and has paused, or was lost on its way; returns how many.

    Who pauses longer than anybody should was put off by a clock that ran ahead.
    """
    now = timezone.now()
    due = Q(run_after__lte=now) | Q(run_after__gt=now + 2 * _LONGEST_PAUSE)
    waiting = ServiceJob.objects.select_for_update(skip_locked=_can_skip()).filter(
        due, state=ServiceJob.State.QUEUED
    )
    keys = list(waiting.order_by("run_after").values_list("pk", flat=True)[:limit])
    ServiceJob.objects.filter(pk__in=keys).update(run_after=now + LOST_AFTER)
    queue(keys)
    return len(keys)


def _can_skip() -> bool:
    return bool(connection.features.has_select_for_update_skip_locked)
