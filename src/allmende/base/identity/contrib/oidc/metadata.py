"""Where a provider's addresses and keys are (OpenID Connect Discovery 1.0), kept for a short time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allmende.foundation.kept import Kept
from allmende.foundation.outgoing import UnreachableError, call, is_safe

from ...providers import RefusedError

_SECONDS = 5
_WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class Metadata:
    """What a provider says of itself; addresses that it may leave out are empty."""

    issuer: str
    authorization: str
    token: str
    jwks: str
    userinfo: str
    end_session: str
    #: every answer names the issuer in its address (RFC 9207)
    names_itself: bool
    basic: bool
    document: dict[str, Any]


_KNOWN: Kept[Metadata] = Kept(seconds=600)
_KEYS: Kept[list[dict[str, Any]]] = Kept(seconds=600)
#: A key that is not known is looked for anew, but a flood of wrong tokens asks the provider twice a minute only.
_NEW_KEYS: Kept[list[dict[str, Any]]] = Kept(seconds=30)


def metadata(issuer: str) -> Metadata:
    """The provider's configuration; raises ``RefusedError`` ("unreachable", "configuration")."""
    return _KNOWN.get(issuer, lambda: read_metadata(issuer))


def keys(address: str, kid: str) -> list[dict[str, Any]]:
    """The key set, asked for anew where it has no key ``kid``; raises ``RefusedError``."""
    known = _KEYS.get(address, lambda: read_keys(address))
    if not kid or any(key.get("kid") == kid for key in known):
        return known
    return _NEW_KEYS.get(address, lambda: read_keys(address))


def read_metadata(issuer: str) -> Metadata:
    """Ask the provider now."""
    found = _read(issuer.rstrip("/") + _WELL_KNOWN)
    if found.get("issuer") != issuer:
        raise RefusedError("configuration")
    methods = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Metadata(
        issuer=issuer,
        authorization=_address(found, "authorization_endpoint"),
        token=_address(found, "token_endpoint"),
        jwks=_address(found, "jwks_uri"),
        userinfo=_address(found, "userinfo_endpoint", needed=False),
        end_session=_address(found, "end_session_endpoint", needed=False),
        names_itself=found.get("authorization_response_iss_parameter_supported") is True,
        basic="client_secret_basic" in methods,
        document=found,
    )


def read_keys(address: str) -> list[dict[str, Any]]:
    """Ask for the key set now."""
    rows = _read(address).get("keys")
    if not isinstance(rows, list):
        raise RefusedError("configuration")
    return [row for row in rows if isinstance(row, dict)]


def _read(address: str) -> dict[str, Any]:
    try:
        answer = call("GET", address, headers={"Accept": "application/json"}, seconds=_SECONDS)
        found = answer.json() if answer.ok else None
    except (UnreachableError, ValueError):
        raise RefusedError("unreachable") from None
    if not answer.ok:
        raise RefusedError("unreachable")
    if not isinstance(found, dict):
        raise RefusedError("configuration")
    return found


def _address(found: dict[str, Any], name: str, *, needed: bool = True) -> str:
    address = found.get(name)
    if isinstance(address, str) and is_safe(address):
        return address
    if needed:
        raise RefusedError("configuration")
    return ""
