"""Pages by a link: wrong, revoked and expired links look the same, are counted, and say nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from allmende.foundation.limits.actions import TooOftenError, client_of, spend
from allmende.foundation.ui.views import problem
from allmende.provider.transitions.errors import NotAllowedError

from ..access import holder_of, open_link
from ..actions import note_opened

#: Wrong links that one client may try in a quarter of an hour.
WRONG_LINKS = 30
View = Callable[..., HttpResponseBase]


def by_link(view: View) -> View:
    """Hand link and holder to the view; nothing of the answer is kept, found by search engines or told to others."""

    @wraps(view)
    def guarded(request: HttpRequest, token: str, **arguments: Any) -> HttpResponseBase:
        return quiet(_answer(view, request, token, arguments))

    return guarded


def _answer(view: View, request: HttpRequest, token: str, arguments: dict[str, Any]) -> HttpResponseBase:
    link = open_link(token)
    if link is None:
        return _nothing(request)
    if request.method == "GET":
        note_opened(link=link)
    try:
        return view(request, link, holder_of(link), **arguments)
    except (Http404, NotAllowedError):
        return _nothing(request)
    except TooOftenError as error:
        return _wait(error)


def quiet(response: HttpResponseBase) -> HttpResponseBase:
    """Nothing of it is kept, found by search engines or told to others."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    # Not "no-referrer": with that, browsers send forms with the origin "null", which is refused. To other sites
    # nothing goes with "same-origin" either.
    response["Referrer-Policy"] = "same-origin"
    return response


def _nothing(request: HttpRequest) -> HttpResponseBase:
    try:
        spend("letters-link", client_of(request), limit=WRONG_LINKS, seconds=900)
    except TooOftenError as error:
        return _wait(error)
    return render(request, "letters/link_ended.html", status=404)


def _wait(error: TooOftenError) -> HttpResponseBase:
    words = _("Too many attempts. Please try again in %(minutes)s minutes.")
    return problem(429, _("Please wait a moment"), words % {"minutes": error.minutes})
