"""Questions that are open: an answer is taken once, and only by the browser that asked.

The answer is a form that the provider's page sends; browsers leave our cookies out of it (SameSite=Lax). So the
answer is checked without a session, kept sealed, and fetched a moment later by the browser with its cookies: a
ticket opens it, and only in the session that asked.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from allmende.foundation.secrecy import SealedError, seal, unseal

from ...levels import TrustLevel
from ...models import Handshake, LoginService
from ...providers import Attribute, Confirmed, RefusedError

_KEY = "handshakes"
_MOST = 8
#: How long somebody may take at the provider, and how long the browser to come back.
ANSWER_WITHIN = timedelta(minutes=30)


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
def keep_answer(service: LoginService, request_id: str, confirmed: Confirmed) -> str:
    """Close the question with its answer; returns the ticket. Raises ``RefusedError("replay")`` the second time."""
    ticket = secrets.token_urlsafe(32)
    rows = Handshake.objects.filter(service=service, request_id=request_id, ticket_hash="")
    if not rows.update(ticket_hash=_hash(ticket), answer=seal(_as_json(confirmed))):
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
        return _from_json(unseal(row.answer))
    except SealedError:
        raise RefusedError("replay") from None


def _hash(ticket: str) -> str:
    return hashlib.sha256(ticket.encode(errors="replace")).hexdigest()


def _as_json(confirmed: Confirmed) -> list[object]:
    attributes = {name: [item.value, item.level.value] for name, item in confirmed.attributes.items()}
    return [confirmed.subject, confirmed.level.value, attributes, list(confirmed.groups)]


def _from_json(found: list[object]) -> Confirmed:
    subject, level, attributes, groups = found
    assert isinstance(attributes, dict) and isinstance(groups, list)  # noqa: S101, PT018
    said = {name: Attribute(value, TrustLevel(its)) for name, (value, its) in attributes.items()}
    return Confirmed(str(subject), TrustLevel(str(level)), said, groups)
