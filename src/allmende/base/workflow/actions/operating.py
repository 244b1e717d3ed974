"""What an operator does to a running process: each with a reason, in the log, whole or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor, DomainEvent

from .. import movement
from ..access import require_operator
from ..engine import Run
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
from .instances import retry_incident


class OperatingError(Exception):
    """What cannot be done to this process now; the message is for the operator."""


RUNNING = (Instance.State.ACTIVE, Instance.State.SUSPENDED)


@transaction.atomic
def move_token(
    *, instance: Instance, token_id: uuid.UUID, target: str, reason: str, actor: Actor
) -> Instance:
    """Put a token on another element and let it go on from there.

    Raises ``OperatingError`` where there is no such token, ``CannotPlaceError`` for an element on which none can be put.
    """
    locked, run = _locked(instance, reason, actor)
    mark = run.marks.get(token_id)
    if mark is None:
        raise OperatingError(_("The process is no longer where the page showed it. Nothing was changed."))
    element = mark.element
    asleep = _wake(locked, run)
    place_token(run, mark, target)
    told = TokenMoved(instance=locked.pk, token=token_id, element=element, target=target)
    _tell(locked, told, actor, reason)
    jobs = movement.write(locked, run, actor=actor, first=[])
    if asleep:
        _set_state(locked, Instance.State.ACTIVE, Instance.State.SUSPENDED)
    queue(jobs)
    return locked


@transaction.atomic
def change_variables(
    *, instance: Instance, variables: Mapping[str, Any], reason: str, actor: Actor
) -> Instance:
    """Set variables; the process moves only where an event waits for that. Raises ``OperatingError``."""
    locked, run = _locked(instance, reason, actor)
    before = {name: locked.variables.get(name) for name in variables}
    run.set_variables(variables)
    if locked.state == Instance.State.ACTIVE:
        run.move()
    told = VariablesChanged(instance=locked.pk, names=sorted(variables))
    _tell(locked, told, actor, reason, values={"before": before, "after": dict(variables)})
    queue(movement.write(locked, run, actor=actor, first=[]))
    return locked


@transaction.atomic
def suspend_instance(*, instance: Instance, reason: str, actor: Actor) -> Instance:
    """Let nothing move on, also in the processes that it called, until it is resumed. Twice is once."""
    locked, _run = _locked(instance, reason, actor)
    if _set_state(locked, Instance.State.ACTIVE, Instance.State.SUSPENDED):
        _tell(locked, InstanceSuspended(instance=locked.pk), actor, reason)
    return locked


@transaction.atomic
def resume_instance(*, instance: Instance, reason: str, actor: Actor) -> Instance:
    """Let a suspended process go on: what became due meanwhile happens now. Twice is once."""
    locked, _run = _locked(instance, reason, actor)
    if not _set_state(locked, Instance.State.SUSPENDED, Instance.State.ACTIVE):
        return locked
    _tell(locked, InstanceResumed(instance=locked.pk), actor, reason)
    # Values may have changed meanwhile, and events wait for that.
    locked, run = movement.load(locked.pk, timezone.now())
    run.move()
    jobs = movement.write(locked, run, actor=actor, first=[])
    waiting = ServiceJob.objects.filter(instance__in=_family(locked), state=ServiceJob.State.QUEUED)
    queue({*jobs, *waiting.values_list("pk", flat=True)})
    return locked


@transaction.atomic
def stop_instance(*, instance: Instance, reason: str, actor: Actor) -> Instance:
    """End a process before its time, with all that it called. Its case stays as it is."""
    locked, run = _locked(instance, reason, actor)
    _tell(locked, InstanceStopped(instance=locked.pk), actor, reason)
    queue(movement.cancel(locked, run, actor=actor, reason=""))
    return locked


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
    locked, run = _locked(incident.instance, reason, actor)
    if not Incident.objects.filter(pk=incident.pk, resolved_at=None).exists():
        return
    repaired = dict(parameters or {})
    mark = run.marks.get(incident.token_id)
    if repaired and mark is not None and incident.job_id is not None:
        run.keep(mark, **{REPAIRED: {str(incident.job_id): repaired}})
        movement.write(locked, run, actor=actor, first=[])
    told = IncidentRetried(
        instance=locked.pk, incident=incident.pk, element=incident.element,
        names=sorted({*repaired, *(variables or {})}),
    )  # fmt: skip
    _tell(locked, told, actor, reason, values={**repaired, **(variables or {})})
    retry_incident(incident=incident, actor=actor, variables=variables)


def _locked(instance: Instance, reason: str, actor: Actor) -> tuple[Instance, Run]:
    require_operator(actor)
    if not reason.strip():
        raise OperatingError(_("Please say why. The reason stands in the log."))
    locked, run = movement.load(instance.pk, timezone.now())
    if locked.state not in RUNNING:
        raise OperatingError(_("This process is over. Nothing was changed."))
    return locked, run


def _tell(locked: Instance, event: DomainEvent, actor: Actor, reason: str, **personal: Any) -> None:
    record(event, stream=locked.subject, actor=actor, personal={"reason": reason.strip(), **personal})


def _family(instance: Instance) -> list[uuid.UUID]:
    """The instance and all that it called, as far as they run."""
    found, waiting = [instance.pk], [instance.pk]
    while waiting:
        rows = Instance.objects.filter(parent__in=waiting, state__in=RUNNING)
        waiting = list(rows.values_list("pk", flat=True))
        found += waiting
    return found


def _set_state(locked: Instance, old: str, new: str) -> bool:
    if locked.state != old:
        return False
    Instance.objects.filter(pk__in=_family(locked), state=old).update(state=new)
    locked.state = new
    return True


def _wake(locked: Instance, run: Run) -> bool:
    """While a suspended process is moved by hand it counts as running, so that what waits is armed."""
    asleep = locked.state == Instance.State.SUSPENDED
    locked.state = run.state = Instance.State.ACTIVE
    return asleep
