"""Who may see which task: those of one's own units, and those assigned to oneself; who operates processes."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from allmende.base.identity.access import has_role, units_of
from allmende.base.identity.models import Role, User
from allmende.foundation.events.types import Actor

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


def may_operate(user: object) -> bool:
    """Whether this account looks after running processes: it sees them all, with their values."""
    return isinstance(user, User) and has_role(user, Role.OPERATOR)


def require_operator(actor: Actor) -> None:
    """Raises ``PermissionDenied`` unless ``actor`` is the system or an operator."""
    if actor.kind == "system":
        return
    user = User.objects.filter(pk=actor.id).first() if actor.kind == "staff" and actor.id else None
    if not may_operate(user):
        raise PermissionDenied("only operators may do this to a process")
