"""The office begins: at once, or when all have signed and what must be paid first is paid."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from allmende.base.cases.access import PROCESS, Who, actor
from allmende.base.cases.deadlines import due_date
from allmende.base.cases.events import FeeThere
from allmende.base.cases.fees import comes_first
from allmende.base.cases.models import Case, Question, State
from allmende.base.cases.process import start
from allmende.base.payments.actions import cancel_claim
from allmende.base.payments.queries import claims_of, must_pay_first
from allmende.base.procedures.queries import parameters
from allmende.base.signatures.cosigning.queries import missing
from allmende.base.workflow.queries import instances_of

from .change import change


def waits_for_fee(case: Case) -> bool:
    """Whether the office begins only when what is demanded now is paid."""
    return comes_first(case.procedure_version) and must_pay_first(case.subject)


def time_begins(case: Case, at: datetime | None) -> dict[str, Any]:
    """The columns that change when nothing is missing any more: the deadline, and whose turn it is."""
    fields: dict[str, Any] = {}
    if case.procedure_version is not None and case.due_on is None:
        fields["due_on"] = due_date(case.procedure_version, timezone.localdate(at), case.unit_id)
    if case.state == State.WAITING_CUSTOMER and not _is_asked(case):
        fields["state"] = State.RECEIVED
    return fields


def start_once(case: Case, by: Who, at: datetime | None) -> None:
    """Start the process where it does not run yet, nor did."""
    version, submission = case.procedure_version, case.submission
    if version is not None and submission is not None and not instances_of(case.subject).exists():
        start(case, answers=submission.answers, parameters=parameters(version), actor=actor(by), at=at)


@transaction.atomic
def go_on_paid(*, case: Case, at: datetime | None = None) -> None:
    """The fee that comes first is paid, reduced to nothing or given up: the office's time begins, and the process."""
    waits = not instances_of(case.subject).exists() and comes_first(case.procedure_version)
    if not case.is_open or not waits or must_pay_first(case.subject) or missing(case.subject):
        return
    fields = time_begins(case, at)
    due: date | None = fields.get("due_on")
    change(case, FeeThere(due_on=due), by=PROCESS, at=at, **fields)
    start_once(case, PROCESS, at)


def drop_fee(case: Case, by: Who) -> None:
    """Who takes an application back before the office began owes nothing of what had to be paid first."""
    if comes_first(case.procedure_version) and not instances_of(case.subject).exists():
        for claim in claims_of(case.subject):
            cancel_claim(claim=claim, reason="withdrawn", actor=actor(by))


def _is_asked(case: Case) -> bool:
    return Question.objects.filter(case=case, answered_at=None, dropped_at=None).exists()
