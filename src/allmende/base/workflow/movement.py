"""Moves of instances inside a transaction: load, let the engine run, write, tell the log."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import inf
from typing import Any

from django.utils.translation import gettext as _

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM, Actor, DomainEvent
from allmende.foundation.ids import uuid7
from allmende.foundation.kept import Kept

from . import store
from .calendar import calendar_of, office_hours
from .compiled import compiled
from .decisions.events import table_decided
from .decisions.labels import labels_of
from .decisions.queries import decision_for
from .decisions.results import Result
from .engine import Called, Mark, Run, Surroundings
from .events import (
    EventHappened,
    IncidentOpened,
    InstanceEnded,
    InstanceStarted,
    TaskCancelled,
    TaskOpened,
    TimerFired,
)
from .graph import Kind
from .models import Incident, Instance, ProcessVersion, ServiceJob, Task, Token
from .queries import current_process
from .store import LOST_AFTER, Move

#: A process that calls itself without ever waiting is stopped at this depth.
DEEPEST = 20
#: What a called process does when it is over: an action of the token that waits for it.
RETURN = "return_from_process"
#: Which tables were published with a process: a version never changes.
_bound: Kept[dict[str, str]] = Kept(seconds=inf)


def surroundings(now: datetime, version_id: uuid.UUID | None = None) -> Surroundings:
    """The world at ``now`` in the current tenant, as an instance of ``version_id`` sees it."""
    return Surroundings(
        now,
        calendar_of,
        store.unit_id,
        office_hours,
        _newest,
        lambda key, variables: _decide(key, variables, version_id),
    )


def _newest(key: str) -> uuid.UUID | None:
    version = current_process(key)
    return version.pk if version else None


def _decide(key: str, variables: Mapping[str, Any], version_id: uuid.UUID | None) -> tuple[uuid.UUID, Result]:
    """Ask the tables that were published with the process, else those that the municipality keeps for all."""
    bound = _bound.get(version_id, lambda: _tables_of(version_id)) if version_id is not None else {}
    version, tables, decision = decision_for(bound, key)
    return version, tables.decide(variables, decision)


def _tables_of(version_id: uuid.UUID) -> dict[str, str]:
    found: dict[str, str] = ProcessVersion.objects.values_list("decisions", flat=True).get(pk=version_id)
    return found


def load(instance_id: uuid.UUID, now: datetime) -> tuple[Instance, Run]:
    """Lock an instance and read it into memory."""
    instance = store.lock_instance(instance_id)
    return instance, _run(instance, store.read_marks(instance), now)


def load_many(ids: Iterable[uuid.UUID], now: datetime) -> list[tuple[Instance, Run]]:
    """As ``load``, for several at once; those that somebody else moves right now are left out."""
    instances = store.lock_instances(ids)
    marks = store.read_all_marks(list(instances)) if instances else {}
    return [(instance, _run(instance, marks.get(key, {}), now)) for key, instance in instances.items()]


def _run(instance: Instance, marks: dict[uuid.UUID, Mark], now: datetime) -> Run:
    return Run(
        process=compiled(instance.version_id),
        variables=instance.variables,
        marks=marks,
        around=surroundings(now, instance.version_id),
        state=instance.state,
        end_element=instance.end_element,
        is_called=instance.parent_id is not None,
    )


def write(
    instance: Instance,
    run: Run,
    *,
    actor: Actor,
    first: Sequence[DomainEvent],
    done: Task | None = None,
    at: datetime | None = None,
    reason: str = "",
) -> list[uuid.UUID]:
    """Write what the move changed and record ``first`` and what followed; returns the service jobs to queue.

    ``done`` is the task whose completion caused the move. ``at`` back-dates the events.
    """
    return write_all([Move(instance, run, first, done, reason)], actor=actor, at=at)


def write_all(
    moves: Sequence[Move], *, actor: Actor, at: datetime | None = None, depth: int = 0, returns: bool = True
) -> list[uuid.UUID]:
    """As ``write``, for several moves at once; ``depth`` says how deep in calls of processes. Without ``returns``
    nobody waits any more for those that end."""
    states = [move.instance.state for move in moves]
    store.write_marks(moves)
    store.close_waits(moves)
    store.close_work(moves)
    store.settle_incidents(moves, by=str(actor))
    store.open_tasks(moves)
    store.arm_timers(moves)
    store.listen(moves)
    jobs = [job.pk for job in store.insert_jobs(moves)]
    incidents = store.open_incidents(moves)
    store.write_instances(moves)
    for move, before in zip(moves, states, strict=True):
        mine = [incident for incident in incidents if incident.instance_id == move.instance.pk]
        _tell(move, mine, ended=move.run.state != before, actor=actor, at=at)
        _cancel_called(move, actor, at)
        jobs += _call(move, actor, at, depth)
        if returns and move.run.state != before:
            jobs += _return(move)
    return jobs


def _tell(move: Move, incidents: list[Incident], *, ended: bool, actor: Actor, at: datetime | None) -> None:
    instance, run = move.instance, move.run
    events: list[DomainEvent] = [*move.first]
    for node, kind in run.changes.happened:
        if kind == "timer":
            events.append(TimerFired(instance=instance.pk, element=node.id, name=node.name))
        else:
            event = EventHappened(instance=instance.pk, element=node.id, name=node.name, kind=kind)
            events.append(event)
    events += [TaskCancelled(task=task.pk, element=task.element, name=task.name) for task in move.cancelled]
    events += move.opened
    events += [incident_opened(run, incident) for incident in incidents]
    for decided in run.changes.decided:
        event_of_table = table_decided(decided.version_id, decided.result)
        words = {"text": decided.result.told(labels_of(instance.subject))}
        record(event_of_table, stream=instance.subject, actor=actor, personal=words, at=at)
    if ended:
        events.append(
            InstanceEnded(
                instance=instance.pk,
                element=run.end_element,
                cancelled=run.state == "cancelled",
                reason=move.reason,
                error=run.error,
            )
        )
    if events:
        record(*events, stream=instance.subject, actor=actor, at=at)


def begin(
    *,
    version_id: uuid.UUID,
    subject: str,
    variables: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    at: datetime | None = None,
    element: str = "",
    reopened: bool = False,
    called: Called | None = None,
    parent: Instance | None = None,
    depth: int = 0,
) -> tuple[Instance, list[uuid.UUID]]:
    """Start an instance; with ``called`` for the token of ``parent`` that waits for it. The jobs to queue, too."""
    run = Run(
        compiled(version_id), dict(variables), {}, surroundings(now, version_id), is_called=parent is not None
    )
    run.start(reopened=reopened, element=element)
    key = uuid7()
    instance = Instance(
        id=key, version_id=version_id, subject=subject or f"instance:{key}", variables=run.variables, started_at=now,
        parent=parent, parent_token=called.mark.id if called else None,
    )  # fmt: skip
    store.insert_instance(instance)
    run.changes.variables = False
    started = InstanceStarted(
        instance=instance.pk, version=version_id, parent=parent.pk if parent is not None else None
    )
    return instance, write_all([Move(instance, run, [started])], actor=actor, at=at, depth=depth)


def _call(move: Move, actor: Actor, at: datetime | None, depth: int) -> list[uuid.UUID]:
    """Start the processes that were called."""
    jobs: list[uuid.UUID] = []
    for called in move.run.changes.called:
        if depth >= DEEPEST:
            _too_deep(move, called, actor)
            continue
        _child, queued = begin(
            version_id=called.version_id, subject=move.instance.subject, variables=called.variables, actor=actor,
            now=move.now, at=at, called=called, parent=move.instance, depth=depth + 1,
        )  # fmt: skip
        jobs += queued
    return jobs


def _too_deep(move: Move, called: Called, actor: Actor) -> None:
    Token.objects.filter(pk=called.mark.id).update(state=Token.State.STUCK)
    incident = Incident.objects.create(
        instance=move.instance, token_id=called.mark.id, element=called.node.id, opened_at=move.now,
        error=_("Processes call each other without end."),
    )  # fmt: skip
    record(incident_opened(move.run, incident), stream=move.instance.subject, actor=actor)


def _cancel_called(move: Move, actor: Actor, at: datetime | None) -> None:
    """A call that is over takes the called process with it."""
    over = [key for key, node in move.run.changes.closed if node.kind is Kind.CALL]
    if not over:
        return
    children = Instance.objects.filter(parent=move.instance, parent_token__in=over)
    for key in children.exclude(state__in=("ended", "cancelled")).values_list("pk", flat=True):
        child, run = load(key, move.now)
        run.cancel()
        write_all([Move(child, run, reason=move.reason)], actor=actor, at=at, returns=False)


def _return(move: Move) -> list[uuid.UUID]:
    """A called process is over: the token that waits for it goes on in the background, as after an action."""
    instance = move.instance
    if instance.parent_id is None or instance.parent_token is None:
        return []
    element = Token.objects.filter(pk=instance.parent_token).values_list("element", flat=True).first()
    if element is None:
        return []
    job = ServiceJob.objects.create(
        instance_id=instance.parent_id, token_id=instance.parent_token, element=element, action=RETURN,
        created_at=move.now, run_after=move.now + LOST_AFTER,
    )  # fmt: skip
    return [job.pk]


def cancel(
    instance: Instance, run: Run, *, actor: Actor, reason: str, at: datetime | None = None
) -> list[uuid.UUID]:
    """End an instance before its time, with all that it called; the jobs to queue."""
    run.cancel()
    return write(instance, run, actor=actor, first=[], at=at, reason=reason)


def task_opened(task: Task) -> TaskOpened:
    """The event for a new task."""
    return TaskOpened(
        task=task.pk, element=task.element, name=task.name, unit=task.unit_id, role=task.role,
        hint=task.hint, due_at=task.due_at,
    )  # fmt: skip


def incident_opened(run: Run, incident: Incident) -> IncidentOpened:
    """The event for a new incident."""
    return IncidentOpened(
        incident=incident.pk, element=incident.element, name=run.process.nodes[incident.element].name
    )


__all__ = ["RETURN", "SYSTEM", "begin", "cancel", "load", "load_many", "surroundings", "write", "write_all"]
