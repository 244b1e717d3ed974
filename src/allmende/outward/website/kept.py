"""Pages kept in process for strangers: what they see depends on nothing but address and language."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from allmende.base.directory.queries import directory_stamp
from allmende.foundation.search.cache import TenantCache

from .online import offers

View = Callable[..., HttpResponse]
#: About 10 kB each.
_pages: TenantCache[bytes | None] = TenantCache(size=1000)


def kept_for_strangers(view: View) -> View:
    """Keep the page until directory or procedures change, and for a minute: "open now" is part of it.

    A visitor with any cookie but the language's gets a page of her own, as does an address with a query;
    a page that carries a form's token is never kept.
    """

    @functools.wraps(view)
    def answer(request: HttpRequest, **arguments: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or request.META.get("QUERY_STRING") or _known(request):
            return view(request, **arguments)
        fresh: list[HttpResponse] = []

        def build() -> bytes | None:
            fresh.append(view(request, **arguments))
            keep = fresh[0].status_code == 200 and "CSRF_COOKIE" not in request.META
            return fresh[0].content if keep else None

        minute = timezone.now().replace(second=0, microsecond=0)
        content = _pages.get(
            f"{request.scheme}://{request.get_host()}{request.path} {get_language()}",
            stamp=(directory_stamp(), offers(), minute),
            build=build,
        )
        if fresh:
            return fresh[0]
        return view(request, **arguments) if content is None else HttpResponse(content)

    return answer


def _known(request: HttpRequest) -> bool:
    return bool(request.COOKIES.keys() - {settings.LANGUAGE_COOKIE_NAME})
