"""Learn from the payment service itself how a payment stands: on return, on a notification, by the clock."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils import timezone

from ..models import OnlinePayment
from ..providers import AnswerLostError, RefusedError, StrangeError, Told, UnavailableError
from ..services import service_for
from .health import answered, failed
from .states import Finding, State, apply, end, is_stranded, lock, next_check, unclear

log = logging.getLogger(__name__)


def check_payment(*, payment: OnlinePayment, returned: bool = False) -> OnlinePayment:
    """Ask the service and draw the consequence; ``returned``: the payer is back and may have paid.

    Whatever is asked how often, money is booked once. Never raises for what a service does.
    """
    if payment.state == State.PAID or not (payment.transaction_id or is_stranded(payment)):
        return payment
    told, finding = _ask(payment)
    with transaction.atomic():
        row = lock(payment)
        if returned and row.returned_at is None:
            row.returned_at = timezone.now()
        if row.state == State.PAID:
            return row
        if told:
            return apply(row, told)
        if finding == Finding.LOST:
            end(row, State.FAILED, finding)
        elif finding == Finding.DOWN and row.returned_at is None:
            _later(row)
        else:
            unclear(row, finding)
        row.save()
        return row


@transaction.atomic
def give_up(*, payment: OnlinePayment, for_good: bool) -> OnlinePayment:
    """The payer pays otherwise. Unless it ends ``for_good``, the service is asked on: money that comes is booked."""
    row = lock(payment)
    if row.state == State.BEGUN:
        end(row, State.CANCELLED, ask_again=not for_good)
        row.save()
    return row


def _ask(payment: OnlinePayment) -> tuple[Told | None, str]:
    if not payment.transaction_id:
        return None, Finding.LOST
    try:
        provider, settings = service_for(payment.way)
        told = provider.check(settings, payment.transaction_id, payment.request_id)
    except (UnavailableError, AnswerLostError) as error:
        log.warning("payment service %s cannot be reached: %s", payment.way, error)
        failed(payment.way)
        return None, Finding.DOWN
    except RefusedError as error:
        log.error("payment service %s refuses to say how a payment stands: %s", payment.way, error.code)
        return None, Finding.DOWN
    except StrangeError as error:
        log.error("payment service %s gives a strange answer: %s", payment.way, error)
        return None, Finding.STRANGE
    answered(payment.way)
    return told, ""


def _later(payment: OnlinePayment) -> None:
    """Nobody says that anything was paid: only ask again."""
    payment.checks += 1
    payment.check_at = next_check(payment)
