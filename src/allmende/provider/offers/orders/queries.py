"""Reads that others use: orders of an institution, official answers, how long an answer takes."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from allmende.base.cases.models import Case, State
from allmende.base.messages.events import MessagePosted
from allmende.base.workflow.models import Subscription
from allmende.foundation.events.models import Event
from allmende.foundation.kept import Kept
from allmende.provider.offers.models import ContactRole, Institution
from allmende.provider.offers.queries import portions

from .actions.accepting import MESSAGE as ACCEPTANCE
from .events import QuestionAsked
from .models import Approval, Bill, Order, Question

MOST = 100
#: Answers of so many days count, and so few answers say nothing about how long one takes.
DAYS, FEWEST = 90, 5
_kept: Kept[tuple[timedelta | None]] = Kept(seconds=600)


@dataclass(frozen=True)
class OfficialAnswer:
    """A question with its answer in staff's own words, for everybody whom it concerns."""

    key: str
    question: str
    answer: str
    published_at: datetime


@dataclass(frozen=True)
class OrderLine:
    """An order and the case that says how far it is; ``state`` in the customer's words, ``look`` the badge's kind."""

    order: Order
    case: Case
    state: str
    look: str
    #: The customer is asked whether it works.
    wants_acceptance: bool
    #: Who has still to agree.
    waiting: tuple[Approval, ...]


@dataclass(frozen=True)
class QuestionLine:
    """A question and its case."""

    question: Question
    case: Case

    @property
    def words(self) -> str:
        """How it begins, so that one is told from another."""
        asked = str(self.case.submission.answers.get("question", "")) if self.case.submission else ""
        return Truncator(" ".join(asked.split())).chars(90) or self.case.title

    @property
    def is_answered(self) -> bool:
        return not self.case.is_open


def official_answers(about: str) -> tuple[OfficialAnswer, ...]:
    """What was answered officially about "offer:<uuid>" or "programme:<uuid>", oldest first."""
    rows = Question.objects.filter(about=about, published_at__isnull=False).order_by("published_at", "id")
    return tuple(
        OfficialAnswer(str(row.pk), row.published_question, row.published_answer, row.published_at)
        for row in rows
        if row.published_at is not None
    )


def orders_of(institution: Institution, *, is_open: bool | None = None) -> list[OrderLine]:
    """The newest hundred orders of ``institution`` with their cases, the newest first; only open or closed ones."""
    rows = Order.objects.filter(institution=institution).select_related(
        "variant__offer", "resource", "before"
    )
    lines = lines_of(list(rows.prefetch_related("approvals").order_by("-id")[:MOST]))
    return [line for line in lines if is_open is None or line.case.is_open is is_open]


def lines_of(orders: Collection[Order]) -> list[OrderLine]:
    """Orders with their cases and what they wait for; two statements more."""
    subjects = [order.subject for order in orders]
    cases = _cases(subjects)
    waiting = Subscription.objects.filter(subject__in=subjects, name=ACCEPTANCE)
    accepting = set(waiting.values_list("subject", flat=True))
    return [_line(order, cases[order.subject], accepting) for order in orders if order.subject in cases]


def approvals_for(institutions: Collection[Institution], roles: Collection[str]) -> list[Approval]:
    """What waits for agreement as one of ``roles`` at the institutions, the oldest first."""
    rows = Approval.objects.filter(
        order__institution__in=institutions, role__in=roles, asked_at__isnull=False, answered_at=None
    )
    found = list(
        rows.select_related("order__variant__offer", "order__institution").order_by("asked_at", "id")[:MOST]
    )
    cases = _cases([approval.order.subject for approval in found])
    return [one for one in found if one.order.subject in cases and cases[one.order.subject].is_open]


def questions_of(institution: Institution) -> list[QuestionLine]:
    """The newest hundred questions of ``institution``, the newest first."""
    rows = list(Question.objects.filter(institution=institution).order_by("-id")[:MOST])
    cases = _cases([row.subject for row in rows])
    return [QuestionLine(row, cases[row.subject]) for row in rows if row.subject in cases]


def bills_of(institution: Institution) -> list[Bill]:
    """What the institution was billed as payer, the newest quarter first."""
    rows = Bill.objects.filter(payer=institution).select_related("claim", "statement").defer("lines")
    return list(rows.order_by("-quarter")[:MOST])


def response_time(now: datetime | None = None) -> timedelta | None:
    """Median time until support's first answer to questions of the last 90 days, from the log; None below five answers.

    Questions without an answer count with the time that they have waited so far (Kaplan and Meier, 1958), so that
    slow ones make it longer although they have no answer yet. None, too, where half of them still wait.
    """
    now = now or timezone.now()
    since = now - timedelta(days=DAYS)
    # Keys tell the time, so that the log is asked for the few streams that matter: it has no index by time.
    recent = Question.objects.filter(pk__gt=uuid.UUID(int=int(since.timestamp() * 1000) << 80))
    begun: dict[str, datetime] = {}
    answered: dict[str, datetime] = {}
    for some in portions(recent.values_list("subject", flat=True).iterator()):
        told = Event.objects.filter(
            stream__in=some, type__in=(QuestionAsked.type, MessagePosted.type), at__lte=now
        )
        for stream, kind, at in told.values_list("stream", "type", "at"):
            if kind == QuestionAsked.type:
                begun[stream] = at
            else:
                answered[stream] = min(at, answered.get(stream, at))
    if len(answered) < FEWEST:
        return None
    waits = sorted((answered.get(stream, now) - at, stream not in answered) for stream, at in begun.items())
    left, share = len(waits), 1.0
    for wait, still_waits in waits:
        if not still_waits:
            share *= (left - 1) / left
        if share <= 0.5:
            return wait
        left -= 1
    return None


def answer_time() -> timedelta | None:
    """``response_time``, for pages: worked out every ten minutes at most."""
    return _kept.get("median", lambda: (response_time(),))[0]


def _line(order: Order, case: Case, accepting: Collection[str]) -> OrderLine:
    waiting = tuple(
        one for one in order.approvals.all() if one.asked_at is not None and one.answered_at is None
    )
    accepts = order.subject in accepting
    state, look = _words(order, case, waiting, accepts)
    return OrderLine(order, case, state, look, accepts, waiting if case.is_open else ())


def _words(order: Order, case: Case, waiting: tuple[Approval, ...], accepts: bool) -> tuple[str, str]:
    """Where an order stands, told from its case: words, and the kind of badge."""
    if case.state == State.WITHDRAWN:
        return _("Taken back"), "info"
    if not case.is_open:
        if order.in_use_on is not None:
            return _("Done"), "success"
        refused = case.data.get("result") == "refused"
        return (_("Not agreed to"), "danger") if refused else (_("Not possible"), "danger")
    if accepts:
        return _("Please say whether it works"), "warning"
    if case.state == State.WAITING_CUSTOMER:
        return _("We have a question"), "warning"
    if waiting:
        names = ", ".join(str(ContactRole.Role(one.role).label) for one in waiting)
        return _("Waits for agreement: %(who)s") % {"who": names}, "info"
    return (_("Being set up"), "info") if "set_up" in case.data else (_("Being looked at"), "info")


def _cases(subjects: Iterable[str]) -> dict[str, Case]:
    keys = [subject.removeprefix("case:") for subject in subjects]
    return (
        {case.subject: case for case in Case.objects.select_related("submission").filter(pk__in=keys)}
        if keys
        else {}
    )
