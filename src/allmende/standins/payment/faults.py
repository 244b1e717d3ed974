"""What can go wrong with a payment service, and does on demand."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from ..server import Response

FAULTS: Mapping[str, str] = {
    "down": "every call of the interface fails with 503 and a page instead of JSON",
    "slow": "every call of the interface takes so many seconds",
    "lost_answer": "a payment is created, but the answer to it is lost (502)",
    "lost_capture": "PayPal: the money is taken, but the answer to it is lost (502)",
    "refund_lost": "PayPal: the money goes back, but the answer to it is lost (502)",
    "refund_refused": "PayPal: nothing goes back, for this reason",
    "refund_pending": "PayPal: the money is on its way back",
    "amount_differs": "so many euros are said to be paid, whatever was asked for",
    "currency_differs": "the amount comes back in this currency",
    "wrong_status": "the status is a word that the standard does not know",
    "wrong_transaction": "the answer speaks of another payment",
    "bad_json": "the answer breaks off in the middle",
    "ids_are_request_ids": "the service takes the caller's number as its own, as the standard allows",
    "notify_never": "nothing is notified although an address is agreed",
    "notify_twice": "each notification is sent twice",
    "notify_after_redirect_slow": "the notification comes half a second after the payer's return",
}


def notify(address: str, body: Mapping[str, Any], faults: Mapping[str, Any]) -> None:
    """Tell the caller's address that something happened; before the payer is sent back, where nothing is told."""
    if not address or faults.get("notify_never"):
        return
    times = 2 if faults.get("notify_twice") else 1
    if faults.get("notify_after_redirect_slow"):
        threading.Timer(0.5, _send, (address, body, times)).start()
    else:
        _send(address, body, times)


def _send(address: str, body: Mapping[str, Any], times: int) -> None:
    for _time in range(times):
        request = Request(  # noqa: S310
            address, json.dumps(body).encode(), {"Content-Type": "application/json"}, method="POST"
        )
        try:
            with urlopen(request, timeout=5):  # noqa: S310
                pass
        except URLError:
            pass


def hindered(faults: Mapping[str, Any]) -> Response | None:
    """The answer of a service that is down; waits first where it is slow."""
    if faults.get("slow"):
        time.sleep(float(faults["slow"]))
    if faults.get("down"):
        return Response("<html><body>Service Unavailable</body></html>", 503)
    return None


def spoiled(response: Response, faults: Mapping[str, Any]) -> Response:
    """The answer, broken off where the service is told to."""
    if faults.get("bad_json"):
        body = response.body if isinstance(response.body, str) else response.body.decode()
        return Response(body[: len(body) // 2], response.status, response.kind, response.headers)
    return response


#: The creation that nobody hears of.
LOST = Response("<html><body>Bad Gateway</body></html>", 502)
