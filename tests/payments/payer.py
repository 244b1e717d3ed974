"""A payer and her browser, and what the payment services say they know."""

from __future__ import annotations

import json
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen

from django.test import RequestFactory

from allmende.base.payments.models import Claim
from allmende.base.payments.online.actions import save_service
from allmende.base.payments.online.models import OnlinePayment
from allmende.base.payments.ways import ways
from allmende.foundation.events.types import SYSTEM
from allmende.standins.running import Running

HOST = "testserver"


def set_up(url: str) -> None:
    """Both services, as an administrator does."""
    save_service(
        provider="xbezahldienste", is_active=True, actor=SYSTEM,
        settings={
            "address": url, "token_address": f"{url}/oauth/token", "originator": "allmende",
            "endpoint": "musterstadt", "client_id": "musterstadt", "client_secret": "nachbildung",
        },
    )  # fmt: skip
    save_service(
        provider="paypal", is_active=True, actor=SYSTEM,
        settings={"address": url, "client_id": "musterstadt", "client_secret": "nachbildung"},
    )  # fmt: skip


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_arguments):
        return None


class Services:
    """The stand-in, and a payer at its pages."""

    def __init__(self, standin: Running) -> None:
        self.standin = standin
        self.misbehave = standin.misbehave

    def begin(self, claim: Claim, way: str = "xbezahldienste") -> OnlinePayment:
        """The click on "pay"; the payment that came of it."""
        request = RequestFactory(SERVER_NAME=HOST).post("/")
        request.user = None
        ways[way].begin(request, claim)
        return OnlinePayment.objects.filter(claim=claim).latest("begun_at")

    def at_the_page(self, payment: OnlinePayment, do: str) -> str:
        """What she does at the service's page: PAYED, FAILED, CANCELED, agree, cancel. Where she is sent then."""
        data = {"do": do, "method": "CREDITCARD"}
        if "checkoutnow" in payment.page:
            data["token"] = payment.transaction_id
        try:
            build_opener(_NoRedirect).open(Request(payment.page, urlencode(data).encode()), timeout=5)
        except HTTPError as answer:
            if answer.code == 303:
                return answer.headers["Location"].removeprefix(f"http://{HOST}")
            raise
        raise AssertionError("she is not sent back")

    def known(self, path: str = "_transactions") -> list[dict]:
        """What the service has in its books."""
        with urlopen(f"{self.standin.url}/{path}", timeout=5) as answer:
            return json.load(answer)
