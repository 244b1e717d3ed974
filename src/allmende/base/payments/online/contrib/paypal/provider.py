"""Asking PayPal. Each call that changes something carries our number, so that doing it twice does it once."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from allmende.foundation.outgoing import Answer, is_safe

from ...calling import ask, bearer, read
from ...providers import AnswerLostError, Asked, BackAsked, OnlineProvider, RefusedError, StrangeError, Told
from .forms import Settings, SettingsForm
from .messages import Capture, Order, Problem, Refund

#: The payer has to choose another source of money: the order is still open.
OPEN_ISSUES = ("ORDER_NOT_APPROVED", "INSTRUMENT_DECLINED", "PAYER_ACTION_REQUIRED")


class PayPal(OnlineProvider):
    """The payer agrees at PayPal; only then, and only by us, the money is taken."""

    key, label, order = "paypal", _("PayPal"), 15
    settings, form = Settings, SettingsForm
    ends_when_given_up = True
    pays_back = True

    def create(self, settings: Settings, asked: Asked) -> Told:
        headers = {**_let_in(settings), "PayPal-Request-Id": str(asked.request_id)}
        return _told(_read(ask("POST", _orders(settings), headers, _body(asked))))

    def find(self, settings: Settings, asked: Asked) -> Told | None:
        """The same number again gets the same order."""
        return self.create(settings, asked)

    def check(self, settings: Settings, transaction_id: str, request_id: uuid.UUID) -> Told:
        headers = _let_in(settings)
        address = f"{_orders(settings)}/{transaction_id}"
        order = _read(ask("GET", address, headers))
        if order.id == transaction_id and order.status == "APPROVED":
            order = self._capture(address, headers, request_id) or order
        if order.id != transaction_id:
            raise StrangeError("another order")
        return _told(order)

    def pay_back(self, settings: Settings, asked: BackAsked) -> str:
        """Refund a captured payment (Payments v2); our number makes it one refund however often it is asked."""
        headers = {**_let_in(settings), "PayPal-Request-Id": str(asked.request_id)}
        address = f"{settings.address.rstrip('/')}/v2/payments/captures/{asked.reference}/refund"
        amount = {"currency_code": "EUR", "value": f"{asked.amount:.2f}"}
        answer = ask("POST", address, headers, {"amount": amount, "custom_id": asked.purpose})
        if not answer.ok:
            raise _problem(answer)
        found: Refund = read(Refund, answer)
        if found.status == "PENDING":
            raise AnswerLostError("not done yet")
        if found.status != "COMPLETED":
            raise RefusedError(found.status)
        return found.id

    def _capture(self, address: str, headers: dict[str, str], request_id: uuid.UUID) -> Order | None:
        """Take the money; None where the payer has to agree again."""
        once = {**headers, "PayPal-Request-Id": f"{request_id}-capture"}
        try:
            return _read(ask("POST", f"{address}/capture", once, {}))
        except RefusedError as error:
            if error.code in OPEN_ISSUES:
                return None
            if error.code == "ORDER_ALREADY_CAPTURED":
                return _read(ask("GET", address, headers))
            raise


def _let_in(settings: Settings) -> dict[str, str]:
    address = settings.address.rstrip("/")
    return bearer(f"{address}/v1/oauth2/token", settings.client_id, settings.client_secret, basic=True)


def _orders(settings: Settings) -> str:
    return f"{settings.address.rstrip('/')}/v2/checkout/orders"


def _body(asked: Asked) -> dict[str, Any]:
    return {
        "intent": "CAPTURE",
        "purchase_units": [
            {
                "reference_id": str(asked.request_id),
                "custom_id": asked.purpose,
                "description": asked.description[:127],
                "amount": {"currency_code": "EUR", "value": f"{asked.amount:.2f}"},
            }
        ],
        "payment_source": {
            "paypal": {
                "experience_context": {
                    "user_action": "PAY_NOW",
                    "shipping_preference": "NO_SHIPPING",
                    "locale": "de-DE",
                    "return_url": asked.return_url,
                    "cancel_url": asked.cancel_url,
                }
            }
        },
    }


def _read(answer: Answer) -> Order:
    if answer.ok:
        order: Order = read(Order, answer)
        return order
    raise _problem(answer)


def _problem(answer: Answer) -> AnswerLostError | RefusedError:
    if answer.status in (409, 429):
        return AnswerLostError("too many requests")
    try:
        return RefusedError(Problem.model_validate_json(answer.body).code)
    except ValidationError:
        return RefusedError(f"HTTP_{answer.status}")


def _told(order: Order) -> Told:
    if order.status == "VOIDED":
        return Told("cancelled", order.id)
    if order.status != "COMPLETED":
        if order.page and not is_safe(order.page):
            raise StrangeError("the payment page is not safe")
        amounts = [unit.amount for unit in order.purchase_units if unit.amount]
        return Told(
            "open", order.id, order.page,
            amount=sum((amount.value for amount in amounts), Decimal(0)) or None,
            currency=amounts[0].currency_code if amounts else "EUR",
        )  # fmt: skip
    return _taken(order.id, order.captures)


def _taken(order_id: str, captures: list[Capture]) -> Told:
    """What a completed order brought: never less sure than PayPal itself."""
    if len(captures) != 1:
        raise StrangeError("not one capture")
    capture = captures[0]
    if capture.status in ("DECLINED", "FAILED"):
        return Told("failed", order_id)
    if capture.status == "PENDING":
        return Told("open", order_id, amount=capture.amount.value, currency=capture.amount.currency_code)
    return Told(
        "paid", order_id, amount=capture.amount.value, currency=capture.amount.currency_code,
        method="PAYPAL", reference=capture.id, at=capture.create_time,
    )  # fmt: skip
