"""Questions that are open: an answer is taken once, and only by the browser that asked.

The answer is a form that the provider's page sends; browsers leave our cookies out of it (SameSite=Lax). So the
answer is checked without a session, kept sealed, and fetched a moment later by the browser with its cookies: a
ticket opens it, and only in the session that asked.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from allmende.foundation.secrecy import SealedError, seal, unseal

from ...levels import TrustLevel
from ...models import Handshake, LoginService
from ...providers import Attribute, Confirmed, RefusedError

_KEY, _LEAVING = "handshakes", "saml_leaving"
#: How our requests to log somebody out begin.
LEAVING = "_leave"
_MOST = 8
#: How long somebody may take at the provider, and how long the browser to come back.
ANSWER_WITHIN = timedelta(minutes=30)


@dataclass(frozen=True)
class NameId:
    """How the provider calls a person in this log-in, with what it said around it; ``session`` is its log-in."""

    value: str
    format: str = ""
    qualifier: str = ""
    sp_qualifier: str = ""
    session: str = ""


@transaction.atomic
def open_handshake(request: HttpRequest, service: LoginService, request_id: str) -> None:
    """Note the question here and in the browser's session."""
    Handshake.objects.create(service=service, request_id=request_id)
    request.session[_KEY] = [*request.session.get(_KEY, [])[-_MOST + 1 :], request_id]


def is_open(service: LoginService, request_id: str) -> bool:
    """Whether we asked so, not long ago, and have no answer yet."""
    since = timezone.now() - ANSWER_WITHIN
    rows = Handshake.objects.filter(
        service=service, request_id=request_id, ticket_hash="", created_at__gt=since
    )
    return bool(rows.exists())


@transaction.atomic
def keep_answer(
    service: LoginService, request_id: str, confirmed: Confirmed, who: NameId | None = None
) -> str:
    """Close the question with its answer; returns the ticket. Raises ``RefusedError("replay")`` the second time."""
    ticket = secrets.token_urlsafe(32)
    rows = Handshake.objects.filter(service=service, request_id=request_id, ticket_hash="")
    if not rows.update(ticket_hash=_hash(ticket), answer=seal(_as_json(confirmed, who))):
        raise RefusedError("replay")
    return ticket


@transaction.atomic
def fetch_answer(request: HttpRequest, service: LoginService, ticket: str) -> Confirmed:
    """What the ticket opens, once; raises ``RefusedError``: "replay", or "session" for another browser's."""
    row = Handshake.objects.filter(service=service, ticket_hash=_hash(ticket)).first() if ticket else None
    if row is None or row.created_at < timezone.now() - ANSWER_WITHIN:
        raise RefusedError("replay")
    asked = list(request.session.get(_KEY, []))
    if row.request_id not in asked:
        raise RefusedError("session")
    if not Handshake.objects.filter(pk=row.pk).delete()[0]:
        raise RefusedError("replay")
    request.session[_KEY] = [one for one in asked if one != row.request_id]
    try:
        confirmed, who = _from_json(unseal(row.answer))
    except (SealedError, ValueError):
        raise RefusedError("replay") from None
    if who is not None:
        request.session[_LEAVING] = {**request.session.get(_LEAVING, {}), service.key: seal(who)}
    return confirmed


def who_leaves(request: HttpRequest, service: LoginService) -> NameId | None:
    """How the service calls whoever logged in by it in this session."""
    sealed = request.session.get(_LEAVING, {}).get(service.key)
    try:
        return NameId(*unseal(sealed)) if sealed else None
    except (SealedError, TypeError):
        return None


@transaction.atomic
def keep_leaving(service: LoginService, request_id: str, content: bytes) -> str:
    """Note a log-out that is to be told to the service; returns the ticket."""
    ticket = secrets.token_urlsafe(32)
    Handshake.objects.create(
        service=service, request_id=request_id, ticket_hash=_hash(ticket), answer=seal(content.decode())
    )
    return ticket


def fetch_leaving(service: LoginService, ticket: str) -> bytes | None:
    """What is to be told; None where the ticket opens nothing, or too late."""
    rows = Handshake.objects.filter(
        service=service, request_id__startswith=LEAVING, ticket_hash=_hash(ticket)
    )
    row = rows.filter(created_at__gt=timezone.now() - ANSWER_WITHIN).first() if ticket else None
    try:
        return str(unseal(row.answer)).encode() if row else None
    except SealedError:
        return None


@transaction.atomic
def close_leaving(service: LoginService, request_id: str) -> bool:
    """Whether such a log-out waited for its answer; it waits no longer."""
    if not request_id.startswith(LEAVING):
        return False
    return bool(Handshake.objects.filter(service=service, request_id=request_id).delete()[0])


def _hash(ticket: str) -> str:
    return hashlib.sha256(ticket.encode(errors="replace")).hexdigest()


def _as_json(confirmed: Confirmed, who: NameId | None) -> list[object]:
    attributes = {name: [item.value, item.level.value] for name, item in confirmed.attributes.items()}
    leaving = [who.value, who.format, who.qualifier, who.sp_qualifier, who.session] if who else None
    return [
        confirmed.subject, confirmed.level.value, attributes, list(confirmed.groups), confirmed.session, leaving,
    ]  # fmt: skip


def _from_json(found: list[object]) -> tuple[Confirmed, object]:
    subject, level, attributes, groups, session, leaving = found
    assert isinstance(attributes, dict) and isinstance(groups, list)  # noqa: S101, PT018
    said = {name: Attribute(value, TrustLevel(its)) for name, (value, its) in attributes.items()}
    return Confirmed(str(subject), TrustLevel(str(level)), said, groups, session=str(session)), leaving
