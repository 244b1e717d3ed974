"""How long a log-in lasts: idle time and longest time, shorter for staff."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from .levels import Identified, TrustLevel
from .models import AccountSession, User

STAFF_IDLE = 60 * 60
CITIZEN_IDLE = 12 * 60 * 60
LONGEST = 24 * 60 * 60
FRESH = 15 * 60
_SEEN, _START, _IDENTIFIED = "seen", "start", "identified"
#: The time of the last request is written at most this often (seconds), so that reading pages costs no write.
_NOTE_EVERY = 60


def mark_start(session: SessionBase) -> None:
    """Note the moment of the log-in."""
    session[_START] = session[_SEEN] = int(time.time())


def packed(said: Identified) -> dict[str, Any]:
    """What a service said, as a session can keep it."""
    return {
        "service": said.service, "level": said.level.value, "at": int(said.at.timestamp()),
        "says": said.says.value if said.says else "", "session": said.session,
    }  # fmt: skip


def unpacked(known: Mapping[str, Any]) -> Identified:
    """What ``packed`` packed."""
    moment = datetime.fromtimestamp(known["at"], UTC)
    says = TrustLevel(known["says"]) if known.get("says") else None
    return Identified(known["service"], TrustLevel(known["level"]), moment, says, known.get("session", ""))


def remember_identified(request: HttpRequest, user: User, said: Identified) -> None:
    """From now on, and until this log-in ends, the session has what a service said of ``user``."""
    request.session[_IDENTIFIED] = {"user": user.pk.hex, **packed(said)}
    AccountSession.objects.filter(session_key=request.session.session_key or "").update(
        service=said.service, provider_session=said.session
    )
    user.identified = said


def forget_identified(request: HttpRequest) -> None:
    """Somebody logs in anew: what a service said before counts no more."""
    request.session.pop(_IDENTIFIED, None)


def _attach_identified(session: SessionBase, user: User) -> None:
    known = session.get(_IDENTIFIED)
    if known and known["user"] == user.pk.hex:
        user.identified = unpacked(known)


def is_fresh(request: HttpRequest) -> bool:
    """Whether the log-in is so young that it stands for the password, where an account has none."""
    start = request.session.get(_START)
    return start is not None and int(time.time()) - start <= FRESH


class SessionLimitMiddleware:
    """Ends a log-in that was idle, or lasted, too long; the person may log in again and goes on where she was.

    Also tells the user what a log-in service said in this session, which gives her level of trust.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = getattr(request, "session", None)
        start = session.get(_START) if session is not None else None
        if session is None or start is None or not request.user.is_authenticated:
            return self.get_response(request)
        # The user is known from here on: every look through Django's lazy stand-in would cost as much again.
        user: User = request._cached_user  # type: ignore[attr-defined]
        request.user = user
        _attach_identified(session, user)
        now = int(time.time())
        idle = STAFF_IDLE if request.user.is_staff else CITIZEN_IDLE
        if now - session.get(_SEEN, start) > idle or now - start > LONGEST:
            logout(request)
            messages.info(
                request, _("You were logged out after a long time without activity. Please log in again.")
            )
            back = request.get_full_path() if request.method == "GET" else "/"
            return redirect_to_login(back)
        if now - session.get(_SEEN, start) > _NOTE_EVERY:
            session[_SEEN] = now
        return self.get_response(request)
