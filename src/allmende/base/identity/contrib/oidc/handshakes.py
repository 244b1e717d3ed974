"""What this browser has begun: kept in its session under a random state, for one answer within a quarter of an hour."""

from __future__ import annotations

import hashlib
import secrets
import time
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass

from django.http import HttpRequest
from django.urls import reverse

_KEY = "oidc"
_SECONDS = 15 * 60
#: A person opens a few tabs, not more; older ones end.
_MOST = 5


@dataclass(frozen=True)
class Handshake:
    """One log-in under way: ``verifier`` proves that code and session belong together (PKCE, RFC 7636)."""

    service: str
    nonce: str
    verifier: str
    at: int

    @property
    def challenge(self) -> str:
        """What the provider is told of ``verifier``: its SHA-256."""
        return urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


def begin(request: HttpRequest, service: str) -> tuple[str, Handshake]:
    """A fresh handshake and its state."""
    state = secrets.token_urlsafe(32)
    made = Handshake(service, secrets.token_urlsafe(32), secrets.token_urlsafe(48), int(time.time()))
    known = dict(list(request.session.get(_KEY, {}).items())[-(_MOST - 1) :])
    request.session[_KEY] = {**known, state: asdict(made)}
    return state, made


def take(request: HttpRequest, service: str, state: str) -> Handshake | None:
    """The handshake of an answer, which ends; None for a state that this browser was not given here, or long ago."""
    known = dict(request.session.get(_KEY, {}))
    found = known.pop(state, None)
    if found is None:
        return None
    request.session[_KEY] = known
    made = Handshake(**found)
    fits = made.service == service and time.time() - made.at <= _SECONDS
    return made if fits else None


def back_to(request: HttpRequest, service: str) -> str:
    """The address to which the provider sends the browser back; it is registered there."""
    return request.build_absolute_uri(reverse("identity:oidc_back", args=[service]))
