"""Who may open a draft: the account it belongs to, or the browser in which it was begun or resumed."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponseBase

from allmende.base.identity.models import User
from allmende.foundation.ui.cookies import cookie_name

from .forms import version_of
from .models import Draft
from .store import read_draft

COOKIE = "allmende_drafts"
SALT = "allmende.applications.browser"
#: So many drafts one browser remembers; the oldest is forgotten first.
REMEMBERED = 10


def user_of(request: HttpRequest) -> User | None:
    """The logged-in account, or None."""
    user: Any = request.user
    return user if user.is_authenticated else None


def get_draft_for(request: HttpRequest, draft_id: uuid.UUID) -> Draft:
    """The draft; raises ``Http404`` where it does not exist for this person."""
    draft = read_draft(draft_id)
    if draft is None or not may_open(request, draft):
        raise Http404
    draft.version = version_of(draft.version_id)
    return draft


def may_open(request: HttpRequest, draft: Draft) -> bool:
    """Whether this request comes from the draft's account, or, without one, from its browser."""
    if draft.user_id is not None:
        return bool(request.user.is_authenticated and request.user.pk == draft.user_id)
    return draft.pk.hex in drafts_in_browser(request)


def drafts_in_browser(request: HttpRequest) -> list[str]:
    """Keys of the drafts that this browser may open, oldest first."""
    try:
        return signing.Signer(salt=SALT).unsign(request.COOKIES.get(cookie_name(COOKIE), "")).split(".")
    except signing.BadSignature:
        return []


def remember_draft(request: HttpRequest, response: HttpResponseBase, draft: Draft) -> None:
    """Let this browser open the draft until it is closed."""
    kept = [key for key in drafts_in_browser(request) if key != draft.pk.hex]
    _set(response, [*kept, draft.pk.hex][-REMEMBERED:])


def forget_draft(request: HttpRequest, response: HttpResponseBase, draft: Draft) -> None:
    """Take the draft from this browser, for instance at a shared computer."""
    _set(response, [key for key in drafts_in_browser(request) if key != draft.pk.hex])


def _set(response: HttpResponseBase, keys: list[str]) -> None:
    if not keys:
        response.delete_cookie(cookie_name(COOKIE), samesite="Lax")
        return
    response.set_cookie(
        cookie_name(COOKIE), signing.Signer(salt=SALT).sign(".".join(keys)),
        secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
    )  # fmt: skip
