"""Time-based one-time passwords (RFC 6238: SHA-1, 30 s, 6 digits, as authenticator apps expect)."""

from __future__ import annotations

import base64
import hmac
import secrets
import time

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

PERIOD = 30
DIGITS = 6


def new_secret() -> str:
    """A fresh secret as base32 text, 160 bits."""
    return base64.b32encode(secrets.token_bytes(20)).decode("ascii")


def code_at(secret: str, step: int) -> str:
    """The code of one 30-second step."""
    return _totp(secret).generate(step * PERIOD).decode("ascii")


def matching_step(secret: str, code: str, *, after: int, now: float | None = None) -> int | None:
    """The step whose code was typed, one step of clock drift allowed; None where wrong or not after ``after``."""
    typed = "".join(code.split())
    if len(typed) != DIGITS or not typed.isascii() or not typed.isdigit():
        return None
    current = int((now or time.time()) // PERIOD)
    for step in (current - 1, current, current + 1):
        if step > after and hmac.compare_digest(code_at(secret, step), typed):
            return step
    return None


def provisioning_uri(secret: str, *, account: str, issuer: str) -> str:
    """The ``otpauth://`` address that the QR code shows."""
    return _totp(secret).get_provisioning_uri(account, issuer)


def qr_code(uri: str) -> str:
    """``uri`` as a QR code: an SVG in a ``data:`` address for an ``<img>``."""
    import segno

    return str(segno.make(uri, error="m").svg_data_uri(scale=5, border=4, dark="#000", light="#fff"))


def _totp(secret: str) -> TOTP:
    # Shorter keys are refused by default; ours always has 160 bits.
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), PERIOD)  # noqa: S303
