"""Whether the issuer has withdrawn a PID: Token Status Lists (IETF draft-ietf-oauth-status-list), fetched and kept.

Nobody's silence is taken for a good answer: a list that cannot be had, or was signed by somebody else, refuses.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from allmende.foundation.kept import Kept
from allmende.foundation.outgoing import UnreachableError, call

from ...providers import RefusedError
from .config import WalletSettings

#: A withdrawal counts after five minutes at the latest, whatever the list allows.
_lists: Kept[bytes] = Kept(seconds=300, size=50)
_KIND = "application/statuslist+jwt"
_LARGEST = 2_000_000
#: An authority's certificate, at most two between it and the one that signed.
_LONGEST_CHAIN = 3
#: A PID without a list must be this short-lived (CIR (EU) 2024/2977, Art. 5): seconds.
_A_DAY = 24 * 60 * 60


def check_status(claims: Mapping[str, Any], settings: WalletSettings) -> None:
    """Raise ``RefusedError`` where the PID is withdrawn or suspended ("revoked"), or nobody can say ("status")."""
    from polaris_oid4vp.status import decide_by_fetching

    status = claims.get("status")
    if status is None:
        ends = claims.get("exp")
        if not isinstance(ends, int | float) or ends - time.time() > _A_DAY:
            raise RefusedError("status")
        return
    listed = status.get("status_list") if isinstance(status, Mapping) else None
    if not isinstance(listed, Mapping):
        raise RefusedError("status")
    verdict = decide_by_fetching(
        index=listed.get("idx"), expected_uri=listed.get("uri"), fetch=_fetch,
        authority=lambda **asked: (_verifier(settings), "trusted", "an issuer of the trust list"),
    )  # fmt: skip
    if not verdict.checked:
        raise RefusedError("status")
    if verdict["status"] != 0:
        raise RefusedError("revoked")


def _fetch(address: str) -> bytes:
    return _lists.get(address, lambda: _call(address))


def _call(address: str) -> bytes:
    answer = call("GET", address, headers={"Accept": _KIND}, seconds=5, largest=_LARGEST)
    if not answer.ok or answer.kind != _KIND:
        raise UnreachableError("no status list")
    return answer.body.strip()


def _verifier(settings: WalletSettings) -> Any:
    def verify(signed: bytes, signature: bytes, header: Mapping[str, Any]) -> bool:
        if header.get("alg") != "ES256" or len(signature) != 64:
            return False
        numbers = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        for key in _keys(header, settings):
            try:
                key.verify(encode_dss_signature(*numbers), signed, ec.ECDSA(hashes.SHA256()))
            except InvalidSignature:
                continue
            return True
        return False

    return verify


def _keys(header: Mapping[str, Any], settings: WalletSettings) -> list[ec.EllipticCurvePublicKey]:
    """The keys that may have signed: of a certificate below a trusted one, else those of the trust list itself."""
    if "x5c" in header:
        chain = [x509.load_der_x509_certificate(base64.b64decode(part)) for part in header["x5c"]]
        trusted = 0 < len(chain) <= _LONGEST_CHAIN and _is_trusted(chain, settings.anchors)
        keys = [chain[0].public_key()] if trusted else []
    else:
        from joserfc.jwk import ECKey

        keys = [ECKey.import_key(row).public_key for row in settings.jwks]
    return [
        key for key in keys if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == "secp256r1"
    ]


def _is_trusted(chain: list[x509.Certificate], anchors: list[x509.Certificate]) -> bool:
    now = datetime.now(UTC)
    return any(
        all(
            child.not_valid_before_utc <= now <= child.not_valid_after_utc and _signed_by(child, parent)
            for child, parent in zip(chain, [*chain[1:], anchor], strict=True)
        )
        for anchor in anchors
    )


def _signed_by(child: x509.Certificate, parent: x509.Certificate) -> bool:
    try:
        child.verify_directly_issued_by(parent)
        return bool(parent.extensions.get_extension_for_class(x509.BasicConstraints).value.ca)
    except (ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False
