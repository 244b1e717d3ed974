"""Timers: what is due fires, many in one transaction."""

from __future__ import annotations

import logging
import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from allmende.foundation.events.actions import gathered
from allmende.foundation.events.types import SYSTEM

from .. import movement
from ..calendar import calendar_of
from ..compiled import compiled
from ..engine import Mark, Run
from ..graph import Value
from ..models import Instance, ProcessStart, Timer
from ..service_jobs import queue
from ..store import Move
from ..timing import timer_follows

log = logging.getLogger(__name__)
_PAUSE = timedelta(minutes=10)
#: So many timers fire in one transaction: the disk is waited for once, and nobody waits long for a lock.
AT_ONCE = 100


def fire_due_timers(*, now: datetime | None = None, limit: int = 1000) -> int:
    """Fire the timers due at ``now``; returns how many fired. What is interrupted fires next time.

    A timer (or start of a process) that fails is put off by ten minutes, so that it never holds up the others.
    """
    now = now or timezone.now()
    fired = _begin_due(now)
    while fired < limit:
        due = list(
            Timer.objects.filter(due_at__lte=now).order_by("due_at", "id")[: min(AT_ONCE, limit - fired)]
        )
        if not due:
            break
        done = _fire_together(due, now)
        if not done:
            break
        fired += done
    return fired


def _fire_together(due: list[Timer], now: datetime) -> int:
    """Fire ``due`` in one transaction, or each in its own where one of them fails; how many are dealt with."""
    try:
        return _fire(due, now)
    except Exception:
        if len(due) == 1:
            log.exception("timer %s could not fire", due[0].pk)
            return Timer.objects.filter(pk=due[0].pk).update(due_at=now + _PAUSE)
    return sum(_fire_together([timer], now) for timer in due)


@transaction.atomic
def _fire(due: list[Timer], now: datetime) -> int:
    waiting = Timer.objects.filter(pk__in=[timer.pk for timer in due])
    if connection.features.has_select_for_update_skip_locked:
        waiting = waiting.select_for_update(skip_locked=True)
    timers: dict[uuid.UUID, list[Timer]] = defaultdict(list)
    for timer in waiting.order_by("due_at", "id"):
        timers[timer.instance_id].append(timer)
    moves, gone = [], []
    for instance, run in movement.load_many(timers, now) if timers else []:
        mine = timers[instance.pk]
        if instance.state == Instance.State.SUSPENDED:
            Timer.objects.filter(pk__in=[timer.pk for timer in mine]).update(due_at=now + _PAUSE)
            continue
        for timer in mine:
            if run.waits_for(timer.token_id, timer.element):
                mark = run.marks.get(timer.token_id) if timer.token_id else None
                if not _again(timer, run, mark, now):
                    gone.append(timer.pk)
                run.fire(mark, timer.element)
            else:
                gone.append(timer.pk)
        moves.append(Move(instance, run))
    Timer.objects.filter(pk__in=gone).delete()
    with gathered():
        queue(movement.write_all(moves, actor=SYSTEM))
    return sum(len(timers[move.instance.pk]) for move in moves)


def _again(timer: Timer, run: Run, mark: Mark | None, now: datetime) -> bool:
    """Set the timer to the next moment of its repetition; False where there is none."""
    trigger = run.process.nodes[timer.element].trigger
    if trigger is None or trigger.timer is None:
        return False
    found = timer_follows(
        trigger.timer, lambda value: run.value(value, mark), timer.due_at, timer.again, now, calendar_of()
    )
    if found is None:
        return False
    Timer.objects.filter(pk=timer.pk).update(due_at=found[0], again=found[1])
    return True


def _begin_due(now: datetime) -> int:
    """Start the processes that begin at a moment which has come."""
    begun = 0
    for start in list(_due_starts(now)):
        try:
            begun += _begin(start, now)
        except Exception:
            log.exception("start %s could not begin", start.pk)
            ProcessStart.objects.filter(pk=start.pk).update(due_at=now + _PAUSE)
    return begun


def _due_starts(now: datetime) -> Iterable[ProcessStart]:
    return ProcessStart.objects.filter(due_at__lte=now).order_by("due_at", "id")[:AT_ONCE]


@transaction.atomic
def _begin(due: ProcessStart, now: datetime) -> int:
    start = ProcessStart.objects.select_for_update().filter(pk=due.pk, due_at__lte=now).first()
    if start is None or start.due_at is None:
        return 0
    trigger = compiled(start.version_id).nodes[start.element].trigger
    rule = trigger.timer if trigger else None
    found = timer_follows(rule, constant, start.due_at, start.again, now, calendar_of()) if rule else None
    start.due_at, start.again = found or (None, 0)
    start.save(update_fields=["due_at", "again"])
    _instance, jobs = movement.begin(
        version_id=start.version_id, subject="", variables={}, actor=SYSTEM, now=now, element=start.element
    )
    queue(jobs)
    return 1


def constant(value: Value) -> Any:
    """What a process that has not begun knows: constants, and expressions without variables."""
    return value.text if value.expression is None else value.expression.evaluate({})
