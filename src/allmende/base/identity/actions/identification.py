"""Somebody else says who someone is: the one door by which all log-in services finish."""

from __future__ import annotations

import re

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import PUBLIC

from ..access import actor_of
from ..events import AccountCreated, IdentificationRefused, ServiceDisconnected
from ..events import Identified as IdentifiedEvent
from ..levels import Identified, TrustLevel
from ..models import AccountSession, Identification, LoginService, User
from ..pending import remember
from ..policy import second_factor_required
from ..providers import Confirmed, RefusedError
from ..queries import find_user
from ..sessions import mark_start, remember_identified
from ..subjects import closed, session_hashes, subject_hashes
from .groups import follow_groups, staff_account
from .logins import start_session
from .streams import stream_of

STAFF = LoginService.Audience.STAFF


class LastDoorError(Exception):
    """Without this service nobody could open the account any more."""


@transaction.atomic
def identify(
    *, request: HttpRequest, service: LoginService, confirmed: Confirmed, next_url: str = ""
) -> User:
    """A service said who sits in front of this browser: log her in, or identify who is logged in (step-up).

    The account is the one that this pseudonym opened before; else the one that is logged in here; else a new
    citizen's account, never one found by its e-mail address; services for staff have rules of their own
    (``StaffRules``), and their groups give roles. Nothing counts more than the service
    is trusted with (``service.level``).

    Raises ``RefusedError``: "blocked" account, "audience" (a citizen's service for staff, or the other way round),
    "no_account" (staff that have none), "other_account" (the pseudonym opens another account than the one logged in),
    "other_person" (the account logged in belongs to another pseudonym), "no_person" (it does not say who she is, and
    nobody is logged in).

    Staff whom the service has not asked for two factors are not logged in yet: ours is still to come, and leads to
    ``next_url`` (``request.user`` stays who it was).
    """
    if not confirmed.subject:
        raise RefusedError("subject")
    level = min(confirmed.level, TrustLevel(service.level))
    hashes = subject_hashes(service, confirmed.subject)
    known = (
        Identification.objects.filter(service=service, subject_hash__in=hashes).select_related("user").first()
    )
    here = request.user if isinstance(request.user, User) else None
    if here is None and not confirmed.names_person:
        raise RefusedError("no_person")
    user = _account(service, confirmed, known.user if known else None, here)
    if known is None and Identification.objects.filter(service=service, user=user).exists():
        raise RefusedError("other_person")
    _check(service, user)
    now = timezone.now()
    Identification.objects.update_or_create(user=user, service=service, defaults={
        "subject_hash": hashes[0], "level": level, "attributes": closed(confirmed, level), "at": now,
    })  # fmt: skip
    own = (session_hashes(service, confirmed.session) or [""])[0]
    said = Identified(service.key, level, now, session=own)
    if here is not None and not confirmed.names_person:
        said = Identified(service.key, here.trust_level, now, says=level, session=own)
    _enter(request, user, confirmed, said, next_url)
    if service.audience == STAFF:
        follow_groups(user=user, service=service, groups=confirmed.groups)
    record(
        IdentifiedEvent(service=service.key, level=level.value), stream=stream_of(user), actor=actor_of(user)
    )
    return user


@transaction.atomic
def record_refusal(*, service: str, reason: str) -> None:
    """Note that an answer was not believed, and why: nothing of what it said, nor who sent it."""
    row = LoginService.objects.filter(key=service).first()
    reason = reason if re.fullmatch(r"[a-z0-9_]{1,40}", reason) else "unknown"
    record(
        IdentificationRefused(service=row.key if row else "", reason=reason),
        stream=f"login-service:{row.pk if row else 'unknown'}", actor=PUBLIC,
    )  # fmt: skip


@transaction.atomic
def disconnect_service(*, user: User, service: LoginService) -> None:
    """The owner no longer wants to log in by ``service``; what it said is forgotten, roles that it gave end.

    Raises ``LastDoorError`` where she could not log in any more.
    """
    rows = Identification.objects.filter(user=user)
    by_password = user.email and user.has_usable_password()
    if not (by_password or rows.exclude(service=service).exists() or user.passkeys.exists()):
        raise LastDoorError
    if rows.filter(service=service).delete()[0]:
        if service.audience == STAFF:
            follow_groups(user=user, service=service, groups=())
        record(ServiceDisconnected(service=service.key), stream=stream_of(user), actor=actor_of(user))


def _account(service: LoginService, confirmed: Confirmed, known: User | None, here: User | None) -> User:
    if known is not None:
        if here is not None and here.pk != known.pk:
            raise RefusedError("other_account")
        return known
    if here is not None:
        return here
    if service.audience != STAFF:
        return _new_account(confirmed)
    found = staff_account(service=service, confirmed=confirmed)
    if found is None:
        raise RefusedError("no_account")
    return found


def _enter(request: HttpRequest, user: User, confirmed: Confirmed, said: Identified, next_url: str) -> None:
    """Begin the log-in, or let the one that is there rise; or wait for the second step of staff."""
    two = confirmed.second_factor or said.level.reaches(TrustLevel.SUBSTANTIAL)
    if isinstance(request.user, User) and request.user.pk == user.pk:
        _renew(request)
    elif second_factor_required(user) and not two:
        remember(request, user, next_url, said)
        return
    else:
        start_session(request=request, user=user, second_factor=two)
    remember_identified(request, user, said)
    request.user = user


def _check(service: LoginService, user: User) -> None:
    if not user.is_active:
        raise RefusedError("blocked")
    if user.is_staff != (service.audience == STAFF):
        raise RefusedError("audience")


def _new_account(confirmed: Confirmed) -> User:
    """A citizen's account; it takes the e-mail address only where the service has confirmed it and nobody has it."""
    said = confirmed.attributes
    email = said["email"].value if "email" in said and said["email"].level.reaches(TrustLevel.LOW) else ""
    if email and find_user(email):
        email = ""
    names = [said[name].value for name in ("given_name", "family_name") if name in said]
    name = " ".join(names) or (said["organisation"].value if "organisation" in said else "")
    user = User(
        email=email, name=name[:200], password=make_password(None), kind=User.Kind.CITIZEN,
        language=get_language() or "de", confirmed_at=timezone.now() if email else None,
        level=TrustLevel.LOW if email else TrustLevel.NONE,
    )  # fmt: skip
    user.save(force_insert=True)
    record(
        AccountCreated(kind=user.kind),
        stream=stream_of(user), actor=PUBLIC, personal={"name": user.name, "email": user.email},
    )  # fmt: skip
    return user


def _renew(request: HttpRequest) -> None:
    """The session rises: it gets a new key and a new time, and keeps all that it knows."""
    before = request.session.session_key or ""
    request.session.cycle_key()
    mark_start(request.session)
    AccountSession.objects.filter(session_key=before).update(session_key=request.session.session_key or "")
