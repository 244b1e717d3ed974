"""What state an online payment goes to, and when its service is asked again. Called inside a transaction."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM

from ...actions import record_payment
from ..events import OnlinePaymentEnded, OnlinePaymentQuestioned
from ..models import OnlinePayment
from ..providers import Told

State, Finding = OnlinePayment.State, OnlinePayment.Finding
_MINUTE, _DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
#: The service is asked after so many minutes, the last one again and again.
PAUSES = (1, 1, 2, 3, 5, 10, 15, 30, 60, 120, 240, 480, 720, 1440)
#: Nobody pays any more on a page that was opened so long ago; until then also what was given up is asked for.
LONGEST = 14 * _DAY


def lock(payment: OnlinePayment) -> OnlinePayment:
    """The payment as it stands now, locked until the transaction ends."""
    return OnlinePayment.objects.select_for_update().select_related("claim").get(pk=payment.pk)


def is_stranded(payment: OnlinePayment) -> bool:
    """Whether whoever was making it has stopped halfway: nobody knows its page, so nobody can pay it."""
    return not payment.transaction_id and timezone.now() - payment.begun_at > _MINUTE


def next_check(payment: OnlinePayment) -> dt.datetime | None:
    """When its service is asked again; None where it has been asked for long enough."""
    pause = PAUSES[min(payment.checks, len(PAUSES) - 1)] * _MINUTE
    at = timezone.now() + pause
    return at if at - payment.begun_at < LONGEST or payment.state == State.UNCLEAR else None


def apply(payment: OnlinePayment, told: Told) -> OnlinePayment:
    """Make of the locked ``payment`` what its service says; what is paid stays paid."""
    if payment.state == State.PAID:
        return payment
    payment.checks += 1
    payment.checked_at = timezone.now()
    match told.status:
        case "paid":
            _paid(payment, told)
        case "failed":
            end(payment, State.FAILED)
        case "cancelled":
            end(payment, State.CANCELLED)
        case _:
            _open(payment, told)
    payment.save()
    return payment


def end(payment: OnlinePayment, state: str, finding: str = "", *, ask_again: bool = False) -> None:
    """End it without money; what had ended before changes nothing."""
    if finding:
        payment.finding = finding
    payment.check_at = next_check(payment) if ask_again else None
    if not payment.is_running:
        return
    payment.state, payment.ended_at, payment.page = state, timezone.now(), ""
    _told_ended(payment)


def question(payment: OnlinePayment, finding: str) -> None:
    """Let the cash office look at it; the same finding again tells nothing new."""
    if payment.finding == finding:
        return
    payment.finding, payment.resolved_at = finding, None
    record(
        OnlinePaymentQuestioned(claim=str(payment.claim_id), payment=str(payment.pk), finding=finding),
        stream=payment.claim.subject, actor=SYSTEM,
    )  # fmt: skip


def unclear(payment: OnlinePayment, finding: str) -> None:
    """It may be paid, or not: ask on. What had ended stays as it is, and is asked for on."""
    if payment.is_running:
        payment.state = State.UNCLEAR
    payment.checks += 1
    payment.checked_at = timezone.now()
    payment.check_at = next_check(payment)
    if finding in OnlinePayment.FOR_TREASURY:
        question(payment, finding)
    elif not payment.finding:
        payment.finding = finding


def _open(payment: OnlinePayment, told: Told) -> None:
    payment.check_at = next_check(payment)
    if not payment.is_running:
        return
    payment.state = State.BEGUN
    if payment.finding == Finding.DOWN:
        payment.finding = ""
    payment.page = told.page or payment.page
    if payment.check_at is None:
        end(payment, State.CANCELLED)


def _paid(payment: OnlinePayment, told: Told) -> None:
    """Book what was really paid, once; money in another currency is none that can be booked."""
    if told.currency != "EUR" or told.amount is None:
        unclear(payment, Finding.CURRENCY)
        return
    late = not payment.is_running
    payment.state, payment.ended_at, payment.page, payment.check_at = State.PAID, timezone.now(), "", None
    payment.paid_amount, payment.method, payment.reference = told.amount, told.method, told.reference
    record_payment(
        claim=payment.claim, amount=told.amount, way=payment.way, external_id=payment.transaction_id,
        at=_sensible(payment, told.at),
    )  # fmt: skip
    if told.amount != payment.amount:
        question(payment, Finding.AMOUNT)
    elif late:
        question(payment, Finding.LATE)
    elif payment.finding not in OnlinePayment.FOR_TREASURY:
        payment.finding = ""
    _told_ended(payment)


def _sensible(payment: OnlinePayment, at: dt.datetime | None) -> dt.datetime | None:
    """When it was paid, where the service's word for it can be true; else now."""
    if at is None:
        return None
    aware = at if timezone.is_aware(at) else timezone.make_aware(at)
    return aware if payment.begun_at - _DAY <= aware <= timezone.now() + _DAY else None


def _told_ended(payment: OnlinePayment) -> None:
    record(
        OnlinePaymentEnded(
            claim=str(payment.claim_id), payment=str(payment.pk), way=payment.way, state=str(payment.state)
        ),
        stream=payment.claim.subject, actor=SYSTEM,
    )  # fmt: skip
