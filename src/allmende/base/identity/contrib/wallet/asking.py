"""Asking a wallet: open requests for a visit, the signed request object, the addresses that open a wallet."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from allmende.foundation.secrecy import seal, unseal

from ...models import LoginService
from .claims import Path, asked, query
from .config import WalletSettings
from .models import WalletRequest

#: Long enough to find the phone, open the wallet, read and consent.
OPEN_FOR = timedelta(minutes=10)
_STATIC_DISCOVERY = "https://self-issued.me/v2"
_ENCRYPTIONS = ["A128GCM", "A256GCM"]


@dataclass(frozen=True)
class Secrets:
    """What only this request knows; ``key`` is the private JWK to which the answer is encrypted."""

    nonce: str
    state: str
    code: str
    key: dict[str, str]


@transaction.atomic
def open_visit(*, service: LoginService, settings: WalletSettings, wanted: Sequence[str]) -> str:
    """Ask, in one request for each way to reach a wallet. Returns what the browser's session must hold."""
    visit = secrets.token_urlsafe(32)
    devices = [WalletRequest.Device.SAME]
    if settings.other_device:
        devices.append(WalletRequest.Device.OTHER)
    for device in devices:
        WalletRequest.objects.create(
            service=service, handle=secrets.token_urlsafe(24), visit=visit_hash(visit), device=device,
            wanted=list(wanted), secrets=seal(_fresh_secrets()),
        )  # fmt: skip
    return visit


def visit_hash(visit: str) -> str:
    """A visit as it stands in the table: whoever reads the table cannot take it over."""
    return salted_hmac("allmende.identity.wallet", visit, algorithm="sha256").hexdigest()


def secrets_of(row: WalletRequest) -> Secrets:
    """The secrets of one request."""
    return Secrets(**unseal(row.secrets))


def is_open(row: WalletRequest) -> bool:
    """Whether a wallet may still answer."""
    return row.state == WalletRequest.State.OPEN and timezone.now() - row.created_at < OPEN_FOR


def client_id(settings: WalletSettings) -> str:
    """Who asks, as the wallet can check it against the certificate (OpenID4VP 1.0, section 5.9.3)."""
    if settings.client_id_prefix == "x509_san_dns":
        return f"x509_san_dns:{settings.host}"
    digest = hashlib.sha256(settings.chain[0].public_bytes(Encoding.DER)).digest()
    return "x509_hash:" + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def claims_of(row: WalletRequest, settings: WalletSettings) -> list[Path]:
    """The claims that this request asks for."""
    return asked(row.wanted, settings.attributes, number=settings.number)


def opening(address: str, *, client: str, request_uri: str) -> str:
    """The address that opens a wallet with this request; ``address`` is a scheme or a wallet's own page."""
    values = {"client_id": client, "request_uri": request_uri, "request_uri_method": "post"}
    return f"{address}{'&' if '?' in address else '?'}{urlencode(values)}"


def request_object(
    row: WalletRequest, settings: WalletSettings, *, response_uri: str, wallet_nonce: str = ""
) -> str:
    """The request as a signed JWT (RFC 9101; OpenID4VP 1.0, section 5), with the wallet's nonce where it sent one."""
    from joserfc import jwt
    from joserfc.jwk import ECKey

    known, now = secrets_of(row), int(time.time())
    claims: dict[str, Any] = {
        "iss": client_id(settings), "client_id": client_id(settings), "aud": _STATIC_DISCOVERY,
        "response_type": "vp_token", "response_mode": "direct_post.jwt", "response_uri": response_uri,
        "nonce": known.nonce, "state": known.state, "iat": now,
        "exp": int((row.created_at + OPEN_FOR).timestamp()),
        "client_metadata": _metadata(known), "dcql_query": query(claims_of(row, settings), settings.vct),
    }  # fmt: skip
    if wallet_nonce:
        claims["wallet_nonce"] = wallet_nonce
    if settings.registration_certificate:
        claims["verifier_info"] = [{"format": "registration_cert", "data": settings.registration_certificate}]
    chain = [base64.b64encode(part.public_bytes(Encoding.DER)).decode() for part in settings.chain]
    header = {"alg": "ES256", "typ": "oauth-authz-req+jwt", "x5c": chain}
    return jwt.encode(header, claims, ECKey.import_key(settings.private_key.get_secret_value()))


def _metadata(known: Secrets) -> dict[str, Any]:
    public = {name: known.key[name] for name in ("kty", "crv", "x", "y")}
    algorithms = {"sd-jwt_alg_values": ["ES256"], "kb-jwt_alg_values": ["ES256"]}
    return {
        "jwks": {"keys": [{**public, "kid": "answer", "use": "enc", "alg": "ECDH-ES"}]},
        "vp_formats_supported": {"dc+sd-jwt": algorithms},
        "encrypted_response_enc_values_supported": _ENCRYPTIONS,
    }


def _fresh_secrets() -> dict[str, Any]:
    from joserfc.jwk import ECKey

    return {
        "nonce": secrets.token_urlsafe(32), "state": secrets.token_urlsafe(24),
        "code": secrets.token_urlsafe(24), "key": ECKey.generate_key("P-256").as_dict(private=True),
    }  # fmt: skip
