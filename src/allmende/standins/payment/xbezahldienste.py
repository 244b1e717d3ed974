"""XBezahldienste 1.0.0 (standard of the German administration for payment services behind online services).

An online service asks for a payment (POST), sends the payer to ``transactionRedirectUrl``, and asks for the status
(GET); the standard knows no push. A notification that a provider may agree on besides is set by ``POST /_notify``.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from html import escape
from http import HTTPStatus
from json import JSONDecodeError, dumps, loads
from typing import Any

from ..server import Request, Response, StandIn, json_response, redirect
from .faults import LOST, hindered, notify, spoiled

#: client → its secret; originator → its end points
CLIENTS = {"musterstadt": "nachbildung"}
ORIGINATORS = {"allmende": {"musterstadt", "kleinau"}}
METHODS = {
    "CREDITCARD": "Kreditkarte",
    "GIROPAY": "Giropay",
    "PAYPAL": "PayPal",
    "OTHER": "Andere Zahlart",
}
_PURPOSE = re.compile(r"[A-Za-z0-9 \-]{1,27}")
_ID = re.compile(r"[A-Za-z0-9_\-]{1,36}")


class XBezahldienste:
    """The service's memory and its answers."""

    def __init__(self, standin: StandIn) -> None:
        self.standin = standin
        self.tokens: set[str] = set()
        self.transactions: dict[str, dict[str, Any]] = {}
        self.pages: dict[str, str] = {}
        self.notify = ""
        route = standin.route
        route("POST", "/oauth/token", self._token)
        route("POST", "/paymenttransaction/{originator}/{endpoint}", self._create)
        route("GET", "/paymenttransaction/{originator}/{endpoint}/{transaction}", self._status)
        route("GET", "/bezahlseite/{page}", self._page)
        route("POST", "/bezahlseite/{page}", self._pay)
        route("POST", "/_notify", self._agree)
        route("GET", "/_transactions", self._all)

    # The interface

    def _token(self, request: Request, _parts: Mapping[str, str]) -> Response:
        if response := hindered(self.standin.faults):
            return response
        form = request.form
        if form.get("grant_type") != "client_credentials":
            return json_response({"error": "unsupported_grant_type"}, 400)
        if CLIENTS.get(form.get("client_id", "")) != form.get("client_secret"):
            return json_response({"error": "invalid_client"}, 401)
        token = secrets.token_urlsafe(24)
        self.tokens.add(token)
        return json_response({"access_token": token, "token_type": "Bearer", "expires_in": 300})

    def _create(self, request: Request, parts: Mapping[str, str]) -> Response:
        if response := hindered(self.standin.faults) or self._refused(request, parts):
            return response
        try:
            asked = loads(request.body, parse_float=Decimal, parse_int=Decimal)
        except (JSONDecodeError, UnicodeDecodeError):
            return _problem(400, "VALIDATION_ERROR", "Die Anfrage ist kein JSON.")
        if found := _fault_of(asked):
            return _problem(400, *found)
        if any(t["paymentRequest"]["requestId"] == asked["requestId"] for t in self.transactions.values()):
            return _problem(409, "PAYMENT_EXISTS", "Zu dieser Anfrage gibt es schon eine Zahlung.")
        own = asked["requestId"] if self.standin.faults.get("ids_are_request_ids") else secrets.token_hex(12)
        page = secrets.token_urlsafe(24)
        self.pages[page] = own
        self.transactions[own] = {
            "paymentInformation": {
                "transactionUrl": f"{request.base}{request.path}/{own}",
                "transactionRedirectUrl": f"{request.base}/bezahlseite/{page}",
                "transactionId": own,
                "status": "INITIAL",
            },
            "paymentRequest": asked,
        }
        return LOST if self.standin.faults.get("lost_answer") else self._shown(own)

    def _status(self, request: Request, parts: Mapping[str, str]) -> Response:
        if response := hindered(self.standin.faults) or self._refused(request, parts):
            return response
        if parts["transaction"] not in self.transactions:
            return _problem(404, "UNSPECIFIED", "Diese Zahlung gibt es nicht.")
        return self._shown(parts["transaction"])

    def _refused(self, request: Request, parts: Mapping[str, str]) -> Response | None:
        kind, _, token = request.header("Authorization").partition(" ")
        if kind != "Bearer" or token not in self.tokens:
            return _problem(401, "FORBIDDEN", "Die Anmeldung fehlt oder ist abgelaufen.")
        if parts["endpoint"] not in ORIGINATORS.get(parts["originator"], ()):
            return _problem(404, "NO_VALID_ORIGINATOR_OR_ENDPOINT", "Diesen Mandanten gibt es nicht.")
        return None

    def _shown(self, own: str) -> Response:
        faults, kept = self.standin.faults, self.transactions[own]
        information, request = dict(kept["paymentInformation"]), dict(kept["paymentRequest"])
        if "amount_differs" in faults:
            request["grosAmount"] = Decimal(str(faults["amount_differs"]))
        if "currency_differs" in faults:
            request["currency"] = faults["currency_differs"]
        if faults.get("wrong_status"):
            information["status"] = "PAID"
        if faults.get("wrong_transaction"):
            information["transactionId"] = "andere-zahlung"
        body = dumps({"paymentInformation": information, "paymentRequest": request}, default=_number)
        return spoiled(Response(body, 200, "application/json"), faults)

    def _all(self, _request: Request, _parts: Mapping[str, str]) -> Response:
        return Response(dumps(list(self.transactions.values()), default=_number), 200, "application/json")

    def _agree(self, request: Request, _parts: Mapping[str, str]) -> Response:
        self.notify = str(request.json().get("address", ""))
        return json_response({"address": self.notify})

    # The payment page

    def _page(self, _request: Request, parts: Mapping[str, str]) -> Response:
        own = self.pages.get(parts["page"], "")
        if not own:
            return Response(self.standin.page("Diese Seite gibt es nicht", ""), 404)
        kept = self.transactions[own]
        if kept["paymentInformation"]["status"] != "INITIAL":
            return Response(self.standin.page("Diese Zahlung ist schon abgeschlossen", _back(kept)))
        asked = kept["paymentRequest"]
        items = "".join(
            f"<li>{escape(item['description'])}: {_euros(item['totalNetAmount'] + item['totalTaxAmount'])}</li>"
            for item in asked["items"]
        )
        choices = "".join(f'<option value="{key}">{label}</option>' for key, label in METHODS.items())
        return Response(
            self.standin.page(
                f"{_euros(asked['grosAmount'])} bezahlen",
                f"<p>{escape(asked.get('description') or '')}</p><dl><dt>Verwendungszweck</dt>"
                f"<dd>{escape(asked['purpose'])}</dd></dl><ul>{items}</ul>"
                f'<form method="post"><label for="method">Zahlart</label><select id="method" name="method">'
                f'{choices}</select><button name="do" value="PAYED">Jetzt bezahlen</button>'
                '<button name="do" value="FAILED">Zahlung scheitern lassen</button>'
                '<button name="do" value="CANCELED">Abbrechen</button></form>',
            )
        )

    def _pay(self, request: Request, parts: Mapping[str, str]) -> Response:
        own, done = self.pages.get(parts["page"], ""), request.form.get("do", "")
        if not own or done not in ("PAYED", "FAILED", "CANCELED"):
            return Response(self.standin.page("Diese Seite gibt es nicht", ""), 404)
        kept = self.transactions[own]
        information = kept["paymentInformation"]
        if information["status"] == "INITIAL":
            information["status"] = done
            information.pop("transactionRedirectUrl")
            if done == "PAYED":
                method = request.form.get("method", "")
                information["paymentMethod"] = method if method in METHODS else "OTHER"
                information["transactionReference"] = f"NB{secrets.randbelow(10**10):010}"
                information["transactionTimestamp"] = datetime.now(UTC).isoformat(timespec="seconds")
            notify(self.notify, {"transactionId": own}, self.standin.faults)
        return redirect(kept["paymentRequest"]["redirectUrl"])


def _back(kept: Mapping[str, Any]) -> str:
    return f'<p><a href="{escape(kept["paymentRequest"]["redirectUrl"])}">Zurück zum Antrag</a></p>'


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _euros(amount: Decimal) -> str:
    return f"{amount:.2f} €".replace(".", ",")


def _problem(status: int, code: str, detail: str) -> Response:
    body = {
        "type": "about:blank", "status": status, "title": HTTPStatus(status).phrase,
        "detail": detail, "functionalCode": code,
    }  # fmt: skip
    return json_response(body, status, "application/problem+json")


def _fault_of(asked: Any) -> tuple[str, str] | None:
    """The first thing wrong with a request: functional code and words."""
    try:
        if not _ID.fullmatch(asked["requestId"]):
            return "VALIDATION_ERROR", "requestId"
        datetime.fromisoformat(asked["requestTimestamp"])
        if asked["currency"] != "EUR":
            return "VALIDATION_ERROR", "currency: nur EUR"
        if not _PURPOSE.fullmatch(asked["purpose"]):
            return "VALIDATION_ERROR", "purpose: höchstens 27 Zeichen"
        if len(asked.get("description") or "") > 250 or not asked["redirectUrl"].startswith("http"):
            return "VALIDATION_ERROR", "description, redirectUrl"
        if not asked["items"] or any(_is_bad(item) for item in asked["items"]):
            return "VALIDATION_ERROR", "items"
        if not all(isinstance(item.get("bookingData") or {}, dict) for item in asked["items"]):
            return "BOOKING_DATA_MISSING", "bookingData"
        total = sum(item["totalNetAmount"] + item["totalTaxAmount"] for item in asked["items"])
        if not 0 < asked["grosAmount"] <= 999_999 or total != asked["grosAmount"]:
            return "CALCULATION_ERROR", "grosAmount ist nicht die Summe der Positionen."
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation):
        return "VALIDATION_ERROR", "Ein Feld fehlt oder ist von anderer Art."
    return None


def _is_bad(item: Mapping[str, Any]) -> bool:
    net, tax = item["totalNetAmount"], item["totalTaxAmount"]
    return bool(
        not _ID.fullmatch(item["id"])
        or len(item["description"]) > 250
        or not 1 <= item["quantity"] <= 999_999
        or not 0 <= item["taxRate"] <= 100
        or item["singleNetAmount"] * item["quantity"] != net
        or item["singleTaxAmount"] * item["quantity"] != tax
        or any(amount != round(amount, 2) for amount in (net, tax))
    )
