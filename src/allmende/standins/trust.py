"""Stand-in for a trust service: time stamps (RFC 3161), OCSP, revocation list, trusted list, remote seal (CSC v2)."""

from __future__ import annotations

import base64
import os
import secrets
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from .pki import MEMBERS, PASSWORD, Pki
from .server import Request, Response, StandIn, json_response
from .timestamps import time_stamp
from .trustedlist import trusted_list

CLIENT = ("musterstadt", "nur-zum-testen")
PIN = "123456"
#: Where the demo keeps its authority, so that what was sealed yesterday is still known today.
FOLDER = "STANDIN_TRUST_FOLDER"


class Server(StandIn):
    title = "Vertrauensdienst (Zeitstempel, Siegel, Zertifikatsauskunft)"
    known_faults = {
        "tsa_down": "no time stamps (503)",
        "bad_token": "time stamps over something else",
        "ocsp_down": "no word on certificates, neither OCSP nor list (503)",
        "revoked": "the seal's and the person's certificates are revoked",
        "csc_refuses": "the remote service signs nothing (400)",
    }

    def __init__(self) -> None:
        super().__init__()
        self._pki: Pki | None = None
        self._making = threading.Lock()
        self._tokens: dict[str, float] = {}
        self._authorized: dict[str, set[str]] = {}
        self.route("GET", "/", self._index)
        self.route("POST", "/tsa", self._time_stamp)
        self.route("POST", "/ocsp", self._status)
        self.route("GET", "/ca.crl", self._revocation_list)
        self.route("GET", "/ca.cer", lambda request, _: _binary(self.pki(request).ca.der, "pkix-cert"))
        self.route("GET", "/ca.pem", lambda request, _: _binary(self.pki(request).ca.pem, "x-pem-file"))
        self.route("GET", "/pem/{member}", self._pem)
        self.route("GET", "/p12/{member}", self._bundle)
        self.route("GET", "/trusted-list.xml", self._trusted_list)
        self.route("POST", "/oauth2/token", self._token)
        for name in (
            "info",
            "credentials/list",
            "credentials/info",
            "credentials/authorize",
            "signatures/signHash",
        ):
            self.route("POST", f"/csc/v2/{name}", self._remote)

    def pki(self, request: Request) -> Pki:
        with self._making:
            if self._pki is None:
                folder = os.environ.get(FOLDER, "")
                self._pki = Pki.kept(Path(folder), request.base) if folder else Pki.make(request.base)
            members = self._pki.members
            gone = {members[name].certificate.serial_number for name in ("seal", "remote", "person")}
            self._pki.revoked = gone if self.faults.get("revoked") else set()
            return self._pki

    def _index(self, request: Request, _parts: Mapping[str, str]) -> Response:
        names = "".join(f"<li>{name}</li>" for name in (self.pki(request).ca.certificate.subject.rfc4514_string(),
                                                       *MEMBERS.values()))  # fmt: skip
        html = (
            "<p>Hier gibt es Zertifikate und Zeitstempel zum Ausprobieren. Sie gelten nirgends.</p>"
            f"<ul>{names}</ul><p>Kennwort der Schlüsseldateien: {PASSWORD}</p>"
        )
        return Response(self.page("Test-Vertrauensdienst", html))

    def _time_stamp(self, request: Request, _parts: Mapping[str, str]) -> Response:
        if self.faults.get("tsa_down"):
            return Response(self.page("Gestört", ""), 503)
        if request.header("Content-Type") != "application/timestamp-query":
            return Response(b"", 415)
        pki = self.pki(request)
        answer = time_stamp(
            request.body, pki.members["tsa"], pki.ca, wrong=bool(self.faults.get("bad_token"))
        )
        return Response(answer, 200, "application/timestamp-reply")

    def _status(self, request: Request, _parts: Mapping[str, str]) -> Response:
        if self.faults.get("ocsp_down"):
            return Response(self.page("Gestört", ""), 503)
        return Response(self.pki(request).status(request.body), 200, "application/ocsp-response")

    def _revocation_list(self, request: Request, _parts: Mapping[str, str]) -> Response:
        if self.faults.get("ocsp_down"):
            return Response(self.page("Gestört", ""), 503)
        return _binary(self.pki(request).revocation_list(), "pkix-crl")

    def _pem(self, request: Request, parts: Mapping[str, str]) -> Response:
        return _binary(self.pki(request).members[parts["member"]].pem, "x-pem-file")

    def _bundle(self, request: Request, parts: Mapping[str, str]) -> Response:
        return _binary(self.pki(request).bundle(parts["member"]), "x-pkcs12")

    def _trusted_list(self, request: Request, _parts: Mapping[str, str]) -> Response:
        pki = self.pki(request)
        return Response(trusted_list(pki), 200, "application/vnd.etsi.tsl+xml")

    def _token(self, request: Request, _parts: Mapping[str, str]) -> Response:
        form = request.form
        if form.get("grant_type") != "client_credentials":
            return json_response({"error": "unsupported_grant_type"}, 400)
        if (form.get("client_id"), form.get("client_secret")) != CLIENT:
            return json_response({"error": "invalid_client"}, 401)
        token = secrets.token_urlsafe(24)
        self._tokens[token] = time.time() + 3600
        return json_response({"access_token": token, "token_type": "Bearer", "expires_in": 3600})

    def _remote(self, request: Request, _parts: Mapping[str, str]) -> Response:
        wanted = request.path.partition("/csc/v2/")[2]
        if wanted == "info":
            return json_response(
                {
                    "specs": "2.0.0.2", "name": "Test-Fernsiegel", "region": "DE", "lang": "de-DE",
                    "authType": ["oauth2client"], "oauth2": request.base,
                    "methods": ["credentials/list", "credentials/info", "credentials/authorize", "signatures/signHash"],
                }
            )  # fmt: skip
        token = request.header("Authorization").removeprefix("Bearer ")
        if self._tokens.get(token, 0) < time.time():
            return json_response({"error": "invalid_token"}, 401)
        try:
            asked = request.json()
        except ValueError:
            return json_response({"error": "invalid_request"}, 400)
        if wanted == "credentials/list":
            return json_response({"credentialIDs": ["musterstadt-siegel"]})
        if asked.get("credentialID") != "musterstadt-siegel":
            return json_response({"error": "invalid_request", "error_description": "credentialID"}, 400)
        if wanted == "credentials/info":
            return self._credential(request)
        return self._authorize(asked) if wanted == "credentials/authorize" else self._sign(request, asked)

    def _credential(self, request: Request) -> Response:
        pki = self.pki(request)
        chain = [base64.b64encode(holder.der).decode() for holder in (pki.members["remote"], pki.ca)]
        return json_response(
            {
                "key": {"status": "enabled", "algo": ["1.2.840.10045.4.3.2"], "len": 256},
                "cert": {"status": "valid", "certificates": chain},
                "auth": {"mode": "explicit", "objects": [{"type": "PIN", "id": "PIN", "format": "N"}]},
                "SCAL": "2", "multisign": 10,
            }
        )  # fmt: skip

    def _authorize(self, asked: Mapping[str, object]) -> Response:
        """SCAL 2: what authorizes a signature is bound to the hashes that were named."""
        given = asked.get("authData")
        pins = (
            [item.get("value") for item in given if isinstance(item, dict)] if isinstance(given, list) else []
        )
        if pins != [PIN]:
            return json_response({"error": "invalid_request", "error_description": "invalid PIN"}, 400)
        named = asked.get("hashes")
        if not isinstance(named, list) or asked.get("numSignatures") != len(named):
            return json_response({"error": "invalid_request", "error_description": "hashes"}, 400)
        sad = secrets.token_urlsafe(24)
        self._authorized[sad] = {str(value) for value in named}
        return json_response({"SAD": sad, "expiresIn": 300})

    def _sign(self, request: Request, asked: Mapping[str, object]) -> Response:
        allowed = self._authorized.pop(str(asked.get("SAD")), set())
        named = asked.get("hashes")
        known = asked.get("hashAlgorithmOID") == "2.16.840.1.101.3.4.2.1"
        if (
            self.faults.get("csc_refuses")
            or not known
            or not isinstance(named, list)
            or not set(named) <= allowed
        ):
            return json_response({"error": "invalid_request", "error_description": "not authorized"}, 400)
        key = self.pki(request).members["remote"].key
        method = ec.ECDSA(Prehashed(hashes.SHA256()))
        made = [base64.b64encode(key.sign(base64.b64decode(value), method)).decode() for value in named]
        return json_response({"signatures": made})


def _binary(content: bytes, kind: str) -> Response:
    return Response(content, 200, f"application/{kind}")
