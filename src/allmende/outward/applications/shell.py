"""Pages whose frame is the same for all: rendered once, then only the holes are filled.

The frame of a form's page (layout, navigation, headings, buttons) depends on tenant, language, version and page. Only
what is one person's own stands in holes; for somebody who is logged in the header, too. Whoever has a message waiting
gets the page rendered afresh.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from pydantic import BaseModel

from allmende.foundation.kept import Kept
from allmende.foundation.ui.own_header import as_stranger, own_header
from allmende.foundation.ui.tokens import page_token

FRESH_SECONDS = 30.0
_HOLE = re.compile(r"zzhole([a-z_]+?)zz")
_HEADER = re.compile(r"<header>.*?</header>", re.S)
_CSRF = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]*"')
_shells: Kept[list[str]] = Kept(seconds=FRESH_SECONDS, size=500)


def render_framed(
    request: HttpRequest,
    template: str,
    *,
    key: Hashable,
    frame: Mapping[str, Any],
    holes: Mapping[str, Any],
    own: str = "",
) -> HttpResponse:
    """``template`` with ``frame`` (the same for everybody with this ``key``) and ``holes`` (this person's own).

    ``own`` is a text that may stand in addresses and is one person's own, such as the draft's key. A template may
    only print holes, never decide by them.
    """
    known = not _is_stranger(request)
    if known and len(get_messages(request)):
        return render(request, template, {**frame, **holes})
    name = (template, get_language(), request.GET.urlencode(), key, known, _fingerprint(frame, own))
    pieces = _shells.get(name, lambda: _pieces(request, template, frame, holes, own))
    values = {**holes, "own": own, "csrf": page_token(request) if "csrf" in pieces[1::2] else ""}
    if known:
        values["header"] = mark_safe(own_header(request, values["csrf"]))
    filled = [
        piece if place % 2 == 0 else conditional_escape(values[piece]) for place, piece in enumerate(pieces)
    ]
    return HttpResponse("".join(filled))


def _fingerprint(frame: Mapping[str, Any], own: str) -> tuple[tuple[str, str], ...]:
    """What the frame says, so that nothing of one person is ever shown to another, whatever ``key`` forgot.

    Rows count by their key, except that of ``own``, which stands in a hole; what is called is covered by ``key``.
    """
    found = []
    for name, value in frame.items():
        if isinstance(value, models.Model):
            found.append((name, "" if str(value.pk) == own else str(value.pk)))
        elif not callable(value) and not isinstance(value, BaseModel):
            rows = [getattr(row, "pk", row) for row in value] if isinstance(value, list | tuple) else value
            found.append((name, repr(rows)))
    return tuple(found)


def _pieces(
    request: HttpRequest, template: str, frame: Mapping[str, Any], holes: Mapping[str, Any], own: str
) -> list[str]:
    """Constant text and names of holes, in turn."""
    marks = {hole: mark_safe(f"zzhole{hole}zz") for hole in holes}
    html: str = render_to_string(template, {**frame, **marks}, as_stranger(request))
    if not _is_stranger(request):
        html = _HEADER.sub("zzholeheaderzz", html, count=1)
    html = _CSRF.sub(r'\1zzholecsrfzz"', html)
    if own:
        html = html.replace(own, "zzholeownzz")
    return _HOLE.split(html)


def _is_stranger(request: HttpRequest) -> bool:
    cookies = request.COOKIES
    return settings.SESSION_COOKIE_NAME not in cookies and "messages" not in cookies
