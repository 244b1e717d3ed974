"""From the code to claims that can be believed (OpenID Connect Core 1.0, sections 3.1.3 and 5.3)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from allmende.foundation.outgoing import Answer, UnreachableError, call

from ...providers import RefusedError
from .config import OidcSettings
from .handshakes import Handshake
from .metadata import Metadata, keys

#: Clocks differ (seconds); and how long an id token may have been on its way to us.
LEEWAY = 60
_OLDEST = 600
_FAMILIES = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}
_HASHES = {"256": "sha256", "384": "sha384", "512": "sha512"}


def tokens_for(
    code: str, made: Handshake, *, settings: OidcSettings, known: Metadata, back: str
) -> dict[str, Any]:
    """What the provider gives for the code; ``back`` is the address to which it came. Raises ``RefusedError``."""
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": made.verifier,
    }  # fmt: skip
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    secret = settings.client_secret.get_secret_value()
    if secret and known.basic:
        pair = f"{quote(settings.client_id, safe='')}:{quote(secret, safe='')}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    else:
        form |= {"client_id": settings.client_id, **({"client_secret": secret} if secret else {})}
    answer = _called("POST", known.token, body=urlencode(form).encode(), headers=headers)
    if not answer.ok:
        raise RefusedError("unreachable" if answer.status >= 500 else "code")
    return _object(answer)


def claims_of(
    tokens: Mapping[str, Any], made: Handshake, *, settings: OidcSettings, known: Metadata
) -> dict[str, Any]:
    """The claims of the id token, every one of whose seals was looked at; raises ``RefusedError``."""
    given = tokens.get("id_token")
    if not isinstance(given, str):
        raise RefusedError("id_token")
    algorithm, claims = verified(given, settings, known)
    check_parties(claims, settings)
    check_times(claims)
    if not hmac.compare_digest(str(claims.get("nonce", "")), made.nonce):
        raise RefusedError("nonce")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise RefusedError("subject")
    if "at_hash" in claims and claims["at_hash"] != _half_hash(
        str(tokens.get("access_token", "")), algorithm
    ):
        raise RefusedError("at_hash")
    return claims


def userinfo_of(tokens: Mapping[str, Any], subject: str, known: Metadata) -> dict[str, Any]:
    """What the provider says of ``subject`` besides; raises ``RefusedError``, also where it speaks of another."""
    if not known.userinfo:
        raise RefusedError("userinfo")
    bearer = {"Authorization": f"Bearer {tokens.get('access_token', '')}", "Accept": "application/json"}
    answer = _called("GET", known.userinfo, headers=bearer)
    if not answer.ok:
        raise RefusedError("unreachable" if answer.status >= 500 else "userinfo")
    found = _object(answer)
    if found.get("sub") != subject:
        raise RefusedError("userinfo_subject")
    return found


def verified(token: str, settings: OidcSettings, known: Metadata) -> tuple[str, dict[str, Any]]:
    """Algorithm and claims of a token whose signature is by one of the provider's own keys."""
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import import_key

    header = _header(token)
    algorithm, kid = header.get("alg"), header.get("kid", "")
    if algorithm not in settings.algorithms or not isinstance(kid, str):
        raise RefusedError("algorithm")
    fitting = [key for key in keys(known.jwks, kid) if _fits(key, str(algorithm), kid)]
    if len(fitting) != 1:
        raise RefusedError("key")
    try:
        read = jwt.decode(token, import_key(fitting[0]), algorithms=[str(algorithm)])
    except (JoseError, ValueError, TypeError, KeyError):
        raise RefusedError("signature") from None
    return str(algorithm), dict(read.claims)


def _header(token: str) -> dict[str, Any]:
    head = token.partition(".")[0]
    try:
        found = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except ValueError:
        raise RefusedError("id_token") from None
    if not isinstance(found, dict):
        raise RefusedError("id_token")
    return found


def _fits(key: Mapping[str, Any], algorithm: str, kid: str) -> bool:
    """Whether a key is for signatures by ``algorithm``; a token without ``kid`` wants the only one that is."""
    return (
        key.get("kty") == _FAMILIES[algorithm[:2]]
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and (not kid or key.get("kid") == kid)
    )


def check_parties(claims: Mapping[str, Any], settings: OidcSettings) -> None:
    """By this provider, for us; raises ``RefusedError``."""
    if claims.get("iss") != settings.issuer:
        raise RefusedError("issuer")
    meant = claims.get("aud")
    audience = [meant] if isinstance(meant, str) else meant if isinstance(meant, list) else []
    party = claims.get("azp")
    if settings.client_id not in audience or (len(audience) > 1 and party is None):
        raise RefusedError("wrong_audience")
    if party is not None and party != settings.client_id:
        raise RefusedError("wrong_audience")


def check_times(claims: Mapping[str, Any]) -> None:
    """Made lately, not ended; raises ``RefusedError``."""
    now, ends, made = time.time(), _moment(claims, "exp"), _moment(claims, "iat")
    if ends < now - LEEWAY or made < now - _OLDEST:
        raise RefusedError("expired")
    if max(made, _moment(claims, "nbf") if "nbf" in claims else 0) > now + LEEWAY:
        raise RefusedError("not_yet")


def _moment(claims: Mapping[str, Any], name: str) -> float:
    found = claims.get(name)
    if not isinstance(found, int | float) or isinstance(found, bool):
        raise RefusedError("times")
    return found


def _half_hash(token: str, algorithm: str) -> str:
    digest = hashlib.new(_HASHES.get(algorithm[-3:], "sha512"), token.encode()).digest()
    return base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()


def _called(method: str, address: str, *, body: bytes | None = None, headers: Mapping[str, str]) -> Answer:
    try:
        return call(method, address, body=body, headers=headers)
    except (UnreachableError, ValueError):
        raise RefusedError("unreachable") from None


def _object(answer: Answer) -> dict[str, Any]:
    try:
        found = answer.json()
    except UnreachableError:
        raise RefusedError("answer") from None
    if not isinstance(found, dict):
        raise RefusedError("answer")
    return found
