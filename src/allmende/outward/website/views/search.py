from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from allmende.base.directory.models import Audience, Topic
from allmende.base.directory.queries import Hit, search_services, topics

_SHOWN = 20
_MOST = 100
_SUGGESTED = 7
_LONGEST = 200


def search(request: HttpRequest) -> HttpResponse:
    """Search results; without a text the life situations and subjects to choose from."""
    typed = _typed(request)
    audience = request.GET.get("audience", "")
    audience = audience if audience in Audience.values else ""
    most = _MOST if request.GET.get("all") else _SHOWN
    hits: list[Hit] = search_services(typed, limit=most + 1, audience=audience) if typed else []
    context: dict[str, Any] = {
        "typed": typed,
        "hits": hits[:most],
        "audience": audience,
        "audiences": _audiences(typed, audience),
        "more_url": "",
    }
    if len(hits) > most and most < _MOST:
        context["more_url"] = "?" + urlencode({"q": typed, "audience": audience, "all": 1})
    if not hits:
        context["situations"] = topics(Topic.Kind.SITUATION).filter(audience=Audience.CITIZEN)
        context["subjects"] = topics(Topic.Kind.SUBJECT)
    return render(request, "website/search.html", context)


def suggestions(request: HttpRequest) -> HttpResponse:
    """What the text typed so far may mean: a fragment for htmx, a small page without it."""
    typed = _typed(request)
    hits = search_services(typed, limit=_SUGGESTED) if len(typed) > 1 else []
    template = (
        "website/parts/suggestions.html" if request.headers.get("HX-Request") else "website/search.html"
    )
    response = render(request, template, {"typed": typed, "hits": hits})
    response["Vary"] = "HX-Request, Accept-Language, Cookie"
    return response


def _typed(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "").split())[:_LONGEST]


def _audiences(typed: str, chosen: str) -> list[tuple[str, str, bool]]:
    """(label, address, chosen) of the filters by audience."""
    values = [("", ""), *((value, value) for value in Audience.values)]
    return [
        (
            str(Audience(value).label) if value else "",
            "?" + urlencode({"q": typed, "audience": value}),
            value == chosen,
        )
        for value, _ in values
    ]
