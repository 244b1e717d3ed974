"""Tasks of one person or of one's offices, over all cases."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.utils import timezone

from allmende.base.cases.access import cases_for
from allmende.base.cases.models import Case
from allmende.base.identity.access import absent_colleagues, units_of
from allmende.base.identity.models import User
from allmende.base.workflow.models import Task

from .due import Due, due

#: One page; who has more open tasks than this needs colleagues, not pages.
MOST = 100


@dataclass(frozen=True)
class TaskRow:
    """A task with its case."""

    task: Task
    case: Case
    due: Due


def tasks_for(by: User, view: str) -> list[TaskRow]:
    """Open tasks, the most urgent first; ``view``: mine or office."""
    tasks = list(_tasks(by, view).select_related("unit", "assignee")[:MOST])
    keys = {task.subject.removeprefix("case:") for task in tasks}
    cases = {case.subject: case for case in cases_for(by).filter(pk__in=keys).select_related("customer")}
    return [
        TaskRow(task, cases[task.subject], due(timezone.localdate(task.due_at) if task.due_at else None))
        for task in tasks
        if task.subject in cases
    ]


def count_tasks(by: User, view: str) -> int:
    """How many, up to ``MOST``."""
    return _tasks(by, view)[:MOST].count()


def _tasks(by: User, view: str) -> QuerySet[Task]:
    rows: QuerySet[Task] = Task.objects.filter(state=Task.State.OPEN, subject__startswith="case:")
    if view == "mine":
        rows = rows.filter(assignee_id__in=[by.pk, *absent_colleagues(by)])
    else:
        rows = rows.filter(unit_id__in=units_of(by))
    return rows.order_by(F("due_at").asc(nulls_last=True), "id")
