"""What waits for something outside: timers, messages, service jobs."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from allmende.foundation import sql
from allmende.foundation.ids import uuid7
from allmende.foundation.tenants.context import current_tenant_id

from ..graph import ESCALATING, Kind
from ..models import ServiceJob
from .moves import Move

#: A queued service job that nobody ran after this time was lost on its way and is queued again.
LOST_AFTER = timedelta(minutes=5)

_ADD_TIMER = (
    "INSERT INTO workflow_timer (id, tenant_id, instance_id, token_id, element, due_at, again)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s)"
)
_ADD_SUBSCRIPTION = (
    "INSERT INTO workflow_subscription (id, tenant_id, instance_id, token_id, element, subject, name, key)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)
_FORGET = {
    "timer": "DELETE FROM workflow_timer WHERE instance_id = %s AND token_id = %s",
    "subscription": "DELETE FROM workflow_subscription WHERE instance_id = %s AND token_id = %s",
}
_FORGET_ONE = {
    True: " AND token_id IS NULL AND element = %s",
    False: " AND token_id = %s AND element = %s",
}
#: What has a job while a token is there.
_SERVED = ESCALATING | {Kind.SERVICE, Kind.CALL}
_TABLES = ("workflow_timer", "workflow_subscription")


def close_waits(moves: Sequence[Move]) -> None:
    """Take away the timers, subscriptions and jobs of what is over."""
    timers: list[list[Any]] = []
    messages: list[list[Any]] = []
    for move in moves:
        of, changes = sql.key(move.instance.pk), move.run.changes
        timers += [[of, sql.key(key)] for key in dict.fromkeys(k for k, n in changes.closed if n.timed)]
        messages += [[of, sql.key(key)] for key in dict.fromkeys(k for k, n in changes.closed if n.listening)]
        if move.run.state != "active" and move.run.process.handlers:
            for table in _TABLES:
                sql.execute(f"DELETE FROM {table} WHERE instance_id = %s AND token_id IS NULL", [of])  # noqa: S608
        elif changes.disarmed:
            _disarm(of, changes.disarmed)
        served = {key for key, node in changes.closed if node.kind in _SERVED}
        if served:
            jobs = ServiceJob.objects.filter(token_id__in=served, instance_id=move.instance.pk)
            jobs.exclude(state=ServiceJob.State.DONE).update(state=ServiceJob.State.CANCELLED)
    if timers:
        sql.execute_many(_FORGET["timer"], timers)
    if messages:
        sql.execute_many(_FORGET["subscription"], messages)


def _disarm(instance: Any, entries: Iterable[tuple[uuid.UUID | None, str]]) -> None:
    for table in _TABLES:
        for token, element in entries:
            where = [instance, element] if token is None else [instance, sql.key(token), element]
            sql.execute(f"DELETE FROM {table} WHERE instance_id = %s{_FORGET_ONE[token is None]}", where)  # noqa: S608


def arm_timers(moves: Sequence[Move]) -> None:
    """Insert the timers that began to run."""
    tenant = sql.key(current_tenant_id())
    rows = [
        [
            sql.key(uuid7()), tenant, sql.key(move.instance.pk), sql.key(armed.mark.id if armed.mark else None),
            armed.node.id, sql.moment(armed.due_at), armed.again,
        ]
        for move in moves
        if move.run.state == "active"
        for armed in move.run.changes.armed
    ]  # fmt: skip
    if rows:
        sql.execute_many(_ADD_TIMER, rows)


def listen(moves: Sequence[Move]) -> None:
    """Insert the subscriptions of those that began to wait for a message."""
    tenant = sql.key(current_tenant_id())
    rows = [
        [
            sql.key(uuid7()), tenant, sql.key(move.instance.pk), sql.key(entry.mark.id if entry.mark else None),
            entry.node.id, move.instance.subject, entry.name, entry.key,
        ]
        for move in moves
        if move.run.state == "active"
        for entry in move.run.changes.listening
    ]  # fmt: skip
    if rows:
        sql.execute_many(_ADD_SUBSCRIPTION, rows)


def insert_jobs(moves: Sequence[Move]) -> list[ServiceJob]:
    """Insert the service jobs of activities that began."""
    jobs = [
        ServiceJob(
            instance_id=move.instance.pk, token_id=mark.id, element=node.id, action=node.action,
            created_at=move.now, run_after=timezone.now() + LOST_AFTER,
        )
        for move in moves
        for mark, node in move.run.changes.queued
    ]  # fmt: skip
    return ServiceJob.objects.bulk_create(jobs) if jobs else []
