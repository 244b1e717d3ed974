from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .queries import Suggestion, is_doubtful, suggest, suggest_numbers

_LONGEST = 120


def suggestions(request: HttpRequest) -> HttpResponse:
    """Options for a datalist beside a field: a fragment for htmx, a small page without it.

    ``q`` is a whole address typed into one field; ``street`` and ``number`` come from two fields. The first
    line says whether a complete address is in the register: it advises, and never refuses.
    """
    street, number = _typed(request, "street"), _typed(request, "number")
    text = street or _typed(request, "q")
    if street and "number" in request.GET:
        found: list[Suggestion] = suggest_numbers(street, number)
        unknown = bool(number) and is_doubtful(street, number)
    else:
        found, unknown = suggest(text), False
    context = {"found": found, "unknown": unknown, "numbers": "number" in request.GET}
    template = "suggestions" if request.headers.get("HX-Request") else "page"
    response = render(request, f"addresses/{template}.html", context)
    response["Vary"] = "HX-Request, Accept-Language, Cookie"
    return response


def _typed(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").strip()[:_LONGEST]
