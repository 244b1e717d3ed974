"""Ask a payment service for a payment: one at a time for each claim, and never two for the same money."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import BaseModel

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from ...errors import ClaimClosedError
from ...models import Claim
from ...money import ZERO
from ..events import OnlinePaymentBegun
from ..models import OnlinePayment
from ..providers import (
    AnswerLostError,
    Asked,
    Line,
    OnlineProvider,
    RefusedError,
    StrangeError,
    Told,
    UnavailableError,
)
from ..queries import running_payment
from ..services import service_for
from .health import answered, failed
from .states import Finding, State, end, is_stranded, lock, next_check, question

log = logging.getLogger(__name__)
#: The payer's ways back, of a payment's token: after paying, and after breaking off.
Back = Callable[[str], tuple[str, str]]
#: A lost payment that nobody can pay is followed by a new one, so many times.
TRIES = 2


def begin_payment(*, claim: Claim, way: str, back: Back, actor: Actor) -> OnlinePayment:
    """A payment to send the payer to (``page``), or one that failed and says why (``finding``).

    One that runs already is returned as it is; without a page, it is being made by another click right now.
    Raises ``ClaimClosedError`` where nothing is owed.
    """
    for _try in range(TRIES):
        payment, is_new = _open(claim, way, actor)
        if not is_new:
            return payment
        payment = _keep(payment, *_asked_of(payment, back))
        if payment.finding != Finding.LOST:
            return payment
    return payment


@transaction.atomic
def _open(claim: Claim, way: str, actor: Actor) -> tuple[OnlinePayment, bool]:
    locked = Claim.objects.select_for_update().get(pk=claim.pk)
    running = running_payment(locked)
    if running and not is_stranded(running):
        return running, False
    if running:
        end(running, State.FAILED, Finding.LOST)
        running.save()
    if not locked.is_payable:
        raise ClaimClosedError(_("Nothing is owed any more."))
    payment = OnlinePayment(claim=locked, way=way, amount=locked.owed)
    payment.check_at = next_check(payment)
    payment.save()
    record(
        OnlinePaymentBegun(
            claim=str(locked.pk), payment=str(payment.pk), way=way, amount=f"{payment.amount:.2f}"
        ),
        stream=locked.subject, actor=actor,
    )  # fmt: skip
    return payment, True


def _asked_of(payment: OnlinePayment, back: Back) -> tuple[Told | None, str]:
    """What the service made of it, or else the finding. Outside of any transaction: it may take seconds."""
    try:
        provider, settings = service_for(payment.way)
        told = _created(provider, settings, _asked(payment, *back(payment.token)))
    except (UnavailableError, AnswerLostError) as error:
        log.warning("payment service %s cannot be reached: %s", payment.way, error)
        failed(payment.way)
        return None, Finding.DOWN
    except RefusedError as error:
        log.error("payment service %s refuses a payment: %s", payment.way, error.code)
        failed(payment.way)
        return None, Finding.REFUSED
    except StrangeError as error:
        log.error("payment service %s gives a strange answer: %s", payment.way, error)
        failed(payment.way)
        return None, Finding.STRANGE
    answered(payment.way)
    if told is None:
        return None, Finding.LOST
    if told.status != "open" or not told.page or not _fits(payment, told):
        log.error("payment service %s makes something else of a payment", payment.way)
        return None, Finding.STRANGE
    return told, ""


def _created(provider: OnlineProvider, settings: BaseModel, asked: Asked) -> Told | None:
    try:
        return provider.create(settings, asked)
    except AnswerLostError:
        return provider.find(settings, asked)


def _fits(payment: OnlinePayment, told: Told) -> bool:
    """Whether the payer would be asked for the right amount, on a page that belongs to no other payment."""
    known = OnlinePayment.objects.filter(way=payment.way, transaction_id=told.transaction_id)
    right = told.amount in (None, payment.amount) and told.currency == "EUR"
    return right and not known.exists()


@transaction.atomic
def _keep(payment: OnlinePayment, told: Told | None, finding: str) -> OnlinePayment:
    row = lock(payment)
    if told:
        row.transaction_id, row.page = told.transaction_id, told.page
    elif finding in OnlinePayment.FOR_TREASURY:
        end(row, State.FAILED)
        question(row, finding)
    else:
        end(row, State.FAILED, finding)
    row.save()
    return row


def _asked(payment: OnlinePayment, return_url: str, cancel_url: str) -> Asked:
    claim = payment.claim
    return Asked(
        request_id=payment.request_id, amount=payment.amount, purpose=claim.kassenzeichen,
        description=claim.purpose, lines=_lines(payment), return_url=return_url, cancel_url=cancel_url,
    )  # fmt: skip


def _lines(payment: OnlinePayment) -> list[Line]:
    """The claim's lines where all of them are paid; what is left of them as one line."""
    items = list(payment.claim.items.order_by("position"))
    if sum(item.gross for item in items) == payment.amount:
        return [
            Line(item.label, item.net, item.tax, item.tax_rate, item.account, item.cost_centre)
            for item in items
        ]
    return [Line(payment.claim.purpose, payment.amount, ZERO, ZERO)]
