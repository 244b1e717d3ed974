"""Payment services on the internet: one that speaks XBezahldienste 1.0.0, and PayPal's Orders API v2."""

from __future__ import annotations

from ..server import Request, Response, StandIn, json_response
from .faults import FAULTS
from .paypal import PayPal
from .xbezahldienste import XBezahldienste


class Server(StandIn):
    """Both services under one roof; the faults apply to whichever is asked."""

    title = "Bezahldienst"
    known_faults = FAULTS

    def __init__(self) -> None:
        super().__init__()
        self.route("GET", "/", self._front)
        XBezahldienste(self)
        PayPal(self)

    def _front(self, request: Request, _parts: object) -> Response:
        if "json" in request.header("Accept"):
            return json_response({"standin": "payment"})
        return Response(
            self.page(
                "Bezahldienst",
                "<p>Hier landen Sie, wenn Sie in Musterstadt eine Gebühr online bezahlen. "
                "Es fließt kein Geld.</p>",
            )
        )
