"""A case and the process that drives it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from allmende.base.directory.models import Unit
from allmende.base.payments.queries import payment_state
from allmende.base.procedures.queries import manifest_of
from allmende.base.workflow.actions import (
    cancel_instance,
    cancel_task,
    complete_task,
    deliver_message,
    hand_over_task,
    set_variables,
    start_process,
)
from allmende.base.workflow.models import Instance
from allmende.base.workflow.queries import instances_of, names_used, open_tasks
from allmende.foundation.events.types import Actor

from .models import Case


def start(
    case: Case,
    *,
    answers: Mapping[str, Any],
    parameters: Mapping[str, Any],
    actor: Actor,
    at: datetime | None = None,
    reopened: bool = False,
) -> Instance | None:
    """Start the procedure's process for the case; None where the procedure has none.

    A case that is taken up again goes on with what its process knew, at the place that the model names.
    """
    version = case.procedure_version
    if version is None or version.process_version is None:
        return None
    variables = {
        "unit": case.unit.key,
        "answers": _needed(answers, names_used(version.process_version)),
        "param": dict(parameters),
        "case": {
            "number": case.number,
            "reference": case.reference,
            "received_on": case.received_at.date().isoformat(),
            "due_on": case.due_on.isoformat() if case.due_on else None,
        },
        "outcome": "",
    }
    if manifest_of(version).fee is not None:
        variables["payment"] = payment_state(case.subject)
    if reopened:
        variables = _known(case) | variables
    return start_process(
        version=version.process_version, subject=case.subject, variables=variables, actor=actor, at=at,
        reopened=reopened,
    )  # fmt: skip


def cancel(
    case: Case, *, actor: Actor, reason: str, at: datetime | None = None, but: uuid.UUID | None = None
) -> None:
    """End what still runs for the case (``but`` one instance): open tasks disappear from all inboxes."""
    running = Instance.objects.filter(
        subject=case.subject, parent=None, state__in=(Instance.State.ACTIVE, Instance.State.SUSPENDED)
    )
    for instance in running:
        if instance.pk != but:
            cancel_instance(instance=instance, actor=actor, reason=reason, at=at)
    for task in open_tasks(case.subject).filter(instance=None):
        cancel_task(task=task, actor=actor, at=at)


def move(case: Case, *, to: Unit, actor: Actor, at: datetime | None = None) -> None:
    """The process follows its case to another office: open tasks of the old one, and all later tasks."""
    for task in open_tasks(case.subject).filter(unit_id=case.unit_id):
        hand_over_task(task=task, unit=to, actor=actor, at=at)
    for instance in Instance.objects.filter(subject=case.subject, state=Instance.State.ACTIVE):
        if instance.variables.get("unit") == case.unit.key:
            set_variables(instance=instance, variables={"unit": to.key})


def complete_decision_tasks(case: Case, *, actor: Actor, outcome: str, at: datetime | None = None) -> None:
    """The decision was what these tasks waited for, or reminded of; ``outcome`` is a variable of the process now."""
    for task in open_tasks(case.subject).filter(hint__in=("decision", "reminder")):
        complete_task(task=task, actor=actor, variables={"outcome": outcome}, at=at)


def tell_of_payment(subject: str, *, paid: bool, at: datetime | None = None) -> None:
    """The process of the case knows whether it is paid, and goes on where it waited for the message ``claim_paid``."""
    if not Instance.objects.has(subject=subject, state=Instance.State.ACTIVE.value):
        return
    state = payment_state(subject)
    for instance in Instance.objects.filter(subject=subject, state=Instance.State.ACTIVE):
        if instance.variables.get("payment", state) != state:
            set_variables(instance=instance, variables={"payment": state})
    if paid and state == "paid":
        deliver_message(name="claim_paid", subject=subject, may_start=False, at=at)


def _known(case: Case) -> dict[str, Any]:
    """What earlier runs worked out: answers of tasks, results of scripts and actions."""
    last = instances_of(case.subject).filter(parent=None).first()
    return dict(last.variables) if last is not None else {}


def _needed(answers: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """The answers that the process reads: the whole form would be written again with each step."""
    if "answers" in names:
        return dict(answers)
    wanted = {name.split(".")[1] for name in names if name.startswith("answers.")}
    return {key: value for key, value in answers.items() if key in wanted}
