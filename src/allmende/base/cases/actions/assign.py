"""Who does it and until when."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.cases.access import CASE_ROLES, Process, Who, actor, may_work, require_work
from allmende.base.cases.errors import CaseError
from allmende.base.cases.events import (
    CaseAssigned,
    CaseHandedOver,
    ConfidentialitySet,
    DeadlineSet,
    PrioritySet,
)
from allmende.base.cases.models import Case, Participation, Priority, State
from allmende.base.cases.process import move
from allmende.base.directory.models import Unit
from allmende.base.identity.access import has_role
from allmende.base.identity.models import User
from allmende.base.messages.actions import set_confidential as hide_in_email

from .change import change, require_open


@transaction.atomic
def assign_case(
    *, case: Case, to: User | None, by: Who, version: int | None = None, at: datetime | None = None
) -> Case:
    """Give the case to a colleague, or back to the office (None). A received case is then in progress.

    Raises ``CaseError`` where the colleague may not work on it, ``StaleCaseError``, ``WrongStateError``.
    """
    require_work(by, case)
    require_open(case)
    if to is not None and not may_work(to, case):
        raise CaseError(
            _("%(name)s does not work in this office. Hand the case over instead.") % {"name": to.name}
        )
    if case.assignee_id == (to.pk if to else None):
        return case
    state = State.IN_PROGRESS if to and case.state == State.RECEIVED else case.state
    event = CaseAssigned(assignee=to.pk if to else None, previous=case.assignee_id)
    return change(case, event, by=by, version=version, at=at, assignee=to, state=state)


def take_case(*, case: Case, by: User, version: int | None = None, at: datetime | None = None) -> Case:
    """Take the case oneself."""
    return assign_case(case=case, to=by, by=by, version=version, at=at)


@transaction.atomic
def hand_over(
    *,
    case: Case,
    to: Unit,
    by: Who,
    note: str = "",
    version: int | None = None,
    at: datetime | None = None,
) -> Case:
    """Give the case to another office; nobody there has it yet."""
    require_work(by, case)
    require_open(case)
    if to.pk == case.unit_id:
        raise CaseError(_("The case is already with %(unit)s.") % {"unit": to.name})
    event = CaseHandedOver(unit=to.pk, previous=case.unit_id)
    Participation.objects.filter(case=case, unit=to, ended_at=None).update(ended_at=at or timezone.now())
    move(case, to=to, actor=actor(by), at=at)
    personal = {"text": note} if note else None
    return change(case, event, by=by, version=version, personal=personal, at=at, unit=to, assignee=None)


@transaction.atomic
def set_deadline(
    *, case: Case, due_on: date | None, by: Who, version: int | None = None, at: datetime | None = None
) -> Case:
    """Set another deadline, or none."""
    require_work(by, case)
    require_open(case)
    event = DeadlineSet(due_on=due_on, previous=case.due_on)
    return change(case, event, by=by, version=version, at=at, due_on=due_on)


@transaction.atomic
def set_priority(
    *, case: Case, priority: int, by: Who, version: int | None = None, at: datetime | None = None
) -> Case:
    """Set the priority (``models.Priority``)."""
    require_work(by, case)
    require_open(case)
    event = PrioritySet(priority=Priority(priority).value, previous=case.priority)
    return change(case, event, by=by, version=version, at=at, priority=Priority(priority).value)


@transaction.atomic
def set_confidential(
    *, case: Case, confidential: bool, by: Who, version: int | None = None, at: datetime | None = None
) -> Case:
    """Make the case confidential, or open it to the office again; only the head of the office lifts it."""
    require_work(by, case)
    if not confidential and not isinstance(by, Process) and not _is_head(by, case):
        raise CaseError(_("Only the head of the office can lift the confidentiality."))
    event = ConfidentialitySet(confidential=confidential)
    hide_in_email(subject=case.subject, confidential=confidential)
    return change(case, event, by=by, version=version, at=at, confidential=confidential)


def _is_head(by: Who, case: Case) -> bool:
    return isinstance(by, User) and has_role(by, CASE_ROLES[1], case.unit_id)
