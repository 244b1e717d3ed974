"""What cases do when something happens in an app below."""

from __future__ import annotations

from django.utils import timezone

from allmende.base.messages.events import MessageReceived
from allmende.base.messages.models import Message
from allmende.base.payments.actions import cancel_claim
from allmende.base.payments.events import (
    ClaimCancelled,
    ClaimOverpaid,
    ClaimPaid,
    ClaimWrittenOff,
    PaymentReturned,
)
from allmende.base.payments.queries import claims_of
from allmende.base.workflow.actions import deliver_message
from allmende.base.workflow.events import TaskOpened
from allmende.foundation.calendar.events import CalendarChanged
from allmende.foundation.events.actions import record, subscribe
from allmende.foundation.events.models import Event
from allmende.foundation.events.types import SYSTEM, Actor, DomainEvent
from allmende.foundation.ids import read_key
from allmende.foundation.jobs.actions import enqueue

from .actions.beginning import go_on_paid
from .actions.correspondence import ask_to_read
from .actions.questions import settle_by_message
from .contrib.open_case import CLOSED, MAIN_CASE
from .events import CaseClosed, CaseMerged, UnitInvolved
from .models import Case, Participation
from .moving import follow_calendar
from .participation import stays
from .process import tell_of_payment
from .tasks import file_message


def connect() -> None:
    """Subscribe to events; called once from ``AppConfig.ready()``."""
    subscribe(TaskOpened)(let_unit_see)
    subscribe(MessageReceived)(answer_by_email)
    subscribe(CaseClosed)(end_of_sub_case)
    subscribe(CalendarChanged)(follow_calendar)
    subscribe(CaseMerged)(demand_nothing_twice)
    for event in (ClaimPaid, ClaimOverpaid, ClaimCancelled, ClaimWrittenOff):
        subscribe(event)(go_on_when_paid)
    subscribe(PaymentReturned)(know_it_is_not_paid)


def let_unit_see(event: TaskOpened, stored: Event) -> None:
    """An office that gets a task of a case takes part in it, or it could not work on the task.

    Not where the case is confidential: no other office may see it, and the check of procedures says so.
    """
    if event.unit is None or not stored.stream.startswith("case:"):
        return
    if stays(stored.stream, event.unit):
        return
    case = Case.objects.get(pk=stored.stream.removeprefix("case:"))
    part, made = Participation.objects.get_or_create(
        case=case, unit_id=event.unit, defaults={"wanted": event.name}
    )
    if not made and part.ended_at is None:
        return
    if not made:
        Participation.objects.filter(pk=part.pk).update(ended_at=None)
    record(UnitInvolved(unit=event.unit), stream=case.subject, actor=SYSTEM, at=stored.at)


def answer_by_email(event: MessageReceived, stored: Event) -> None:
    """An answer by e-mail is filed and settles the oldest question that waits, as one in the portal does."""
    if event.channel != Message.Channel.EMAIL or not stored.stream.startswith("case:"):
        return
    case = Case.objects.filter(pk=stored.stream.removeprefix("case:")).first()
    if case is None:
        return
    settle_by_message(case=case, message=Message.objects.get(pk=event.message), at=timezone.now())
    enqueue(file_message, message_id=event.message)
    if not case.is_open:
        ask_to_read(case)


def end_of_sub_case(event: CaseClosed, stored: Event) -> None:
    """A process that waits for the end of a sub-case goes on, with its outcome and what it worked out."""
    case = (
        Case.objects.filter(pk=stored.stream.removeprefix("case:")).only("data", "outcome", "tenant").first()
    )
    if case is None or MAIN_CASE not in case.data:
        return
    told = {"sub_case_outcome": case.outcome, "sub_case_data": case.data}
    deliver_message(name=CLOSED, key=str(case.pk), variables=told, may_start=False)


def go_on_when_paid(event: DomainEvent, stored: Event) -> None:
    """A process that waits for the money goes on; where the fee comes first it begins."""
    if not stored.stream.startswith("case:"):
        return
    tell_of_payment(stored.stream, paid=True)
    # A bank statement pays thousands at once, and hardly any of them waited to begin.
    key = read_key(stored.stream.partition(":")[2])
    if key is not None and Case.objects.has(id=key, is_open=True, due_on=None):
        related = Case.objects.select_related("unit", "customer", "submission", "procedure_version")
        go_on_paid(case=related.get(pk=key), at=stored.at)


def know_it_is_not_paid(event: PaymentReturned, stored: Event) -> None:
    """The bank took a payment back: the process knows it where it asks."""
    if stored.stream.startswith("case:"):
        tell_of_payment(stored.stream, paid=False)


def demand_nothing_twice(event: CaseMerged, stored: Event) -> None:
    """Who applied twice pays once: what the duplicate demanded is cancelled."""
    for claim in claims_of(stored.stream):
        cancel_claim(claim=claim, reason="merged", actor=Actor.parse(stored.actor))
