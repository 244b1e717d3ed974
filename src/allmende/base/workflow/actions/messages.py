"""What comes from outside: a message for who waits for it, or with which a process begins; data that begin one."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from allmende.foundation.events.types import SYSTEM, Actor

from .. import movement
from ..compiled import compiled
from ..events import MessageDelivered
from ..models import Instance, ProcessStart, Subscription
from ..service_jobs import queue


@transaction.atomic
def deliver_message(
    *,
    name: str,
    subject: str = "",
    key: str = "",
    variables: Mapping[str, Any] | None = None,
    actor: Actor = SYSTEM,
    at: datetime | None = None,
    may_start: bool = True,
) -> list[Instance]:
    """Give the message ``name`` to the instances that wait for it: those of ``subject``, and with ``key`` those that
    wait with this key. Each gets it once.

    Where nobody waits and ``may_start``, processes whose start event is this message begin (for ``subject``; without
    one each for itself). Returns the instances that got it; none means that it was for nobody, or came too late or
    twice: then nothing is changed.
    """
    now, jobs, reached = at or timezone.now(), [], []
    for instance_id, waiting in _waiting(name, subject, key):
        instance, run = movement.load(instance_id, now)
        found = next((w for w in waiting if run.waits_for(w.token_id, w.element)), None)
        if found is None:
            continue
        mark = run.marks.get(found.token_id) if found.token_id else None
        first = MessageDelivered(instance=instance.pk, element=found.element, message=name)
        run.fire(mark, found.element, variables)
        jobs += movement.write(instance, run, actor=actor, first=[first], at=at)
        reached.append(instance)
    starts = ProcessStart.objects.filter(kind=ProcessStart.Kind.MESSAGE, name=name)
    if not reached and may_start:
        for start in starts.order_by("id"):
            instance, queued = _start(start, subject, variables or {}, actor, now, at)
            reached.append(instance)
            jobs += queued
    queue(jobs)
    return reached


def _waiting(name: str, subject: str, key: str) -> Iterator[tuple[uuid.UUID, list[Subscription]]]:
    """The subscriptions that fit, by instance, in one order for all, so that two deliveries never block each other."""
    fits: QuerySet[Subscription] = Subscription.objects.filter(name=name)
    fits = (
        fits.filter(Q(key=key) | Q(key=""), subject=subject)
        if subject
        else fits.filter(key=key).exclude(key="")
    )
    found: dict[uuid.UUID, list[Subscription]] = {}
    for subscription in fits.order_by("instance_id", F("token_id").asc(nulls_last=True), "id"):
        found.setdefault(subscription.instance_id, []).append(subscription)
    yield from found.items()


@transaction.atomic
def start_by_condition(
    *, subject: str, variables: Mapping[str, Any], actor: Actor = SYSTEM, at: datetime | None = None
) -> list[Instance]:
    """Begin every process whose conditional start event holds for ``variables``; they become its own."""
    now, jobs, begun = at or timezone.now(), [], []
    for start in ProcessStart.objects.filter(kind=ProcessStart.Kind.CONDITION).order_by("id"):
        trigger = compiled(start.version_id).nodes[start.element].trigger
        if trigger and trigger.condition and trigger.condition.evaluate(variables) is True:
            instance, queued = _start(start, subject, variables, actor, now, at)
            begun.append(instance)
            jobs += queued
    queue(jobs)
    return begun


def _start(
    start: ProcessStart,
    subject: str,
    variables: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    at: datetime | None,
) -> tuple[Instance, list[uuid.UUID]]:
    return movement.begin(
        version_id=start.version_id, subject=subject, variables=variables, actor=actor, now=now, at=at,
        element=start.element,
    )  # fmt: skip
