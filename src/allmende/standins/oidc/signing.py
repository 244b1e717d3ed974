"""Signed tokens (RFC 7515, RFC 7518), written out so that nothing is shared with whoever checks them."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def text(content: bytes) -> str:
    """base64url without padding."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def packed(value: Any) -> str:
    """``value`` as JSON in base64url."""
    return text(json.dumps(value, separators=(",", ":")).encode())


def half_hash(value: str) -> str:
    """The left half of the SHA-256 of ``value``, as ``at_hash`` wants it."""
    return text(hashlib.sha256(value.encode()).digest()[:16])


class SigningKey:
    """An RSA key with its number, for RS256."""

    def __init__(self, number: int) -> None:
        self.kid = f"key-{number}"
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def public(self) -> dict[str, str]:
        """The key as it stands in the key set."""
        numbers = self._key.public_key().public_numbers()
        return {
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.kid,
            "n": text(numbers.n.to_bytes(256, "big")), "e": text(numbers.e.to_bytes(3, "big")),
        }  # fmt: skip

    def sign(self, claims: Mapping[str, Any]) -> str:
        """A token as it should be."""
        head = f"{packed({'alg': 'RS256', 'typ': 'JWT', 'kid': self.kid})}.{packed(claims)}"
        return f"{head}.{text(self._key.sign(head.encode(), padding.PKCS1v15(), SHA256()))}"

    def sign_not(self, claims: Mapping[str, Any]) -> str:
        """A token that says it needs no signature."""
        return f"{packed({'alg': 'none', 'typ': 'JWT'})}.{packed(claims)}."

    def sign_by_public_key(self, claims: Mapping[str, Any]) -> str:
        """A token "signed" with what everybody knows: the public key, taken for a secret."""
        head = f"{packed({'alg': 'HS256', 'typ': 'JWT', 'kid': self.kid})}.{packed(claims)}"
        known = self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return f"{head}.{text(hmac.digest(known, head.encode(), 'sha256'))}"
