"""Pages kept in process: what strangers see depends on nothing but address and language.

Who is logged in, or has any other cookie, gets the same page below a header of her own.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from allmende.base.directory.queries import directory_stamp
from allmende.base.procedures.queries import offers
from allmende.foundation.search.cache import TenantCache
from allmende.foundation.tenants.context import current_tenant
from allmende.foundation.ui.own_header import as_stranger, own_header

View = Callable[..., HttpResponse]
#: About 10 kB each.
_pages: TenantCache[bytes | None] = TenantCache(size=1000)
_HEADER = (b"<header>", b"</header>")


def kept_for_strangers(view: View) -> View:
    """Keep the page until directory or procedures change, and for a minute: "open now" is part of it.

    Nothing in it but the header may depend on the visitor. An address with a query gets a page of its own, as does
    a visitor to whom there is something to tell; a page that carries a form's token is never kept.
    """

    @functools.wraps(view)
    def answer(request: HttpRequest, **arguments: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or request.META.get("QUERY_STRING"):
            return view(request, **arguments)
        known = _known(request)
        if known and len(get_messages(request)):
            return view(request, **arguments)
        fresh: list[HttpResponse] = []

        def build() -> bytes | None:
            asked = as_stranger(request) if known else request
            page = view(asked, **arguments)
            if not known:
                fresh.append(page)
            return page.content if page.status_code == 200 and "CSRF_COOKIE" not in asked.META else None

        minute = timezone.now().replace(second=0, microsecond=0)
        content = _pages.get(
            f"{request.scheme}://{request.get_host()}{request.path} {get_language()}",
            stamp=(directory_stamp(), offers(), str(current_tenant().settings), minute),
            build=build,
        )
        if fresh:
            return fresh[0]
        if content is None:
            return view(request, **arguments)
        return HttpResponse(_with_header(content, request) if known else content)

    return answer


def _known(request: HttpRequest) -> bool:
    return bool(request.COOKIES.keys() - {settings.LANGUAGE_COOKIE_NAME})


def _with_header(content: bytes, request: HttpRequest) -> bytes:
    """The kept page with the header that this visitor has."""
    begin, end = _HEADER
    before, _begin, rest = content.partition(begin)
    _strangers, _end, after = rest.partition(end)
    return before + own_header(request).encode() + after
