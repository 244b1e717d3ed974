"""The end of a case, and its reopening."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.cases.access import Process, Who, actor, may_work, require_see, require_work
from allmende.base.cases.errors import CaseError, CaseNotYoursError
from allmende.base.cases.events import CaseClosed, CaseReopened, CaseWithdrawn
from allmende.base.cases.filing import file_everything, record_for
from allmende.base.cases.models import Case, Participation, Question, State
from allmende.base.cases.process import cancel, start
from allmende.base.cases.tasks import file_message
from allmende.base.identity.access import is_staff
from allmende.base.identity.models import User
from allmende.base.messages.models import Message
from allmende.base.procedures.queries import parameters
from allmende.base.records.actions import close_record, reopen_record
from allmende.base.signatures.cosigning.actions import end_round
from allmende.base.workflow.actions import add_task
from allmende.foundation.jobs.actions import enqueue

from .beginning import drop_fee
from .change import change, require_open, require_state


@transaction.atomic
def close_case(
    *,
    case: Case,
    by: Who,
    version: int | None = None,
    at: datetime | None = None,
    running: uuid.UUID | None = None,
) -> Case:
    """Close the case: open tasks end, the record is frozen and its retention begins.

    An application must be decided or withdrawn before; an enquiry may be closed at any time. ``running`` is the
    process instance that closes its own case: it goes on to its end.
    """
    require_work(by, case)
    require_open(case)
    if case.submission_id and case.state != State.DECIDED and not isinstance(by, Process):
        raise CaseError(_("Please decide on the application before you close the case."))
    change(
        case, CaseClosed(), by=by, version=version, at=at,
        state=State.CLOSED, closed_at=at or timezone.now(), follow_up_on=None,
    )  # fmt: skip
    finish(case, by=by, reason="closed", at=at, running=running)
    return case


@transaction.atomic
def withdraw_case(
    *, case: Case, by: Who, reason: str = "", version: int | None = None, at: datetime | None = None
) -> Case:
    """The customer takes the application back, or the office notes that; not after the decision."""
    require_see(by, case)
    if isinstance(by, User) and is_staff(by) and not may_work(by, case):
        raise CaseNotYoursError
    require_state(case, State.RECEIVED, State.IN_PROGRESS, State.WAITING_CUSTOMER, State.ON_HOLD)
    personal = {"text": reason.strip()} if reason.strip() else None
    change(
        case, CaseWithdrawn(), by=by, version=version, personal=personal, at=at,
        state=State.WITHDRAWN, closed_at=at or timezone.now(), follow_up_on=None,
    )  # fmt: skip
    drop_fee(case, by)
    finish(case, by=by, reason="withdrawn", at=at)
    return case


@transaction.atomic
def reopen_case(
    *, case: Case, by: Who, reason: str, version: int | None = None, at: datetime | None = None
) -> Case:
    """Take a decided, closed or withdrawn case up again, for instance after an appeal; the record opens again.

    Its process runs again, from the beginning or from where the model says; without one there is a task to decide.
    """
    require_work(by, case)
    require_state(case, State.DECIDED, State.CLOSED, State.WITHDRAWN)
    if not reason.strip():
        raise CaseError(_("Please say why the case is taken up again."))
    was_closed = case.closed_at
    change(
        case, CaseReopened(), by=by, version=version, personal={"text": reason.strip()}, at=at,
        state=State.IN_PROGRESS, closed_at=None, outcome="",
    )  # fmt: skip
    record = record_for(case)
    if not record.is_open:
        reopen_record(record=record, reason="reopened", actor=actor(by))
    if was_closed is not None:
        later = Message.objects.filter(conversation__subject=case.subject, sent_at__gte=was_closed)
        for key in later.values_list("pk", flat=True):
            enqueue(file_message, message_id=str(key))
    _work_again(case, by, at)
    return case


def _work_again(case: Case, by: Who, at: datetime | None) -> None:
    """Whoever took the case up finds a task; what still ran after the decision ends."""
    who = actor(by)
    cancel(case, actor=who, reason="reopened", at=at)
    answers = case.submission.answers if case.submission else {}
    values = parameters(case.procedure_version) if case.procedure_version else {}
    running = start(case, answers=answers, parameters=values, actor=who, at=at, reopened=True)
    if running is None:
        name = _("Work on the reopened case")
        add_task(subject=case.subject, name=name, unit=case.unit, actor=who, assignee=case.assignee, at=at)


def finish(
    case: Case, *, by: Who, reason: str, at: datetime | None, running: uuid.UUID | None = None
) -> None:
    """What the end of a case ends with it: process, questions, participations, the open record."""
    who = actor(by)
    cancel(case, actor=who, reason=reason, at=at, but=running)
    end_round(subject=case.subject, actor=who)
    moment = at or timezone.now()
    Question.objects.filter(case=case, answered_at=None, dropped_at=None).update(dropped_at=moment)
    Participation.objects.filter(case=case, ended_at=None).update(ended_at=moment)
    file_everything(case)
    close_record(record=record_for(case), on=timezone.localdate(moment), actor=who, at=at)
