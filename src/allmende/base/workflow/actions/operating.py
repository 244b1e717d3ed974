"""What an operator does to a running process: each with a reason, in the log, whole or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.foundation.events.types import Actor

from .. import movement
from ..engine.placing import place_token
from ..models import Incident, Instance, ServiceJob
from ..operating_events import (
    IncidentRetried,
    InstanceResumed,
    InstanceStopped,
    InstanceSuspended,
    TokenMoved,
    VariablesChanged,
)
from ..service_jobs import REPAIRED, queue
from .by_hand import OperatingError, family, locked, set_state, tell, wake
from .instances import retry_incident


@transaction.atomic
def move_token(
    *, instance: Instance, token_id: uuid.UUID, target: str, reason: str, actor: Actor
) -> Instance:
    """Put a token on another element and let it go on from there.

    Raises ``OperatingError`` where there is no such token, ``CannotPlaceError`` for an element on which none can be
    put.
    """
    found, run = locked(instance, reason, actor)
    mark = run.marks.get(token_id)
    if mark is None:
        raise OperatingError(_("The process is no longer where the page showed it. Nothing was changed."))
    element = mark.element
    asleep = wake(found, run)
    place_token(run, mark, target)
    told = TokenMoved(instance=found.pk, token=token_id, element=element, target=target)
    tell(found, told, actor, reason)
    jobs = movement.write(found, run, actor=actor, first=[])
    if asleep:
        set_state(found, Instance.State.ACTIVE, Instance.State.SUSPENDED)
    queue(jobs)
    return found


@transaction.atomic
def change_variables(
    *, instance: Instance, variables: Mapping[str, Any], reason: str, actor: Actor
) -> Instance:
    """Set variables; the process moves only where an event waits for that. Raises ``OperatingError``."""
    found, run = locked(instance, reason, actor)
    before = {name: found.variables.get(name) for name in variables}
    run.set_variables(variables)
    if found.state == Instance.State.ACTIVE:
        run.move()
    told = VariablesChanged(instance=found.pk, names=sorted(variables))
    tell(found, told, actor, reason, values={"before": before, "after": dict(variables)})
    queue(movement.write(found, run, actor=actor, first=[]))
    return found


@transaction.atomic
def suspend_instance(*, instance: Instance, reason: str, actor: Actor) -> Instance:
    """Let nothing move on, also in the processes that it called, until it is resumed. Twice is once."""
    found, _run = locked(instance, reason, actor)
    if set_state(found, Instance.State.ACTIVE, Instance.State.SUSPENDED):
        tell(found, InstanceSuspended(instance=found.pk), actor, reason)
    return found


@transaction.atomic
def resume_instance(*, instance: Instance, reason: str, actor: Actor) -> Instance:
    """Let a suspended process go on: what became due meanwhile happens now. Twice is once."""
    found, _run = locked(instance, reason, actor)
    if not set_state(found, Instance.State.SUSPENDED, Instance.State.ACTIVE):
        return found
    tell(found, InstanceResumed(instance=found.pk), actor, reason)
    # Values may have changed meanwhile, and events wait for that.
    found, run = movement.load(found.pk, timezone.now())
    run.move()
    jobs = movement.write(found, run, actor=actor, first=[])
    waiting = ServiceJob.objects.filter(instance__in=family(found), state=ServiceJob.State.QUEUED)
    queue({*jobs, *waiting.values_list("pk", flat=True)})
    return found


@transaction.atomic
def stop_instance(*, instance: Instance, reason: str, actor: Actor) -> Instance:
    """End a process before its time, with all that it called. Its case stays as it is."""
    found, run = locked(instance, reason, actor)
    tell(found, InstanceStopped(instance=found.pk), actor, reason)
    queue(movement.cancel(found, run, actor=actor, reason=""))
    return found


@transaction.atomic
def retry_with(
    *,
    incident: Incident,
    reason: str,
    actor: Actor,
    parameters: Mapping[str, Any] | None = None,
    variables: Mapping[str, Any] | None = None,
) -> None:
    """Try a failed step again: with ``parameters`` of its action repaired for this once, with ``variables`` set.

    An incident that is settled already is left alone.
    """
    found, run = locked(incident.instance, reason, actor)
    if not Incident.objects.filter(pk=incident.pk, resolved_at=None).exists():
        return
    repaired = dict(parameters or {})
    mark = run.marks.get(incident.token_id)
    if repaired and mark is not None and incident.job_id is not None:
        run.keep(mark, **{REPAIRED: {str(incident.job_id): repaired}})
        movement.write(found, run, actor=actor, first=[])
    told = IncidentRetried(
        instance=found.pk, incident=incident.pk, element=incident.element,
        names=sorted({*repaired, *(variables or {})}),
    )  # fmt: skip
    tell(found, told, actor, reason, values={**repaired, **(variables or {})})
    retry_incident(incident=incident, actor=actor, variables=variables)
