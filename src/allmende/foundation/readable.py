"""What comes from outside is text that can be kept: UTF-8 without zero bytes, which PostgreSQL refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.core.exceptions import BadRequest
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    QueryDict,
    UnreadablePostError,
)

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_ZERO_BYTE = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


class ReadableMiddleware:
    """Takes zero bytes out of the query and of posted fields; an address with one is not found, a cookie is refused.

    Stands before the sessions, which look for what a cookie says, and asks an ordinary request for nothing that is
    not read anyway: what is posted is read by the check of the form token in the same round.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:  # TRACE above all
            return HttpResponseNotAllowed(METHODS)
        if "\0" in request.path_info:
            raise Http404("a zero byte in the address")
        if "\\000" in request.META.get("HTTP_COOKIE", ""):  # how a quoted cookie writes it
            raise BadRequest("a zero byte in a cookie")
        if request.encoding:  # else a browser's word could make halves of characters, which no database keeps
            request.encoding = "utf-8"
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.GET = _readable(request.GET)  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        if request.method == "POST":
            with suppress(UnreadablePostError):  # the browser is gone
                request.POST = _readable(request.POST)  # type: ignore[assignment]


def read_query(text: str) -> QueryDict:
    """A query string that was itself posted, such as the filters to go back to."""
    return _readable(QueryDict(text))


def _readable(fields: QueryDict) -> QueryDict:
    """``fields`` themselves where no zero byte is in them."""
    if not any("\0" in text for name, texts in fields.lists() for text in (name, *texts)):
        return fields
    found = QueryDict(mutable=True)
    for name, texts in fields.lists():
        found.setlist(name.replace("\0", ""), [text.replace("\0", "") for text in texts])
    found._mutable = False
    return found


def read_json(text: str) -> Any:
    """The value that ``text`` says and a column can keep; ``ValueError`` for anything else.

    JSON of RFC 8259 only, so no NaN; no zero byte, no half of a character, not nested more than can be read.
    """
    try:
        found = json.loads(text)
        json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if _ZERO_BYTE.search(text):
        raise ValueError("a zero byte")
    return found
