"""Asking a service that speaks XBezahldienste. No data of the payer are sent: the standard does not need them."""

from __future__ import annotations

import re
import uuid
from typing import Any, Literal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from allmende.foundation.outgoing import Answer, is_safe

from ...calling import ask, bearer, read
from ...providers import AnswerLostError, Asked, OnlineProvider, RefusedError, StrangeError, Told
from .forms import Settings, SettingsForm
from .messages import PaymentTransaction, Problem, Status

EXISTS = "PAYMENT_EXISTS"
_STATUS: dict[Status, Literal["open", "paid", "failed", "cancelled"]] = {
    Status.INITIAL: "open", Status.PAYED: "paid", Status.FAILED: "failed", Status.CANCELED: "cancelled",
}  # fmt: skip
#: What texts may not hold, by the standard.
_NOT_IN_TEXT = re.compile(r"[^\w\s\-,.]")


class XBezahldienste(OnlineProvider):
    """Card, giropay and what else the service offers on its page."""

    key, label, order = "xbezahldienste", _("Online: by card or online banking"), 10
    settings, form = Settings, SettingsForm

    def create(self, settings: Settings, asked: Asked) -> Told:
        headers = _let_in(settings)
        answer = ask("POST", _address(settings), headers, _body(asked))
        return _told(_read(answer), asked.request_id)

    def find(self, settings: Settings, asked: Asked) -> Told | None:
        """The standard finds a transaction by the service's own number only, which may be ours: both are tried."""
        headers = _let_in(settings)
        answer = ask("GET", f"{_address(settings)}/{asked.request_id}", headers)
        if answer.ok:
            return _told(_read(answer), asked.request_id)
        try:
            return _told(_read(ask("POST", _address(settings), headers, _body(asked))), asked.request_id)
        except RefusedError as error:
            if error.code == EXISTS:
                return None
            raise

    def check(self, settings: Settings, transaction_id: str, request_id: uuid.UUID) -> Told:
        answer = ask("GET", f"{_address(settings)}/{transaction_id}", _let_in(settings))
        told = _told(_read(answer), request_id)
        if told.transaction_id != transaction_id:
            raise StrangeError("another transaction")
        return told


def _let_in(settings: Settings) -> dict[str, str]:
    return bearer(settings.token_address, settings.client_id, settings.client_secret, basic=False)


def _address(settings: Settings) -> str:
    base = settings.address.rstrip("/")
    return f"{base}/paymenttransaction/{settings.originator}/{settings.endpoint}"


def _body(asked: Asked) -> dict[str, Any]:
    return {
        "requestId": str(asked.request_id),
        "requestTimestamp": timezone.now().isoformat(timespec="seconds"),
        "currency": "EUR",
        "grosAmount": asked.amount,
        "purpose": asked.purpose[:27],
        "description": _text(asked.description),
        "redirectUrl": asked.return_url,
        "items": [
            {
                "id": str(place), "reference": asked.purpose[:36], "description": _text(line.label),
                "taxRate": line.tax_rate, "quantity": 1, "totalNetAmount": line.net, "totalTaxAmount": line.tax,
                "singleNetAmount": line.net, "singleTaxAmount": line.tax,
                "bookingData": {"account": line.account, "costCentre": line.cost_centre},
            }
            for place, line in enumerate(asked.lines, start=1)
        ],
    }  # fmt: skip


def _text(text: str) -> str:
    return _NOT_IN_TEXT.sub(" ", text)[:250].strip()


def _read(answer: Answer) -> PaymentTransaction:
    if answer.ok:
        transaction: PaymentTransaction = read(PaymentTransaction, answer)
        return transaction
    if answer.status == 429:
        raise AnswerLostError("too many requests")
    try:
        code = Problem.model_validate_json(answer.body).code
    except ValidationError:
        code = f"HTTP_{answer.status}"
    raise RefusedError(code)


def _told(found: PaymentTransaction, request_id: uuid.UUID) -> Told:
    if found.request.request_id != str(request_id):
        raise StrangeError("another request")
    page = found.information.transaction_redirect_url or ""
    if page and not is_safe(page):
        raise StrangeError("the payment page is not safe")
    return Told(
        status=_STATUS[found.information.status],
        transaction_id=found.information.transaction_id,
        page=page,
        amount=found.request.gros_amount,
        currency=found.request.currency,
        method=found.information.payment_method or "",
        reference=found.information.transaction_reference or "",
        at=found.information.transaction_timestamp,
    )
