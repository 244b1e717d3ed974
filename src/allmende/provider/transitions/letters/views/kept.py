"""The page by a link, kept for half a minute: after a letter to thousands, many open theirs, and some again and again.

What is kept is one link's page. It is good as long as the log of its institution and of its programme has the same
length; whether the link is revoked or expired is read each time. What else the page shows (official answers, who is
head) is at most half a minute old. Tokens of forms are filled in for each visitor.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import get_language

from allmende.foundation import rows, sql
from allmende.foundation.kept import Kept
from allmende.foundation.tenants.context import current_tenant_id
from allmende.foundation.ui.tokens import page_token

from ..actions import note_opened
from ..links import TOKEN_LENGTH, hash_token
from ..models import PageLink

_HOLES = re.compile(r'(name="csrfmiddlewaretoken" value="|name="once" value=")[^"]*"')
_HEADS = "SELECT stream, seq FROM events_streamhead WHERE tenant_id = %s AND stream IN (%s, %s)"
_pages: Kept[tuple[str, ...] | None] = Kept(seconds=30.0, size=300)


def answer_kept(
    request: HttpRequest, token: str, draw: Callable[[], HttpResponseBase]
) -> HttpResponseBase | None:
    """The page of an open link, kept or drawn by ``draw``; None where it must be drawn for this visitor alone."""
    ours = {settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    if request.method != "GET" or request.COOKIES.keys() - ours or len(token) != TOKEN_LENGTH:
        return None
    link = rows.one(PageLink, {"tenant_id": current_tenant_id(), "token_hash": hash_token(token)})
    if link is None or link.revoked_at is not None or link.expires_at <= timezone.now():
        return None
    streams = [f"programme:{link.programme_id}", f"institution:{link.institution_id}"]
    stamp = tuple(sorted(sql.rows(_HEADS, [sql.key(current_tenant_id()), *streams])))
    drawn: list[HttpResponseBase] = []

    def build() -> tuple[str, ...] | None:
        drawn.append(draw())
        page = drawn[0]
        if page.status_code != 200 or not isinstance(page, HttpResponse):
            return None
        return tuple(_HOLES.split(page.content.decode()))

    pieces = _pages.get((link.pk, get_language(), request.scheme, request.get_host(), stamp), build)
    if drawn or pieces is None:
        return drawn[0]
    note_opened(link=link)
    return HttpResponse(_filled(pieces, page_token(request)))


def _filled(pieces: tuple[str, ...], token: str) -> str:
    """Constant text and beginnings of fields, in turn: each field gets what is this visitor's."""
    found = []
    for place, piece in enumerate(pieces):
        found.append(piece)
        if place % 2:
            found.append(f'{token if "csrf" in piece else get_random_string(32)}"')
    return "".join(found)
