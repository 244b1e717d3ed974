"""Tasks of one person or of one's offices, over all cases, page by page.

As the inbox reads cases: one index range per person or office, those with a deadline before those without.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import IntegerField, QuerySet, Value
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from allmende.base.cases.access import CASE_ROLES, cases_for
from allmende.base.cases.models import Case
from allmende.base.identity.access import absent_colleagues, units_of
from allmende.base.identity.models import User
from allmende.base.workflow.models import Task

from .due import Due, due
from .filters import NOBODY, InAddress, key_of
from .ranges import as_uuid, first_rows

PAGE = 50
#: Counts stop here.
MOST = 100


@dataclass(frozen=True)
class TaskFilters(InAddress):
    """What one page of tasks shows; every field is text as in the address, empty for no wish."""

    view: str = "mine"
    unit: str = ""
    due: str = ""
    who: str = ""
    after: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> TaskFilters:
        """The filters of an address; what cannot be read counts as not given."""
        given = cls.texts(query)
        return cls(
            view="office" if given["view"] == "office" else "mine",
            unit=key_of(given["unit"]),
            due=given["due"] if given["due"] in ("overdue", "none") else "",
            who=given["who"] if given["who"] == NOBODY else key_of(given["who"]),
            after=given["after"],
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything but the view is set."""
        return any((self.unit, self.due, self.who))


@dataclass(frozen=True)
class TaskRow:
    """A task with its case."""

    task: Task
    case: Case
    due: Due


@dataclass(frozen=True)
class TaskPage:
    """A page of tasks; ``next`` is the cursor of the page after it, or empty."""

    rows: list[TaskRow]
    next: str


def tasks_for(by: User, filters: TaskFilters) -> TaskPage:
    """Open tasks, the most urgent first; three queries besides those for roles."""
    keys = _first(by, filters, PAGE + 1)
    found = Task.objects.select_related("unit", "assignee").in_bulk(keys[:PAGE])
    tasks = [found[key] for key in keys[:PAGE] if key in found]
    wanted = {task.subject.removeprefix("case:") for task in tasks}
    cases = {case.subject: case for case in cases_for(by).filter(pk__in=wanted).select_related("customer")}
    rows = [
        TaskRow(task, cases[task.subject], due(timezone.localdate(task.due_at) if task.due_at else None))
        for task in tasks
        if task.subject in cases
    ]
    return TaskPage(rows, _cursor(tasks[-1]) if len(keys) > PAGE and tasks else "")


def count_tasks(by: User, filters: TaskFilters) -> int:
    """How many, up to ``MOST``; one query."""
    return len(_first(by, replace(filters, after=""), MOST))


def _first(by: User, filters: TaskFilters, limit: int) -> list[uuid.UUID]:
    ranges = [part for rows in _ranges(by, filters) for part in _behind(rows, filters)]
    return [as_uuid(row[2]) for row in first_rows(ranges, limit=limit, by=[0, 1, 2])]


def _ranges(by: User, filters: TaskFilters) -> list[QuerySet[Task]]:
    """One queryset per person or office: each lies in one piece in an index."""
    rows: QuerySet[Task] = Task.objects.filter(state=Task.State.OPEN)
    if filters.due == "overdue":
        rows = rows.filter(due_at__lt=timezone.now())
    if filters.unit and filters.view == "mine":
        rows = rows.filter(unit_id=filters.unit)
    if filters.view == "mine":
        return [rows.filter(assignee_id=key) for key in (by.pk, *absent_colleagues(by))]
    if filters.who == NOBODY:
        whose = [rows.filter(assignee=None)]
    elif filters.who:
        whose = [rows.filter(assignee=uuid.UUID(filters.who))]
    else:
        whose = [rows.filter(assignee=None), rows.filter(assignee__isnull=False)]
    units = [unit for unit in sorted(units_of(by, *CASE_ROLES)) if filters.unit in ("", str(unit))]
    return [part.filter(unit_id=unit) for unit in units for part in whose]


def _behind(rows: QuerySet[Task], filters: TaskFilters) -> list[QuerySet[Any, Any]]:
    """What follows the cursor; tasks without a deadline stand last."""
    day, _, text = filters.after.partition("_")
    timed, untimed = [rows.filter(due_at__isnull=False)], [rows.filter(due_at=None)]
    try:
        key = uuid.UUID(text)
        moment = parse_datetime(day) if day else None
    except ValueError:
        pass
    else:
        if moment is None:
            timed, untimed = [], [rows.filter(due_at=None, id__gt=key)]
        else:
            timed = [rows.filter(due_at=moment, id__gt=key), rows.filter(due_at__gt=moment)]
    if filters.due:
        timed, untimed = (timed, []) if filters.due == "overdue" else ([], untimed)
    first, last = (Value(place, IntegerField()) for place in (0, 1))
    return [
        *(
            part.annotate(last=first).order_by("due_at", "id").values_list("last", "due_at", "id")
            for part in timed
        ),
        *(part.annotate(last=last).order_by("id").values_list("last", "due_at", "id") for part in untimed),
    ]


def _cursor(task: Task) -> str:
    return f"{task.due_at.isoformat() if task.due_at else ''}_{task.pk}"
