"""Who may see which task: those of one's own units, and those assigned to oneself."""

from __future__ import annotations

import uuid

from django.db.models import Q, QuerySet
from django.http import Http404

from allmende.base.identity.access import units_of
from allmende.base.identity.models import User

from .models import Task


def tasks_for(user: User) -> QuerySet[Task]:
    """Tasks, open or not, that ``user`` may see."""
    mine = Q(assignee=user) | Q(unit_id__in=units_of(user))
    tasks: QuerySet[Task] = Task.objects.filter(mine)
    return tasks.select_related("unit", "assignee")


def get_task_for(user: User, task_id: uuid.UUID) -> Task:
    """The task, or ``Http404`` where it does not exist or is not for ``user``."""
    task = tasks_for(user).filter(pk=task_id).first()
    if task is None:
        raise Http404
    return task
