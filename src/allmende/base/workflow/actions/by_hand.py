"""What all writes by an operator have in common: permission, reason, a running process, the log."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor, DomainEvent

from .. import movement
from ..access import require_operator
from ..engine import Run
from ..models import Instance

RUNNING = (Instance.State.ACTIVE, Instance.State.SUSPENDED)


class OperatingError(Exception):
    """What cannot be done to this process now; the message is for the operator."""


class ProcessOverError(OperatingError):
    """The process has ended or was cancelled meanwhile."""


def locked(instance: Instance, reason: str, actor: Actor) -> tuple[Instance, Run]:
    """The instance under its lock. Raises ``PermissionDenied`` and ``OperatingError`` (no reason; it is over)."""
    require_operator(actor)
    if not reason.strip():
        raise OperatingError(_("Please say why. The reason stands in the log."))
    found, run = movement.load(instance.pk, timezone.now())
    if found.state not in RUNNING:
        raise ProcessOverError(_("This process is over. Nothing was changed."))
    return found, run


def tell(found: Instance, event: DomainEvent, actor: Actor, reason: str, **personal: Any) -> None:
    """Record ``event`` with its reason."""
    record(event, stream=found.subject, actor=actor, personal={"reason": reason.strip(), **personal})


def family(instance: Instance) -> list[uuid.UUID]:
    """The instance and all that it called, as far as they run."""
    found, waiting = [instance.pk], [instance.pk]
    while waiting:
        rows = Instance.objects.filter(parent__in=waiting, state__in=RUNNING)
        waiting = list(rows.values_list("pk", flat=True))
        found += waiting
    return found


def set_state(found: Instance, old: str, new: str) -> bool:
    """Change the state, also of what it called; False where it is another one than ``old``."""
    if found.state != old:
        return False
    Instance.objects.filter(pk__in=family(found), state=old).update(state=new)
    found.state = new
    return True


def wake(found: Instance, run: Run) -> bool:
    """While a suspended process is moved by hand it counts as running, so that what waits is armed."""
    asleep = found.state == Instance.State.SUSPENDED
    found.state = run.state = Instance.State.ACTIVE
    return asleep
