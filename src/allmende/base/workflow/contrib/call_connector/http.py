"""The call itself: no proxies, a limit for time and size, and only where the operator allows it, redirects included."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from http.client import HTTPConnection, HTTPSConnection
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from django.utils.translation import gettext as _

from allmende.base.workflow.origins import NotAllowedError, origin_of, origins
from allmende.foundation.readable import read_json
from allmende.foundation.tls import client_context

SECONDS = 10
LARGEST = 1_000_000
#: Redirects that keep the method (RFC 9110, 15.4.8 and 15.4.9); the others would turn a POST into a GET.
_ELSEWHERE = (307, 308)
MOST_REDIRECTS = 3
#: Refusals that time heals: too early, too many at once.
_LATER = (408, 425, 429)


class RefusedError(Exception):
    """The other system said no (4xx): asking again would not help."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"HTTP {status}")


class UnreachableError(OSError):
    """The other system did not answer, or with a fault of its own: worth another try."""


def check_address(address: str) -> SplitResult:
    """Raises ``NotAllowedError`` with a sentence for the operator."""
    origin = origin_of(address)
    if origin not in origins():
        raise NotAllowedError(
            _("The server %(host)s is not among those that may be called (ALLMENDE_CONNECTOR_HOSTS).")
            % {"host": origin}
        )
    return urlsplit(address)


def post(
    address: str,
    body: Mapping[str, Any],
    *,
    key: str,
    let_in: Callable[[str], Mapping[str, str]] = lambda _origin: {},
) -> Any:
    """POST ``body`` as JSON with the header ``Idempotency-Key``; the answer's JSON, or None where it has none.

    ``let_in`` gives the headers that prove who calls, for one server: where another one is named by a redirect, they
    are asked for anew. Raises ``NotAllowedError``, ``RefusedError`` for 4xx, and ``OSError`` for all that is worth
    another try.
    """
    content = json.dumps(body).encode()
    for _hop in range(1 + MOST_REDIRECTS):
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Idempotency-Key": key}
        status, answer, kind, elsewhere = _send(address, content, {**headers, **let_in(origin_of(address))})
        if status not in _ELSEWHERE or not elsewhere:
            break
        address = _led(address, elsewhere)
    if 400 <= status < 500 and status not in _LATER:
        raise RefusedError(status)
    if not 200 <= status < 300:
        raise UnreachableError(f"HTTP {status}")
    return _read(answer, kind)


def _led(address: str, elsewhere: str) -> str:
    """Where a redirect leads; never from https to a server without it."""
    try:
        following = urljoin(address, elsewhere)
    except ValueError:
        following = ""
    if address.lower().startswith("https:") and not origin_of(following).startswith("https:"):
        raise NotAllowedError(_("The other system led to a server without https."))
    check_address(following)
    return following


def _send(address: str, content: bytes, headers: Mapping[str, str]) -> tuple[int, bytes, str, str]:
    """Status, content, its type, and where else to go."""
    parts = check_address(address)
    host = parts.hostname or ""
    connection = (
        HTTPSConnection(host, parts.port, timeout=SECONDS, context=client_context())
        if parts.scheme == "https"
        else HTTPConnection(host, parts.port, timeout=SECONDS)
    )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, content, dict(headers))
        answer = connection.getresponse()
        received = answer.read(LARGEST + 1)
        return answer.status, received, answer.headers.get_content_type(), answer.headers.get("Location", "")
    finally:
        connection.close()


def _read(content: bytes, kind: str) -> Any:
    if len(content) > LARGEST:
        raise UnreachableError("the answer is too large")
    if kind != "application/json" or not content:
        return None
    try:
        return read_json(content.decode())
    except ValueError:
        raise UnreachableError("the answer is no JSON") from None
