"""Working on the tasks that a case's process opens: permission first, then the engine."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from allmende.base.cases.access import CASE_ROLES, Process, Who, actor, get_case_for, may_work, takes_part
from allmende.base.cases.errors import CaseError, CaseNotFoundError, CaseNotYoursError, WrongStateError
from allmende.base.cases.events import WorkBegan
from allmende.base.cases.models import Case, State
from allmende.base.directory.models import Unit
from allmende.base.identity.access import has_role
from allmende.base.identity.models import User
from allmende.base.workflow import actions as workflow
from allmende.base.workflow.models import Task

from .change import change


@transaction.atomic
def complete_task(
    *, task: Task, by: Who, variables: Mapping[str, Any] | None = None, at: datetime | None = None
) -> Task:
    """Mark a task of a case done; a received case is then in progress.

    Raises ``CaseNotFoundError`` or ``CaseNotYoursError`` where it is not theirs, the engine's ``TaskClosedError``
    where a colleague was quicker.
    """
    case = require_task(by, task)
    done = workflow.complete_task(task=task, actor=actor(by), variables=variables, at=at)
    case.refresh_from_db(fields=["state", "version"])
    if case.state == State.RECEIVED:
        change(case, WorkBegan(), by=by, at=at, state=State.IN_PROGRESS)
    return done


@transaction.atomic
def assign_task(*, task: Task, to: User | None, by: Who, at: datetime | None = None) -> Task:
    """Give a task to a colleague who may do it, or back to the unit (None)."""
    require_task(by, task)
    if to is not None and not may_do(to, task, case_of(task)):
        raise CaseError(_("%(name)s does not work in this office.") % {"name": to.name})
    return workflow.assign_task(task=task, assignee=to, actor=actor(by), at=at)


@transaction.atomic
def add_task(
    *,
    case: Case,
    name: str,
    by: Who,
    unit: Unit | None = None,
    assignee: User | None = None,
    due_at: datetime | None = None,
    at: datetime | None = None,
) -> Task:
    """Add a task by hand, for one's own office or (``unit``) for one that takes part."""
    if not may_work(by, case):
        raise CaseNotFoundError
    if not case.is_open:
        raise WrongStateError
    if not name.strip():
        raise CaseError(_("Please say what is to be done."))
    target = unit or case.unit
    if target.pk != case.unit_id and not case.participations.filter(unit=target, ended_at=None).exists():
        raise CaseError(_("%(unit)s does not take part in this case yet.") % {"unit": target.name})
    return workflow.add_task(
        subject=case.subject, name=name.strip()[:200], unit=target, assignee=assignee, due_at=due_at,
        actor=actor(by), at=at,
    )  # fmt: skip


def require_task(by: Who, task: Task) -> Case:
    """The task's case; raises where it is not for this person."""
    case = get_case_for(by, task.subject.removeprefix("case:"))
    if not may_do(by, task, case):
        raise CaseNotYoursError
    return case


def may_do(by: Who, task: Task, case: Case) -> bool:
    """Whether the person works in the task's unit, with the role it wants, and may know of the case."""
    if isinstance(by, Process):
        return True
    if not isinstance(by, User) or not by.is_staff:
        return False
    if task.unit_id is None or task.unit_id == case.unit_id:
        wanted = not task.role or has_role(by, task.role, case.unit_id)
        return may_work(by, case) and wanted
    if case.confidential and not takes_part(by, case, task.unit_id):
        return False
    return any(has_role(by, role, task.unit_id) for role in ((task.role,) if task.role else CASE_ROLES))


def case_of(task: Task) -> Case:
    """The case a task belongs to; raises ``CaseNotFoundError``."""
    case = Case.objects.filter(pk=task.subject.removeprefix("case:")).first()
    if case is None:
        raise CaseNotFoundError
    return case
