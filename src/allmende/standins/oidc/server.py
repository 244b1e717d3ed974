"""The provider's addresses, below ``/<realm>/``."""

from __future__ import annotations

import hashlib
import secrets
import time
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit
from urllib.request import Request as Asked
from urllib.request import urlopen

from ..server import Request, Response, StandIn, json_response, redirect
from .people import PEOPLE, REALMS, person, shown_name
from .signing import SigningKey, half_hash, text

CLIENT, SECRET = "allmende", "nachbildung"
#: class of a log-in without a second step
NOTHING = "urn:standin:none"
LOGGED_OUT = "http://schemas.openid.net/event/backchannel-logout"
FAULTS: Mapping[str, str] = {
    "alg_none": "the id token has no signature and says so",
    "hs256_with_public_key": "the id token is signed with the public key as if it were a secret",
    "wrong_signature": "the id token was changed after it was signed",
    "wrong_nonce": "the id token answers another request",
    "wrong_audience": "the id token is meant for somebody else",
    "other_party": "the id token is meant for us and another, and was given to the other (azp)",
    "wrong_issuer": "the id token names another issuer",
    "mixed_up": "the answer names another issuer in its address (RFC 9207)",
    "expired": "the id token has ended",
    "from_tomorrow": "the id token was made in the future",
    "wrong_at_hash": "the id token belongs to another access token",
    "no_subject": "the id token does not say who",
    "replayed_code": "a code works again, for whoever has it",
    "key_rotated": "the id token is signed with a new key, which stands in the key set from now on",
    "unknown_key": "the id token is signed with a key that stands nowhere",
    "userinfo_other_sub": "the userinfo is somebody else's",
    "userinfo_down": "the userinfo is not there",
    "other_state": "the answer comes with a state that nobody gave",
    "cancelled": "whoever chooses a person is told that she refused",
    "other_discovery": "the configuration names another issuer",
    "logout_nonce": "the logout token has a nonce, as an id token has",
    "logout_no_event": "the logout token does not say what happened",
    "logout_nobody": "the logout token names nobody",
    "down": "nothing answers but 503",
}


@dataclass(frozen=True)
class Grant:
    """What a code, or an access token, stands for."""

    realm: str
    sub: str
    redirect_uri: str
    nonce: str
    challenge: str
    strong: bool
    until: float
    sid: str = ""


class Server(StandIn):
    """See the package; keys are new at each start."""

    title = "Anmeldedienst (OpenID Connect)"
    known_faults = FAULTS

    def __init__(self) -> None:
        super().__init__()
        self.keys = [SigningKey(1)]
        self.codes: dict[str, Grant] = {}
        self.tokens: dict[str, Grant] = {}
        self.entered: list[Grant] = []
        self.route("GET", "/", self._front)
        for method, path, view in (
            ("GET", ".well-known/openid-configuration", self._discovery),
            ("GET", "jwks", self._jwks),
            ("GET", "authorize", self._authorize),
            ("POST", "authorize", self._chosen),
            ("POST", "token", self._token),
            ("GET", "userinfo", self._userinfo),
            ("GET", "end_session", self._end_session),
            ("GET", "code", self._last_code),
            ("GET", "people", self._people),
            ("POST", "people", self._log_out_everywhere),
            ("GET", "logout_token", self._logout_token),
        ):
            self.route(method, "/{realm}/" + path, view)

    def answer(self, request: Request) -> Response:
        if self.faults.get("down") and not request.path.startswith("/_faults"):
            return Response("Service Unavailable", 503, "text/plain")
        realm = request.path.strip("/").split("/")[0]
        if realm not in (*REALMS, "", "_faults"):
            return Response(self.page("Nicht gefunden", ""), 404)
        return super().answer(request)

    def _front(self, request: Request, parts: Mapping[str, str]) -> Response:
        rows = "".join(
            f'<dt>{escape(name)}</dt><dd>{escape(request.base)}/{realm} – <a href="/{realm}/people">Abmelden</a></dd>'
            for realm, (name, _) in REALMS.items()
        )
        return Response(self.page("Anmeldedienst", f"<p>Zwei Verzeichnisse:</p><dl>{rows}</dl>"))

    def _discovery(self, request: Request, parts: Mapping[str, str]) -> Response:
        issuer = f"{request.base}/{parts['realm']}"
        named = "https://other.example" if self.faults.get("other_discovery") else issuer
        return json_response({
            "issuer": named, "authorization_endpoint": f"{issuer}/authorize", "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/jwks", "userinfo_endpoint": f"{issuer}/userinfo",
            "end_session_endpoint": f"{issuer}/end_session", "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"], "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"], "scopes_supported": ["openid", "profile", "email"],
            "acr_values_supported": [REALMS[parts["realm"]][1], NOTHING],
            "authorization_response_iss_parameter_supported": True,
            "backchannel_logout_supported": True, "backchannel_logout_session_supported": True,
        })  # fmt: skip

    def _jwks(self, request: Request, parts: Mapping[str, str]) -> Response:
        return json_response({"keys": [key.public() for key in self.keys]})

    def _authorize(self, request: Request, parts: Mapping[str, str]) -> Response:
        wrong = _wrong_request(request.query)
        if wrong:
            return Response(self.page("Diese Anfrage ist nicht richtig", f"<p>{escape(wrong)}</p>"), 400)
        kept = "".join(
            f'<input type="hidden" name="{name}" value="{escape(request.query.get(name, ""))}">'
            for name in ("redirect_uri", "state", "nonce", "code_challenge")
        )
        rows = "".join(
            f'<p><button name="sub" value="{one["sub"]}">{escape(shown_name(one))}</button></p>'
            for one in PEOPLE[parts["realm"]]
        )
        return Response(self.page(
            REALMS[parts["realm"]][0],
            f'<form method="post"><p>Als wen möchten Sie sich anmelden?</p>{kept}{rows}<p><label><input '
            'type="checkbox" name="strong" value="1" checked style="width:auto"> mit zweitem Schritt'
            '</label></p><p><button name="sub" value="">Abbrechen</button></p></form>',
        ))  # fmt: skip

    def _chosen(self, request: Request, parts: Mapping[str, str]) -> Response:
        form, issuer = request.form, f"{request.base}/{parts['realm']}"
        back: dict[str, str] = {
            "state": "x" * 20 if self.faults.get("other_state") else form.get("state", "")
        }
        back["iss"] = "https://other.example" if self.faults.get("mixed_up") else issuer
        if not form.get("sub") or self.faults.get("cancelled"):
            return redirect(f"{form.get('redirect_uri', '')}?{urlencode({'error': 'access_denied', **back})}")
        code = secrets.token_urlsafe(24)
        self.codes[code] = Grant(
            parts["realm"], form["sub"], form.get("redirect_uri", ""), form.get("nonce", ""),
            form.get("code_challenge", ""), bool(form.get("strong")), time.time() + 60, secrets.token_urlsafe(12),
        )  # fmt: skip
        return redirect(f"{form.get('redirect_uri', '')}?{urlencode({'code': code, **back})}")

    def _token(self, request: Request, parts: Mapping[str, str]) -> Response:
        form = request.form
        if not _is_client(request.header("Authorization")):
            return json_response({"error": "invalid_client"}, 401)
        code = form.get("code", "")
        grant = self.codes.get(code) if self.faults.get("replayed_code") else self.codes.pop(code, None)
        proof = text(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        fits = grant and grant.realm == parts["realm"] and grant.until > time.time()
        if (
            not grant
            or not fits
            or grant.redirect_uri != form.get("redirect_uri")
            or grant.challenge != proof
        ):
            return json_response({"error": "invalid_grant"}, 400)
        access = secrets.token_urlsafe(24)
        self.tokens[access] = grant
        self.entered.append(grant)
        claims = self._claims(grant, f"{request.base}/{parts['realm']}", access)
        return json_response(
            {
                "access_token": access,
                "token_type": "Bearer",
                "expires_in": 300,
                "id_token": self._signed(claims),
            }
        )

    def _claims(self, grant: Grant, issuer: str, access: str) -> dict[str, Any]:
        """The id token's claims, as they should be or as a fault wants them."""
        now, faults = int(time.time()), self.faults
        found = dict(person(grant.realm, grant.sub) or {})
        found |= {
            "iss": issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": grant.nonce,
            "sid": grant.sid, "at_hash": half_hash(access), "acr": REALMS[grant.realm][1] if grant.strong else NOTHING,
            "amr": ["pwd", "mfa"] if grant.strong else ["pwd"],
        }  # fmt: skip
        wrong: dict[str, dict[str, Any]] = {
            "wrong_nonce": {"nonce": "another"},
            "wrong_audience": {"aud": "another"},
            "other_party": {"aud": [CLIENT, "another"], "azp": "another"},
            "wrong_issuer": {"iss": "https://other.example"},
            "expired": {"iat": now - 7200, "exp": now - 3600},
            "from_tomorrow": {"iat": now + 86400, "exp": now + 90000},
            "wrong_at_hash": {"at_hash": half_hash("another")},
            "no_subject": {"sub": ""},
        }
        for name, claims in wrong.items():
            found |= claims if faults.get(name) else {}
        return found

    def _signed(self, claims: Mapping[str, Any]) -> str:
        key, faults = self.keys[-1], self.faults
        if faults.get("alg_none"):
            return key.sign_not(claims)
        if faults.get("hs256_with_public_key"):
            return key.sign_by_public_key(claims)
        if faults.get("wrong_signature"):
            head, _, signature = key.sign({**claims, "sub": "somebody"}).split(".")
            return f"{head}.{key.sign(claims).split('.')[1]}.{signature}"
        if faults.get("unknown_key"):
            return SigningKey(0).sign(claims)
        if faults.get("key_rotated"):
            self.keys = [*self.keys[-1:], SigningKey(len(self.keys) + secrets.randbelow(10**6) + 1)]
        return self.keys[-1].sign(claims)

    def _userinfo(self, request: Request, parts: Mapping[str, str]) -> Response:
        grant = self.tokens.get(request.header("Authorization").removeprefix("Bearer "))
        if self.faults.get("userinfo_down"):
            return Response("Service Unavailable", 503, "text/plain")
        if grant is None or grant.realm != parts["realm"]:
            return json_response({"error": "invalid_token"}, 401)
        found = person(grant.realm, grant.sub) or {}
        return json_response({**found, "sub": "somebody"} if self.faults.get("userinfo_other_sub") else found)

    def _end_session(self, request: Request, parts: Mapping[str, str]) -> Response:
        back = request.query.get("post_logout_redirect_uri", "")
        link = f'<p><a href="{escape(back)}">Zurück</a></p>' if _is_here(back) else ""
        return Response(self.page("Sie sind auch hier abgemeldet", link))

    def _people(self, request: Request, parts: Mapping[str, str]) -> Response:
        """Who is logged in here; the button logs out everywhere, and tells each town."""
        inside = {grant.sub for grant in self.entered if grant.realm == parts["realm"]}
        rows = "".join(
            f'<p><button name="sub" value="{escape(sub)}">{escape(shown_name(person(parts["realm"], sub) or {}))} '
            "überall abmelden</button></p>"
            for sub in sorted(inside)
        )
        return Response(self.page("Angemeldet", f'<form method="post">{rows or "<p>Niemand.</p>"}</form>'))

    def _log_out_everywhere(self, request: Request, parts: Mapping[str, str]) -> Response:
        issuer, sub = f"{request.base}/{parts['realm']}", request.form.get("sub", "")
        leaving = [one for one in self.entered if (one.realm, one.sub) == (parts["realm"], sub)]
        self.entered = [one for one in self.entered if one not in leaving]
        told = sum(tell(one.redirect_uri, self._signed(self._left(one, issuer))) for one in leaving)
        return Response(
            self.page("Abgemeldet", f"<p>{told} von {len(leaving)} Anmeldungen sind beendet.</p>")
        )

    def _left(self, grant: Grant, issuer: str) -> dict[str, Any]:
        """A logout token (OpenID Connect Back-Channel Logout 1.0), as it should be or as a fault wants it."""
        found = {
            name: claim for name, claim in self._claims(grant, issuer, "").items()
            if name in ("iss", "aud", "iat", "exp", "sid", "sub", "azp")
        }  # fmt: skip
        found |= {"jti": secrets.token_urlsafe(12), "events": {LOGGED_OUT: {}}}
        if self.faults.get("logout_nonce"):
            found["nonce"] = grant.nonce
        if self.faults.get("logout_no_event"):
            found["events"] = {}
        if self.faults.get("logout_nobody"):
            found = {name: claim for name, claim in found.items() if name not in ("sub", "sid")}
        return found

    def _logout_token(self, request: Request, parts: Mapping[str, str]) -> Response:
        """For tests: what the last who came in would be logged out by."""
        last = [one for one in self.entered if one.realm == parts["realm"]][-1]
        claims = self._left(last, f"{request.base}/{parts['realm']}")
        return json_response({"logout_token": self._signed(claims)})

    def _last_code(self, request: Request, parts: Mapping[str, str]) -> Response:
        """For tests: the code that was given last, as somebody would have it who looked over a shoulder."""
        return json_response({"code": list(self.codes)[-1] if self.codes else ""})


def tell(redirect_uri: str, token: str) -> bool:
    """Post a logout token beside the address of the log-in, as it was registered; whether it was taken."""
    parts = urlsplit(redirect_uri)
    # Not every resolver knows the names below localhost; the town is told by the header.
    address = f"http://127.0.0.1:{parts.port or 80}{parts.path}abmelden/"
    body = urlencode({"logout_token": token}).encode()
    try:
        with urlopen(Asked(address, body, {"Host": parts.netloc}), timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _wrong_request(query: Mapping[str, str]) -> str:
    """What is wrong with a request for a log-in, in a sentence; empty where nothing is."""
    if query.get("client_id") != CLIENT:
        return "Diesen Auftraggeber kennt der Dienst nicht (client_id)."
    if not _is_here(query.get("redirect_uri", "")):
        return "Die Rückkehradresse liegt nicht auf diesem Rechner (redirect_uri)."
    if query.get("response_type") != "code" or "openid" not in query.get("scope", "").split():
        return "Verlangt werden response_type=code und scope=openid."
    if query.get("code_challenge_method") != "S256" or len(query.get("code_challenge", "")) != 43:
        return "Ohne PKCE mit S256 geht es nicht (code_challenge)."
    if not query.get("state") or not query.get("nonce"):
        return "state und nonce fehlen."
    return ""


def _is_client(header: str) -> bool:
    kind, _, given = header.partition(" ")
    try:
        name, _, secret = b64decode(given).decode().partition(":")
    except ValueError:
        return False
    return kind == "Basic" and (unquote(name), unquote(secret)) == (CLIENT, SECRET)


def _is_here(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    return host in ("localhost", "127.0.0.1") or host.endswith(".localhost")
