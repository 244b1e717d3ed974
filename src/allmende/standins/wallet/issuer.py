"""The issuer of PIDs: SD-JWT VC (RFC 9901, draft-ietf-oauth-sd-jwt-vc) and its status list."""

from __future__ import annotations

import base64
import json
import secrets
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from .jose import b64, compact, digest, jwk, sign
from .people import ISSUING
from .pki import Key, certificate, name, new_key

VCT = "urn:eudi:pid:de:1"
#: Place in the status list → value: 0 valid, 1 revoked, 2 suspended (two bits each).
VALID, REVOKED, SUSPENDED = 3, 5, 9
_PLACES = {REVOKED: 1, SUSPENDED: 2}
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Pid:
    """A PID: the signed part, and each disclosure by the path of its claim."""

    signed: str
    disclosures: dict[tuple[str, ...], str]


class Issuer:
    """One authority and one certificate below it, new at each start."""

    def __init__(self) -> None:
        self._root_key, self._key = new_key(), new_key()
        self._root = certificate(
            name("Wurzel der PID-Aussteller"), self._root_key.public_key(), name("Wurzel der PID-Aussteller"),
            self._root_key, ca=True,
        )  # fmt: skip
        self._certificate = certificate(
            name("PID-Aussteller"), self._key.public_key(), self._root.subject, self._root_key
        )

    @property
    def trusted(self) -> str:
        """What a relying party must trust: the authority's certificate in PEM."""
        return self._root.public_bytes(Encoding.PEM).decode()

    @property
    def keys(self) -> dict[str, Any]:
        """The same as a JWK set: the key that signs."""
        return {"keys": [{**jwk(self._key.public_key()), "use": "sig", "alg": "ES256"}]}

    def issue(
        self,
        person: Mapping[str, Any],
        holder: ec.EllipticCurvePublicKey,
        base: str,
        faults: Mapping[str, Any],
    ) -> Pid:
        """A PID of ``person`` for the key of ``holder``; its status list is at ``base``."""
        now = int(time.time())
        disclosures: dict[tuple[str, ...], str] = {}
        claims: dict[str, Any] = {
            "iss": f"{base}/", "iat": now - 3600, "exp": now + 2 * _YEAR, "vct": VCT, "_sd_alg": "sha-256",
            "cnf": {"jwk": jwk(holder)}, **_hidden(dict(person), (), disclosures), **ISSUING,
        }  # fmt: skip
        place = REVOKED if faults.get("revoked") else SUSPENDED if faults.get("suspended") else VALID
        if not faults.get("no_status"):
            claims["status"] = {"status_list": {"idx": place, "uri": f"{base}/status/1"}}
        if faults.get("expired"):
            claims["exp"] = now - 3600
        if faults.get("not_yet"):
            claims["nbf"] = now + 3600
        if faults.get("other_type"):
            claims["vct"] = "urn:example:kundenkarte:1"
        key, chain = self._signer(faults)
        header = {"alg": "none" if faults.get("alg_none") else "ES256", "typ": "dc+sd-jwt", **chain}
        return Pid(sign(key, header, claims), disclosures)

    def status_list(
        self, address: str, *, foreign: bool = False, elsewhere: bool = False, bare: bool = False
    ) -> str:
        """The status list token for ``address`` (draft-ietf-oauth-status-list): two bits a place, least first."""
        packed = bytearray(256)
        for place, value in _PLACES.items():
            packed[place // 4] |= value << (place % 4 * 2)
        now = int(time.time())
        claims = {
            "sub": f"{address}/andere" if elsewhere else address, "iat": now, "exp": now + 86400, "ttl": 43200,
            "status_list": {"bits": 2, "lst": b64(zlib.compress(bytes(packed), 9))},
        }  # fmt: skip
        key, chain = self._signer({"other_issuer": foreign, "no_certificate": bare})
        return sign(key, {"alg": "ES256", "typ": "statuslist+jwt", **chain}, claims)

    def _signer(self, faults: Mapping[str, Any]) -> tuple[Key, dict[str, Any]]:
        key, made = self._key, self._certificate
        if faults.get("other_issuer"):
            stranger, key = new_key(), new_key()
            made = certificate(name("PID-Aussteller"), key.public_key(), self._root.subject, stranger)
        elif faults.get("own_certificate"):
            key = new_key()
            made = certificate(name("PID-Aussteller"), key.public_key(), name("PID-Aussteller"), key)
        if faults.get("no_certificate"):
            return key, {}
        return key, {"x5c": [base64.b64encode(made.public_bytes(Encoding.DER)).decode()]}


def _hidden(
    claims: dict[str, Any], above: tuple[str, ...], disclosures: dict[tuple[str, ...], str]
) -> dict[str, Any]:
    """``claims`` with each of them behind a digest; objects hide what is in them, too."""
    digests: list[str] = []
    kept: dict[str, Any] = {}
    for key, value in claims.items():
        path = (*above, key)
        inner = _hidden(value, path, disclosures) if isinstance(value, dict) else value
        if key == "age_equal_or_over":
            # Only the single statements are hidden, not that there are some.
            kept[key] = inner
            continue
        disclosure = b64(compact([b64(secrets.token_bytes(16)), key, inner]).encode())
        disclosures[path] = disclosure
        digests.append(digest(disclosure))
    # In an order that tells nothing, with some that belong to nothing (RFC 9901, sections 4.2.4.1 and 4.2.5).
    digests.extend(b64(secrets.token_bytes(32)) for _ in range(2))
    return {**kept, "_sd": sorted(digests)}


def changed(disclosure: str) -> str:
    """The disclosure with another value under the same salt and name."""
    from .jose import unb64

    salt, key, value = json.loads(unb64(disclosure))
    return b64(compact([salt, key, not value if isinstance(value, bool) else f"{value}x"]).encode())
