"""A wallet with an issuer of PIDs, and the registrar that gives relying parties their certificates."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from html import escape
from typing import Any

from ..server import Request, Response, StandIn, json_response, redirect
from . import relying
from .faults import FAULTS
from .holder import Wallet
from .issuer import Issuer
from .people import PEOPLE
from .relying import Asked, BadRequestError


class Server(StandIn):
    """``/`` opens with a request as wallets do; ``/present`` answers one by value, for tests."""

    title = "EUDI-Wallet"
    known_faults = FAULTS

    def __init__(self) -> None:
        super().__init__()
        self.registrar = relying.Registrar()
        self.issuer = Issuer()
        self.wallet = Wallet(self.issuer, self.faults_now)
        self._open: dict[str, Asked] = {}
        self.route("GET", "/", self._opened)
        self.route("POST", "/antworten", self._answered)
        self.route("POST", "/present", self._present)
        self.route("POST", "/registrar", self._register)
        self.route(
            "GET", "/trusted.pem", lambda *_: Response(self.issuer.trusted, 200, "application/x-pem-file")
        )
        self.route("GET", "/jwks", lambda *_: json_response(self.issuer.keys))
        self.route("GET", "/status/{number}", self._status)

    def faults_now(self) -> Mapping[str, Any]:
        """The faults switched on at this moment."""
        return self.faults

    def _opened(self, request: Request, _parts: Mapping[str, str]) -> Response:
        if "request_uri" not in request.query:
            return Response(
                self.page("EUDI-Wallet", "<p>Eine Behörde öffnet diese Seite, wenn Sie sich ausweisen.</p>")
            )
        try:
            asked = relying.fetch(request.query, self.registrar)
        except BadRequestError as error:
            return Response(self.page("Diese Anfrage stimmt nicht", f"<p>{escape(str(error))}</p>"), 400)
        key = secrets.token_urlsafe(16)
        self._open[key] = asked
        people = "".join(
            f'<label><input type="radio" name="person" value="{number}"{" checked" if number == 0 else ""} '
            f'style="width:auto"> {escape(person["given_name"])} {escape(person["family_name"])}</label>'
            for number, person in enumerate(PEOPLE)
        )
        wants = "".join(f"<li>{escape(words)}</li>" for words in asked.words)
        return Response(self.page(f"{asked.name} fragt nach Ihren Daten", (
            f"<p>Weitergegeben wird nur:</p><ul>{wants}</ul>"
            '<form method="post" action="/antworten"><fieldset><legend>Wer sind Sie?</legend>'
            f'{people}</fieldset><input type="hidden" name="key" value="{key}">'
            '<button name="what" value="yes">Zustimmen und weitergeben</button>'
            '<button name="what" value="no">Ablehnen</button></form>'
        )))  # fmt: skip

    def _answered(self, request: Request, _parts: Mapping[str, str]) -> Response:
        asked = self._open.pop(request.form.get("key", ""), None)
        if asked is None:
            return Response(
                self.page("Diese Anfrage ist vorbei", "<p>Bitte beginnen Sie dort noch einmal.</p>"), 410
            )
        try:
            if request.form.get("what") == "yes":
                form = self.wallet.answer(asked, PEOPLE[int(request.form.get("person", 0))], request.base)
            else:
                form = self.wallet.decline(asked)
            said = relying.post(asked.response_uri, form)
        except BadRequestError as error:
            return Response(self.page("Das hat nicht geklappt", f"<p>{escape(str(error))}</p>"), 400)
        if said.get("redirect_uri"):
            return redirect(said["redirect_uri"])
        done = "<p>Gehen Sie zurück zu der Seite, auf der Sie begonnen haben.</p>"
        return Response(self.page("Fertig", done))

    def _present(self, request: Request, _parts: Mapping[str, str]) -> Response:
        wanted = request.json()
        try:
            asked = relying.read(wanted["request"], wanted["client_id"], self.registrar)
            person = PEOPLE[int(wanted.get("person", 0))]
            form = (
                self.wallet.decline(asked)
                if wanted.get("decline")
                else self.wallet.answer(asked, person, request.base)
            )
        except BadRequestError as error:
            return json_response({"error": str(error)}, 400)
        return json_response({"to": asked.response_uri, "form": form})

    def _register(self, request: Request, _parts: Mapping[str, str]) -> Response:
        return Response(self.registrar.certify(request.body), 200, "application/pem-certificate-chain")

    def _status(self, request: Request, parts: Mapping[str, str]) -> Response:
        fault = self.faults.get("status_list")
        if fault == "down":
            return Response("", 503)
        address = f"{request.base}/status/{parts['number']}"
        token = self.issuer.status_list(
            address, foreign=fault == "foreign", elsewhere=fault == "elsewhere",
            bare=bool(self.faults.get("no_certificate")),
        )  # fmt: skip
        return Response(token, 200, "application/statuslist+jwt")
