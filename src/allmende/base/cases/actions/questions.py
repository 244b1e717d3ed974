"""Asking the customer, and the customer's answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.cases.access import PROCESS, Who, require_customer, require_work
from allmende.base.cases.access import actor as actor_of
from allmende.base.cases.errors import CaseError, WrongStateError
from allmende.base.cases.events import CustomerAsked, QuestionAnswered, QuestionDropped
from allmende.base.cases.models import Case, Question, State
from allmende.base.identity.models import User
from allmende.base.messages.models import Message
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor
from allmende.foundation.files.models import StoredFile

from .change import change, require_state
from .correspondence import from_customer, to_customer


@transaction.atomic
def ask_customer(
    *,
    case: Case,
    text: str,
    by: Who,
    answer_by: date | None = None,
    version: int | None = None,
    at: datetime | None = None,
) -> Question:
    """Ask the customer something; the question is a message in the conversation, the case waits."""
    return _ask(Question.Kind.QUESTION, case, text, [], by, answer_by, version, at)


@transaction.atomic
def request_evidence(
    *,
    case: Case,
    wanted: Sequence[str],
    by: Who,
    text: str = "",
    answer_by: date | None = None,
    version: int | None = None,
    at: datetime | None = None,
) -> Question:
    """Ask the customer for documents; ``wanted`` names them in the customer's words."""
    names = [name.strip() for name in wanted if name.strip()]
    if not names:
        raise CaseError(_("Please name at least one document."))
    words = text.strip() or _("Please hand in the following documents.")
    return _ask(Question.Kind.EVIDENCE, case, words, names, by, answer_by, version, at)


@transaction.atomic
def answer_question(
    *,
    question: Question,
    text: str,
    by: Who,
    files: Sequence[StoredFile] = (),
    at: datetime | None = None,
) -> Question:
    """The customer answers, with documents where evidence is asked for; the case goes on when nothing is open.

    ``files`` were received for the customer and belong to nobody yet. Raises ``WrongStateError`` where the
    question was answered or dropped before.
    """
    case = question.case
    require_customer(by, case)
    if not text.strip() and not files:
        raise CaseError(_("Please write an answer or add a file."))
    moment = at or timezone.now()
    waiting = Question.objects.filter(pk=question.pk, answered_at=None, dropped_at=None)
    if not case.is_open or not waiting.update(answer=text.strip(), answered_at=moment):
        raise WrongStateError
    event = QuestionAnswered(question=question.pk)
    if case.state == State.WAITING_CUSTOMER and not _still_waiting(case):
        change(case, event, by=by, at=at, state=State.IN_PROGRESS)
    else:
        record(event, stream=case.subject, actor=actor_of(by), at=at)
    from_customer(case=case, body=text.strip(), by=by, files=files, at=at)
    question.refresh_from_db()
    return question


@transaction.atomic
def drop_question(*, question: Question, by: Who, at: datetime | None = None) -> Question:
    """The office needs the answer no longer."""
    case = question.case
    require_work(by, case)
    waiting = Question.objects.filter(pk=question.pk, answered_at=None, dropped_at=None)
    if not waiting.update(dropped_at=at or timezone.now()):
        raise WrongStateError
    event = QuestionDropped(question=question.pk)
    if case.state == State.WAITING_CUSTOMER and not _still_waiting(case):
        change(case, event, by=by, at=at, state=State.IN_PROGRESS)
    else:
        record(event, stream=case.subject, actor=actor_of(by), at=at)
    question.refresh_from_db()
    return question


def settle_by_message(*, case: Case, message: Message, at: datetime) -> None:
    """The customer answered by e-mail: the oldest question that waits is answered by that message.

    Called inside the transaction that took the message in.
    """
    waiting = Question.objects.filter(case=case, answered_at=None, dropped_at=None)
    question = waiting.first()
    if question is None or not case.is_open:
        return
    Question.objects.filter(pk=question.pk).update(answer=message.body, answered_at=at)
    event = QuestionAnswered(question=question.pk)
    if case.state == State.WAITING_CUSTOMER and not _still_waiting(case):
        change(case, event, by=PROCESS, state=State.IN_PROGRESS)
    else:
        record(event, stream=case.subject, actor=Actor.parse(message.author))


def _ask(
    kind: Question.Kind,
    case: Case,
    text: str,
    wanted: list[str],
    by: Who,
    answer_by: date | None,
    version: int | None,
    at: datetime | None,
) -> Question:
    require_work(by, case)
    require_state(case, State.RECEIVED, State.IN_PROGRESS, State.WAITING_CUSTOMER, State.ON_HOLD)
    if case.customer_id is None and case.submission_id is None:
        raise CaseError(_("This case has no customer whom you could ask."))
    if not text.strip():
        raise CaseError(_("Please write your question."))
    if answer_by is not None and answer_by <= timezone.localdate(at):
        raise CaseError(_("The day for the answer must lie in the future."))
    question = Question.objects.create(
        case=case, kind=kind, text=text.strip(), wanted=wanted, answer_by=answer_by,
        asked_by=by if isinstance(by, User) else None, asked_at=at or timezone.now(),
    )  # fmt: skip
    change(
        case, CustomerAsked(question=question.pk, kind=kind.value, answer_by=answer_by),
        by=by, version=version, at=at, state=State.WAITING_CUSTOMER,
    )  # fmt: skip
    body = "\n".join([question.text, *(f"- {name}" for name in wanted)])
    to_customer(case=case, body=body, by=by, kind="question", at=at)
    return question


def _still_waiting(case: Case) -> bool:
    return Question.objects.filter(case=case, answered_at=None, dropped_at=None).exists()
