"""Every write of the engine. Callers have checked that the person may work on the subject."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allmende.base.directory.models import Unit
from allmende.base.identity.models import User
from allmende.foundation.events.types import Actor

from .models import Incident, Instance, ProcessVersion, Task


def publish_process(*, key: str, bpmn: str, actor: Actor) -> ProcessVersion:
    """Publish ``bpmn`` (BPMN 2.0 XML) as the newest version of ``key``; the same text again changes nothing.

    Raises ``ProcessRefusedError`` with all findings, each naming its element.
    """
    raise NotImplementedError


def start_process(
    *,
    version: ProcessVersion,
    subject: str,
    variables: Mapping[str, Any],
    actor: Actor,
    at: datetime | None = None,
) -> Instance:
    """Start ``version`` for ``subject``. ``variables`` is JSON; ``unit`` in it is the key of the unit that gets
    tasks which name no unit of their own. ``at`` is for imported history only.
    """
    raise NotImplementedError


def complete_task(
    *, task: Task, actor: Actor, variables: Mapping[str, Any] | None = None, at: datetime | None = None
) -> Task:
    """Mark ``task`` done, set ``variables`` and move the process on. Raises ``TaskClosedError`` where somebody
    else completed or cancelled it before; nothing is changed then.
    """
    raise NotImplementedError


def assign_task(*, task: Task, assignee: User | None, actor: Actor, at: datetime | None = None) -> Task:
    """Give ``task`` to a person, or back to its unit (None). Raises ``TaskClosedError``."""
    raise NotImplementedError


def hand_over_task(*, task: Task, unit: Unit, actor: Actor, at: datetime | None = None) -> Task:
    """Give ``task`` to another unit; it loses its assignee. Raises ``TaskClosedError``."""
    raise NotImplementedError


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
    raise NotImplementedError


def cancel_instance(*, instance: Instance, actor: Actor, reason: str, at: datetime | None = None) -> Instance:
    """End ``instance`` before its time: open tasks, timers and jobs go. Ending twice changes nothing."""
    raise NotImplementedError


def retry_incident(*, incident: Incident, actor: Actor, variables: Mapping[str, Any] | None = None) -> None:
    """Try the step again, with repaired ``variables`` where given."""
    raise NotImplementedError


def fire_due_timers(*, now: datetime | None = None, limit: int = 1000) -> int:
    """Fire the timers due at ``now``, each in its own transaction; returns how many fired."""
    raise NotImplementedError
