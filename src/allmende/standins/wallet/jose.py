"""JSON Web Signatures as these standards use them: ES256, compact, and on demand no signature at all."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature


def b64(raw: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """The bytes of base64url without padding; raises ``ValueError``."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def compact(value: Any) -> str:
    """JSON without needless blanks."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def sign(key: ec.EllipticCurvePrivateKey, header: dict[str, Any], claims: dict[str, Any]) -> str:
    """A compact JWS; a header with ``alg`` none gets an empty signature."""
    signed = f"{b64(compact(header).encode())}.{b64(compact(claims).encode())}"
    if header["alg"] == "none":
        return f"{signed}."
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{signed}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any], bytes, bytes]:
    """Header, claims, what was signed, and the signature; raises ``ValueError``."""
    first, second, third = token.split(".")
    return json.loads(unb64(first)), json.loads(unb64(second)), f"{first}.{second}".encode(), unb64(third)


def verify(key: ec.EllipticCurvePublicKey, signed: bytes, signature: bytes) -> None:
    """Raise ``InvalidSignature`` or ``ValueError`` where ES256 does not hold."""
    if len(signature) != 64:
        raise ValueError("no ES256 signature")
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(hashes.SHA256()))


def digest(text: str) -> str:
    """base64url of the SHA-256 of an ASCII text."""
    return b64(hashlib.sha256(text.encode("ascii")).digest())


def jwk(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    """A public P-256 key as a JWK."""
    numbers = key.public_numbers()
    x, y = (b64(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}
