"""The random challenge of a passkey ceremony: kept in the session, for one purpose, once and for five minutes."""

from __future__ import annotations

import secrets
import time

from django.http import HttpRequest

_KEY = "passkey_challenge"
SECONDS = 5 * 60


def give_challenge(request: HttpRequest, purpose: str) -> bytes:
    """A fresh challenge for ``purpose``; one given before ends."""
    challenge = secrets.token_bytes(32)
    request.session[_KEY] = {"purpose": purpose, "challenge": challenge.hex(), "at": int(time.time())}
    return challenge


def take_challenge(request: HttpRequest, purpose: str) -> bytes | None:
    """The challenge given for ``purpose``, or None where there is none, or too old; it ends whatever comes of it."""
    known = request.session.pop(_KEY, None)
    if not known or known["purpose"] != purpose or time.time() - known["at"] > SECONDS:
        return None
    return bytes.fromhex(known["challenge"])
