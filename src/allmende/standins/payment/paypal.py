"""PayPal as its REST interface shows itself: OAuth 2.0, Orders v2, refunds of Payments v2."""

from __future__ import annotations

import base64
import secrets
from binascii import Error
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from html import escape
from typing import Any
from urllib.parse import urlencode

from ..server import Request, Response, StandIn, json_response, redirect
from .faults import LOST, hindered, spoiled

CLIENTS = {"musterstadt": "nachbildung"}


class PayPal:
    """Orders in memory: CREATED → APPROVED (the payer agreed) → COMPLETED (captured)."""

    def __init__(self, standin: StandIn) -> None:
        self.standin = standin
        self.tokens: set[str] = set()
        self.orders: dict[str, dict[str, Any]] = {}
        #: the caller's PayPal-Request-Id → what it was answered: the same again, not a second time
        self.answered: dict[str, str] = {}
        self.refunds: dict[str, dict[str, Any]] = {}
        route = standin.route
        route("POST", "/v1/oauth2/token", self._token)
        route("POST", "/v2/checkout/orders", self._create)
        route("GET", "/v2/checkout/orders/{order}", self._show)
        route("POST", "/v2/checkout/orders/{order}/capture", self._capture)
        route("POST", "/v2/payments/captures/{capture}/refund", self._refund)
        route("GET", "/_refunds", lambda request, _: json_response(list(self.refunds.values())))
        route("GET", "/checkoutnow", self._page)
        route("POST", "/checkoutnow", self._decide)
        route("GET", "/_orders", lambda request, _: json_response(list(self.orders.values())))

    def _token(self, request: Request, _parts: Mapping[str, str]) -> Response:
        if response := hindered(self.standin.faults):
            return response
        try:
            user, _, secret = (
                base64.b64decode(request.header("Authorization").removeprefix("Basic "))
                .decode()
                .partition(":")
            )
        except (Error, ValueError):
            user = secret = ""
        if not user or CLIENTS.get(user) != secret or request.form.get("grant_type") != "client_credentials":
            return json_response({"error": "invalid_client"}, 401)
        token = secrets.token_urlsafe(24)
        self.tokens.add(token)
        return json_response({"access_token": token, "token_type": "Bearer", "expires_in": 32400})

    def _create(self, request: Request, _parts: Mapping[str, str]) -> Response:
        if response := self._refused(request):
            return response
        key = request.header("PayPal-Request-Id")
        if key in self.answered:
            return self._shown(request, self.answered[key], 200)
        try:
            asked = request.json()
            unit = asked["purchase_units"][0]
            good = (
                asked["intent"] == "CAPTURE"
                and Decimal(unit["amount"]["value"]) > 0
                and unit["amount"]["currency_code"] == "EUR"
                and len(unit.get("description", "")) <= 127
            )
            context = asked["payment_source"]["paypal"]["experience_context"]
            good = (
                good and context["return_url"].startswith("http") and context["cancel_url"].startswith("http")
            )
        except (KeyError, IndexError, TypeError, ValueError, ArithmeticError):
            good = False
        if not good:
            return _error(422, "UNPROCESSABLE_ENTITY", "MISSING_REQUIRED_PARAMETER")
        own = secrets.token_hex(9)[:17].upper()
        self.orders[own] = {
            "id": own, "intent": "CAPTURE", "status": "PAYER_ACTION_REQUIRED", "purchase_units": [unit],
            "payment_source": {"paypal": {}}, "create_time": _now(), "_back": context,
        }  # fmt: skip
        if key:
            self.answered[key] = own
        return LOST if self.standin.faults.get("lost_answer") else self._shown(request, own, 201)

    def _show(self, request: Request, parts: Mapping[str, str]) -> Response:
        if response := self._refused(request):
            return response
        if parts["order"] not in self.orders:
            return _error(404, "RESOURCE_NOT_FOUND", "INVALID_RESOURCE_ID")
        return self._shown(request, parts["order"], 200)

    def _capture(self, request: Request, parts: Mapping[str, str]) -> Response:
        if response := self._refused(request):
            return response
        order = self.orders.get(parts["order"])
        if order is None:
            return _error(404, "RESOURCE_NOT_FOUND", "INVALID_RESOURCE_ID")
        if order["status"] == "COMPLETED":
            if request.header("PayPal-Request-Id") in self.answered:
                return self._shown(request, order["id"], 200)
            return _error(422, "UNPROCESSABLE_ENTITY", "ORDER_ALREADY_CAPTURED")
        if order["status"] != "APPROVED":
            return _error(422, "UNPROCESSABLE_ENTITY", "ORDER_NOT_APPROVED")
        order["status"] = "COMPLETED"
        order["purchase_units"][0]["payments"] = {
            "captures": [
                {
                    "id": secrets.token_hex(9)[:17].upper(), "status": "COMPLETED", "final_capture": True,
                    "amount": dict(order["purchase_units"][0]["amount"]), "create_time": _now(),
                }
            ]
        }  # fmt: skip
        self.answered[request.header("PayPal-Request-Id")] = order["id"]
        return LOST if self.standin.faults.get("lost_capture") else self._shown(request, order["id"], 201)

    def _refund(self, request: Request, parts: Mapping[str, str]) -> Response:
        if response := self._refused(request):
            return response
        key, faults = request.header("PayPal-Request-Id"), self.standin.faults
        if reason := faults.get("refund_refused"):
            return _error(422, "UNPROCESSABLE_ENTITY", str(reason))
        if key not in self.refunds:
            made = self._give_back(parts["capture"], request.json().get("amount", {}))
            if isinstance(made, Response):
                return made
            self.refunds[key] = made
        status = "PENDING" if faults.get("refund_pending") else "COMPLETED"
        return (
            LOST if faults.get("refund_lost") else json_response({**self.refunds[key], "status": status}, 201)
        )

    def _give_back(self, name: str, amount: Mapping[str, str]) -> dict[str, Any] | Response:
        """A refund of a capture, in parts or whole; never more than was captured."""
        captures = (
            capture
            for order in self.orders.values()
            for capture in order["purchase_units"][0].get("payments", {}).get("captures", ())
        )
        capture = next((one for one in captures if one["id"] == name), None)
        if capture is None:
            return _error(404, "RESOURCE_NOT_FOUND", "INVALID_RESOURCE_ID")
        value = Decimal(amount.get("value", "0"))
        back = sum(
            (Decimal(one["amount"]["value"]) for one in self.refunds.values() if one["of"] == name),
            Decimal(0),
        )
        if not 0 < value <= Decimal(capture["amount"]["value"]) - back:
            return _error(422, "UNPROCESSABLE_ENTITY", "REFUND_AMOUNT_EXCEEDED")
        whole = value + back == Decimal(capture["amount"]["value"])
        capture["status"] = "REFUNDED" if whole else "PARTIALLY_REFUNDED"
        return {"id": secrets.token_hex(9)[:17].upper(), "of": name, "amount": dict(amount)}

    def _refused(self, request: Request) -> Response | None:
        if response := hindered(self.standin.faults):
            return response
        kind, _, token = request.header("Authorization").partition(" ")
        return (
            None if kind == "Bearer" and token in self.tokens else _error(401, "AUTHENTICATION_FAILURE", "")
        )

    def _shown(self, request: Request, own: str, status: int) -> Response:
        faults, order = self.standin.faults, self.orders[own]
        shown = {key: value for key, value in order.items() if not key.startswith("_")}
        unit = {**order["purchase_units"][0]}
        if "payments" in unit:
            capture = dict(unit["payments"]["captures"][0])
            amount = dict(capture["amount"])
            if "amount_differs" in faults:
                amount["value"] = f"{Decimal(str(faults['amount_differs'])):.2f}"
            if "currency_differs" in faults:
                amount["currency_code"] = faults["currency_differs"]
            unit["payments"] = {"captures": [{**capture, "amount": amount}]}
        shown["purchase_units"] = [unit]
        if faults.get("wrong_status"):
            shown["status"] = "PAID"
        if faults.get("wrong_transaction"):
            shown["id"] = "ANOTHER"
        shown["links"] = [
            {"rel": "self", "href": f"{request.base}/v2/checkout/orders/{own}", "method": "GET"},
            {"rel": "payer-action", "href": f"{request.base}/checkoutnow?token={own}", "method": "GET"},
        ]
        return spoiled(json_response(shown, status), faults)

    # The page where the payer agrees

    def _page(self, request: Request, _parts: Mapping[str, str]) -> Response:
        order = self.orders.get(request.query.get("token", ""))
        if order is None:
            return Response(self.standin.page("Diese Seite gibt es nicht", ""), 404)
        unit = order["purchase_units"][0]
        if order["status"] != "PAYER_ACTION_REQUIRED":
            return Response(self.standin.page("Diese Zahlung ist schon bestätigt", ""))
        value = unit["amount"]["value"].replace(".", ",")
        return Response(
            self.standin.page(
                f"{value} € mit PayPal bezahlen",
                f"<p>{escape(unit.get('description', ''))}</p><form method='post'>"
                f"<input type='hidden' name='token' value='{order['id']}'>"
                "<button name='do' value='agree'>Zustimmen und bezahlen</button>"
                "<button name='do' value='cancel'>Abbrechen</button></form>",
            )
        )

    def _decide(self, request: Request, _parts: Mapping[str, str]) -> Response:
        form = request.form
        order = self.orders.get(form.get("token", ""))
        if order is None:
            return Response(self.standin.page("Diese Seite gibt es nicht", ""), 404)
        if form.get("do") != "agree":
            return redirect(_joined(order["_back"]["cancel_url"], token=order["id"]))
        if order["status"] == "PAYER_ACTION_REQUIRED":
            order["status"] = "APPROVED"
        return redirect(_joined(order["_back"]["return_url"], token=order["id"], PayerID="NACHBILDUNG"))


def _joined(address: str, **query: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"


def _error(status: int, name: str, issue: str) -> Response:
    return json_response({"name": name, "message": name, "details": [{"issue": issue}]}, status)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
