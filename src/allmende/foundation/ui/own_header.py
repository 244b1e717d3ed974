"""The header that one visitor has: drawn once for all who see the same links, then only the holes are filled.

Everything else on a kept page is the same for everybody: somebody who is logged in need not wait for a page of hers.
"""

from __future__ import annotations

import re
from copy import copy

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import get_language

from allmende.foundation.kept import Kept

from .navigation import links, shown
from .tokens import page_token

SECONDS = 30.0
_TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*"')
_NEXT = re.compile(r'(name="next" value=")[^"]*"')
_HOLE = re.compile(r"zzhole([a-z]+)zz")
_drawn: Kept[list[str]] = Kept(seconds=SECONDS, size=500)


def own_header(request: HttpRequest, token: str = "") -> str:
    """The public pages' ``<header>`` as this visitor sees it; ``token`` for its forms, where the page has one."""
    key = (get_language(), shown(request, "public"), shown(request, "account"))
    pieces = _drawn.get(key, lambda: _pieces(request))
    holes = {
        "token": (token or page_token(request)) if "token" in pieces[1::2] else "",
        "next": escape(request.get_full_path()),
    }
    return "".join(piece if place % 2 == 0 else holes[piece] for place, piece in enumerate(pieces))


def as_stranger(request: HttpRequest) -> HttpRequest:
    """The same request by somebody who is not logged in, has no cookie and is told nothing."""
    stranger = copy(request)
    stranger.META = {name: value for name, value in request.META.items() if "COOKIE" not in name}
    stranger.COOKIES = {}
    stranger.user = AnonymousUser()
    stranger._messages = []  # type: ignore[attr-defined]
    return stranger


def _pieces(request: HttpRequest) -> list[str]:
    """Constant text and names of holes, in turn."""
    context = {"links": links(request, "public"), "home": "/"}
    html = render_to_string("ui/parts/header.html", context, request).strip()
    html = _TOKEN.sub(r'\1zzholetokenzz"', html)
    return _HOLE.split(_NEXT.sub(r'\1zzholenextzz"', html))
