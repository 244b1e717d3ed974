"""What a wallet checks of who asks: OpenID4VP 1.0, sections 5 and 8, with signed requests (RFC 9101)."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from .jose import b64, parts, verify
from .people import WORDS
from .pki import certificate, name, new_key


class BadRequestError(Exception):
    """The request, or what came back, is not as the standard says; the text is for people."""


@dataclass(frozen=True)
class Asked:
    """A request that was checked; ``name`` says who asks, ``words`` for what."""

    claims: dict[str, Any]
    name: str
    words: list[str]

    @property
    def response_uri(self) -> str:
        return str(self.claims["response_uri"])


class Registrar:
    """Gives relying parties their access certificates."""

    def __init__(self) -> None:
        self._key = new_key()
        subject = name("Wurzel der Zugangszertifikate")
        self.root = certificate(subject, self._key.public_key(), subject, self._key, ca=True)

    def certify(self, pem: bytes) -> str:
        """An access certificate in PEM for a certificate request (PKCS#10)."""
        wanted = x509.load_pem_x509_csr(pem)
        key = wanted.public_key()
        if not wanted.is_signature_valid or not isinstance(key, ec.EllipticCurvePublicKey):
            raise BadRequestError("no certificate request")
        names = [wanted.extensions.get_extension_for_class(x509.SubjectAlternativeName).value]
        made = certificate(wanted.subject, key, self.root.subject, self._key, extensions=[*names])
        return made.public_bytes(Encoding.PEM).decode()

    def check(self, chain: list[str]) -> x509.Certificate:
        """The certificate of who asks; raises ``BadRequestError`` for one that was not given here."""
        try:
            leaf = x509.load_der_x509_certificate(base64.b64decode(chain[0]))
            leaf.verify_directly_issued_by(self.root)
        except (IndexError, ValueError, TypeError, InvalidSignature):
            raise BadRequestError("Wer fragt, ist nicht zugelassen.") from None
        return leaf


def fetch(query: Mapping[str, str], registrar: Registrar) -> Asked:
    """The request behind ``request_uri``; by POST it must come back with this wallet's own nonce."""
    nonce = ""
    if query.get("request_uri_method") == "post":
        nonce = secrets.token_urlsafe(16)
        status, body = _call("POST", query["request_uri"], {"wallet_nonce": nonce})
    else:
        status, body = _call("GET", query["request_uri"], None)
    if status != 200:
        raise BadRequestError("Die Anfrage ist nicht mehr da. Bitte beginnen Sie dort noch einmal.")
    asked = read(body.decode(), query.get("client_id", ""), registrar)
    if nonce and asked.claims.get("wallet_nonce") != nonce:
        raise BadRequestError("Die Anfrage ist nicht für diese Wallet gemacht.")
    return asked


def read(token: str, client_id: str, registrar: Registrar) -> Asked:
    """A signed request, once everything about it holds."""
    try:
        header, claims, signed, signature = parts(token)
        leaf = registrar.check(header.get("x5c", []))
        key = leaf.public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise BadRequestError("Wer fragt, ist nicht zugelassen.")
        verify(key, signed, signature)
    except (ValueError, InvalidSignature):
        raise BadRequestError("Die Anfrage ist nicht echt unterschrieben.") from None
    wrong = [
        what
        for what, holds in {
            "typ": header.get("typ") == "oauth-authz-req+jwt" and header.get("alg") == "ES256",
            "client_id": claims.get("client_id") == client_id and _is_of(client_id, leaf, claims),
            "aud": claims.get("aud") == "https://self-issued.me/v2",
            "exp": claims.get("exp", time.time() + 1) > time.time(),
            "response_type": claims.get("response_type") == "vp_token",
            "response_mode": claims.get("response_mode") == "direct_post.jwt"
            and "redirect_uri" not in claims,
            "nonce": len(claims.get("nonce", "")) >= 22,
            "dcql_query": len(claims.get("dcql_query", {}).get("credentials", [])) == 1,
        }.items()
        if not holds
    ]
    if wrong:
        raise BadRequestError(f"In der Anfrage stimmt nicht: {', '.join(wrong)}.")
    paths = [claim["path"] for claim in claims["dcql_query"]["credentials"][0]["claims"]]
    return Asked(claims, _organisation(leaf), list(dict.fromkeys(_words(path) for path in paths)))


def post(address: str, form: Mapping[str, str]) -> dict[str, Any]:
    """Send the answer; what the relying party says to it. Raises ``BadRequestError`` where it refuses."""
    status, body = _call("POST", address, form)
    if status != 200:
        raise BadRequestError(
            "Die Stelle hat die Antwort nicht angenommen. Bitte beginnen Sie dort noch einmal."
        )
    found = json.loads(body)
    return found if isinstance(found, dict) else {}


def _is_of(client_id: str, leaf: x509.Certificate, claims: Mapping[str, Any]) -> bool:
    prefix, _, value = client_id.partition(":")
    if prefix == "x509_hash":
        return value == b64(hashlib.sha256(leaf.public_bytes(Encoding.DER)).digest())
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    hosts = names.get_values_for_type(x509.DNSName)
    return prefix == "x509_san_dns" and value in hosts and urlsplit(claims["response_uri"]).hostname == value


def _organisation(leaf: x509.Certificate) -> str:
    found = leaf.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(found[0].value) if found else leaf.subject.rfc4514_string()


def _words(path: list[Any]) -> str:
    if path[0] == "age_equal_or_over":
        return f"Ob Sie mindestens {path[1]} Jahre alt sind" if len(path) > 1 else WORDS[path[0]]
    return WORDS.get(str(path[0]), str(path[0]))


def _call(method: str, address: str, form: Mapping[str, str] | None) -> tuple[int, bytes]:
    parsed = urlsplit(address)
    host = parsed.hostname or ""
    # Names below localhost are this machine (RFC 6761), whatever the resolver knows.
    to = "127.0.0.1" if host == "localhost" or host.endswith(".localhost") else host
    if parsed.scheme != "https" and to != "127.0.0.1":
        raise BadRequestError("Wallets sprechen nur verschlüsselt.")
    make = HTTPSConnection if parsed.scheme == "https" else HTTPConnection
    connection = make(to, parsed.port, timeout=10)
    body = urlencode(form).encode() if form is not None else None
    headers = {"Host": parsed.netloc, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request(method, parsed.path + (f"?{parsed.query}" if parsed.query else ""), body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except OSError:
        raise BadRequestError("Die Stelle ist nicht zu erreichen.") from None
    finally:
        connection.close()
