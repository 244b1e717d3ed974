"""Log-ins begin, fail and end."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth import login
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import PUBLIC, SYSTEM

from ..access import actor_of
from ..devices import device_of
from ..events import LoggedIn, LoginFailed, SessionEnded
from ..models import AccountSession, Identification, LoginService, User
from ..pending import take_pending
from ..queries import find_user
from ..sessions import forget_identified, mark_start, remember_identified
from ..subjects import session_hashes, subject_hashes
from .streams import stream_of


@transaction.atomic
def start_session(*, request: HttpRequest, user: User, second_factor: bool) -> None:
    """Log ``user`` in: the session gets a new key, so that one planted before is worth nothing."""
    before = request.session.session_key
    login(request, user, backend="allmende.base.identity.backends.TenantBackend")
    if request.session.session_key in (None, before):  # else ``login`` has given it a new one
        request.session.cycle_key()
    forget_identified(request)
    mark_start(request.session)
    AccountSession.objects.create(
        user=user, session_key=request.session.session_key or "", device=device_of(request)
    )
    record(LoggedIn(second_factor=second_factor), stream=stream_of(user), actor=actor_of(user))


@transaction.atomic
def finish_login(*, request: HttpRequest, user: User) -> str:
    """The second step was right too: log ``user`` in, with what a service said before; returns where she wants to."""
    wanted, said = take_pending(request)
    start_session(request=request, user=user, second_factor=True)
    if said is not None:
        remember_identified(request, user, said)
    return wanted


@transaction.atomic
def record_failed_login(*, email: str, step: str) -> None:
    """Note a failed attempt ("password" or "code"); an unknown address is never written down."""
    record(LoginFailed(step=step), stream=stream_of(find_user(email)), actor=PUBLIC)


@transaction.atomic
def end_session(*, user: User, session: AccountSession, store: type[SessionBase]) -> None:
    """End one of the owner's own log-ins; raises ``ValueError`` for somebody else's."""
    if session.user_id != user.pk:
        raise ValueError("not a session of this account")
    store(session.session_key).delete()
    session.delete()
    record(SessionEnded(), stream=stream_of(user), actor=actor_of(user))


@transaction.atomic
def end_other_sessions(*, user: User, keep_session: str, store: type[SessionBase]) -> int:
    """End all of the owner's log-ins but the one she is in now; returns how many."""
    rows = list(AccountSession.objects.filter(user=user).exclude(session_key=keep_session))
    for row in rows:
        store(row.session_key).delete()
    AccountSession.objects.filter(pk__in=[row.pk for row in rows]).delete()
    if rows:
        record(SessionEnded(), stream=stream_of(user), actor=actor_of(user))
    return len(rows)


@transaction.atomic
def end_provider_sessions(
    *,
    service: LoginService,
    subject: str,
    provider_session: str,
    before: datetime,
    store: type[SessionBase],
) -> int:
    """A service says that somebody logged out there: end what began by it ``before`` that; returns how many log-ins.

    ``subject`` is the service's pseudonym, ``provider_session`` its own log-in; one of them is enough.
    """
    found = AccountSession.objects.filter(service=service.key, started_at__lte=before)
    if subject:
        hashes = subject_hashes(service, subject)
        known = Identification.objects.filter(service=service, subject_hash__in=hashes)
        found = found.filter(user_id__in=list(known.values_list("user_id", flat=True)))
    if provider_session:
        found = found.filter(provider_session__in=session_hashes(service, provider_session))
    rows = list(found.select_related("user")) if subject or provider_session else []
    for row in rows:
        store(row.session_key).delete()
        record(SessionEnded(), stream=stream_of(row.user), actor=SYSTEM)
    AccountSession.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)
