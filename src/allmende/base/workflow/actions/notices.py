"""Deadlines of tasks that come near or have passed: each is noticed once."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from allmende.foundation.calendar.periods import end_of_day
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM

from ..calendar import calendar_of
from ..events import TaskDueSoon, TaskOverdue
from ..models import Task

#: So many working days before its end a task's deadline is near.
WORKING_DAYS_BEFORE = 2
SOON, LATE = 1, 2
#: The rest is noticed next time.
AT_ONCE = 500


@dataclass(frozen=True)
class Notice:
    """An open task whose deadline is near, or has passed (``late``)."""

    task: Task
    late: bool


def notice_deadlines(unit: uuid.UUID | None, now: datetime | None = None) -> list[Notice]:
    """The tasks of an office whose deadline came near or passed since the last time, each with its event."""
    moment = now or timezone.now()
    near = calendar_of(unit).add_working_days(timezone.localdate(moment), WORKING_DAYS_BEFORE)
    whose = Q(unit_id=unit) if unit is not None else Q(unit=None)
    due = Task.objects.filter(whose, state=Task.State.OPEN, due_at__lte=end_of_day(near))
    due = due.filter(Q(noticed__lt=SOON) | Q(noticed=SOON, due_at__lt=moment))
    ordered = due.select_related("unit", "assignee").order_by("due_at", "id")
    # Apart, for each kind has an index of its own.
    tasks = [task for taken in (False, True) for task in ordered.filter(assignee__isnull=not taken)[:AT_ONCE]]
    found = [Notice(task, late=task.due_at is not None and task.due_at < moment) for task in tasks]
    return [notice for notice in found if _notice(notice.task, late=notice.late)]


@transaction.atomic
def _notice(task: Task, *, late: bool) -> bool:
    """Note it and tell the log; False where somebody else did, or the task is done meanwhile."""
    open_still = Task.objects.filter(pk=task.pk, state=Task.State.OPEN, noticed=task.noticed)
    if task.due_at is None or not open_still.update(noticed=LATE if late else SOON):
        return False
    kind = TaskOverdue if late else TaskDueSoon
    record(kind(task=task.pk, name=task.name, due_at=task.due_at), stream=task.subject, actor=SYSTEM)
    return True
