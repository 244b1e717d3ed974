"""A case and the process that drives it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allmende.base.workflow.actions import cancel_instance, start_process
from allmende.base.workflow.models import Instance
from allmende.foundation.events.types import Actor

from .models import Case


def start(
    case: Case,
    *,
    answers: Mapping[str, Any],
    parameters: Mapping[str, Any],
    actor: Actor,
    at: datetime | None = None,
) -> Instance | None:
    """Start the procedure's process for the case; None where the procedure has none."""
    version = case.procedure_version
    if version is None or version.process_version is None:
        return None
    variables = {
        "unit": case.unit.key,
        "answers": dict(answers),
        "param": dict(parameters),
        "case": {
            "number": case.number,
            "reference": case.reference,
            "received_on": case.received_at.date().isoformat(),
            "due_on": case.due_on.isoformat() if case.due_on else None,
        },
        "outcome": "",
    }
    return start_process(
        version=version.process_version, subject=case.subject, variables=variables, actor=actor, at=at
    )


def cancel(case: Case, *, actor: Actor, reason: str, at: datetime | None = None) -> None:
    """End what still runs for the case: open tasks disappear from all inboxes."""
    for instance in Instance.objects.filter(subject=case.subject, state=Instance.State.ACTIVE):
        cancel_instance(instance=instance, actor=actor, reason=reason, at=at)
