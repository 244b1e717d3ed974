"""Between password and second factor: who is about to log in, kept in the session for a few minutes."""

from __future__ import annotations

import time

from django.http import HttpRequest

from .levels import Identified
from .models import User
from .sessions import packed, unpacked

_KEY = "pending_login"
_SECONDS = 10 * 60


def remember(request: HttpRequest, user: User, next_url: str, said: Identified | None = None) -> None:
    """The password was right, or a service said who it is; the second step is still to come."""
    request.session.cycle_key()
    request.session[_KEY] = {
        "user": user.pk.hex, "at": int(time.time()), "next": next_url, "said": packed(said) if said else None,
    }  # fmt: skip


def pending_user(request: HttpRequest) -> User | None:
    """Who gave the right password less than ten minutes ago and has not finished, or None."""
    known = request.session.get(_KEY)
    if not known or time.time() - known["at"] > _SECONDS:
        return None
    return User.objects.filter(pk=known["user"], is_active=True).first()


def take_pending(request: HttpRequest) -> tuple[str, Identified | None]:
    """Where the person wanted to go, and what a service said of her; forgets the pending log-in."""
    known = request.session.pop(_KEY, None) or {}
    said = known.get("said")
    return str(known.get("next", "")), unpacked(said) if said else None
