"""Open deadlines follow the calendar: each that moves has its event."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from allmende.foundation.calendar.events import CalendarChanged
from allmende.foundation.calendar.periods import end_of_day
from allmende.foundation.events.actions import gathered, record
from allmende.foundation.events.models import Event
from allmende.foundation.events.types import SYSTEM, DomainEvent
from allmende.foundation.jobs.actions import enqueue, job

from ..calendar import calendar_of, forget_calendars
from ..compiled import compiled
from ..events import TaskDeadlineMoved, TimerMoved
from ..graph import Node
from ..models import Task, Timer
from ..shifting import Shift, shift_of

_AT_ONCE = 200
#: No deadline is older, and before the first day of the calendar there is none.
_FIRST = date(1900, 1, 1)


def follow_calendar(event: CalendarChanged, stored: Event) -> None:
    """Queue the moving: there may be many deadlines."""
    forget_calendars()
    enqueue(move_deadlines, **arguments_of(event, stored))


def arguments_of(event: CalendarChanged, stored: Event) -> dict[str, Any]:
    """What the jobs that move deadlines are told."""
    return {
        "first_day": event.first_day.isoformat(), "last_day": event.last_day.isoformat(),
        "closed": event.closed, "holidays": event.holidays,
        "unit": str(event.unit) if event.unit else "", "cause": stored.position,
    }  # fmt: skip


@job
def move_deadlines(
    first_day: str, last_day: str, closed: bool, holidays: bool, unit: str, cause: int
) -> None:
    """Move the open tasks and timers that a change of the calendar concerns; a second run changes nothing."""
    forget_calendars()
    shift = shift_of(first_day, last_day, closed=closed, unit=unit, cause=cause)
    since = end_of_day(max(shift.first_day, _FIRST) - timedelta(days=1))
    tasks = Task.objects.filter(state=Task.State.OPEN, due_at__gt=since, instance__isnull=False)
    if shift.unit is not None:
        tasks = tasks.filter(unit_id=shift.unit)
    for chunk in chunks(tasks.select_related("instance")):
        _move_tasks(chunk, shift, legal=holidays)
    if shift.unit is None:
        for timers in chunks(Timer.objects.filter(due_at__gt=since).select_related("instance")):
            _move_timers(timers, shift)


def chunks(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """The rows by key, some at a time: nobody waits long for the database."""
    ordered, last = rows.order_by("id"), None
    while found := list((ordered.filter(id__gt=last) if last else ordered)[:_AT_ONCE]):
        last = found[-1].pk
        yield found


@transaction.atomic
@gathered()
def _move_tasks(tasks: list[Task], shift: Shift, *, legal: bool) -> None:
    for task in tasks:
        if task.instance is None or task.due_at is None:
            continue
        node = compiled(task.instance.version_id).nodes.get(task.element)
        if node is None:
            continue
        due = task.due_at
        if node.due is not None:
            due = _legal(task, node, due) if legal else due
        elif node.due_days:
            due = shift.moment(due, task.unit_id)
        if due != task.due_at:
            event = TaskDeadlineMoved(
                task=task.pk, name=task.name, due_at=due, previous=task.due_at, cause=shift.cause
            )
            _move(task, due, event, task.subject)


def _legal(task: Task, node: Node, due: datetime) -> datetime:
    """The end of a legal period, counted anew: a holiday came or went."""
    return node.due.deadline(task.created_at, calendar_of(task.unit_id)) if node.due else due


@transaction.atomic
@gathered()
def _move_timers(timers: list[Timer], shift: Shift) -> None:
    for timer in timers:
        node = compiled(timer.instance.version_id).nodes.get(timer.element)
        rule = node.trigger.timer if node is not None and node.trigger is not None else None
        if node is None or rule is None or not rule.working_days:
            continue
        due = shift.moment(timer.due_at, None)
        if due != timer.due_at:
            event = TimerMoved(
                timer=timer.pk, name=node.name, due_at=due, previous=timer.due_at, cause=shift.cause
            )
            _move(timer, due, event, timer.instance.subject)


def _move(row: Task | Timer, due: datetime, event: TaskDeadlineMoved | TimerMoved, stream: str) -> None:
    """Write and tell, unless an earlier run of the same job did, or somebody was faster."""
    if moved_before(stream, event):
        return
    rows = type(row).objects.filter(pk=row.pk, due_at=event.previous)
    if rows.update(due_at=due):
        record(event, stream=stream, actor=SYSTEM)


def moved_before(stream: str, event: DomainEvent) -> bool:
    """Whether the stream already tells of this move: same kind of event, same row, same cause."""
    said = event.payload()
    told = Event.objects.filter(stream=stream, type=event.type, data__cause=said["cause"])
    keys = [key for key in ("task", "timer") if key in said]
    return any(
        all(data.get(key) == said[key] for key in keys) for data in told.values_list("data", flat=True)
    )
