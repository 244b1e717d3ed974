"""The call itself: no redirects, no proxies, a limit for time and size, and only where the operator allows it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPSConnection
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from allmende.foundation.readable import read_json
from allmende.foundation.tls import client_context

SECONDS = 10
LARGEST = 1_000_000
#: Refusals that time heals: too early, too many at once.
_LATER = (408, 425, 429)


class NotAllowedError(ValueError):
    """The address is on no server that the operator allows."""


class RefusedError(Exception):
    """The other system said no (4xx): asking again would not help."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"HTTP {status}")


class UnreachableError(OSError):
    """The other system did not answer, or with a fault of its own: worth another try."""


def origins() -> frozenset[str]:
    """``https://host[:port]`` of every server that may be called."""
    given = settings.ENVIRONMENT.connector_hosts.split(",")
    return frozenset(_with_scheme(entry.strip().lower()) for entry in given if entry.strip())


def _with_scheme(entry: str) -> str:
    return entry.rstrip("/") if "://" in entry else f"https://{entry.rstrip('/')}"


def check_address(address: str) -> SplitResult:
    """Raises ``NotAllowedError`` with a sentence for the operator."""
    try:
        parts = urlsplit(address)
        origin = f"{parts.scheme}://{parts.netloc}".lower()
        wrong = parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc
        _port = parts.port
    except ValueError:
        wrong, origin = True, ""
    if wrong:
        raise NotAllowedError(_("This is no web address."))
    if origin not in origins():
        raise NotAllowedError(
            _("The server %(host)s is not among those that may be called (ALLMENDE_CONNECTOR_HOSTS).")
            % {"host": origin}
        )
    return parts


def post(address: str, body: Mapping[str, Any], *, key: str) -> Any:
    """POST ``body`` as JSON with the header ``Idempotency-Key``; the answer's JSON, or None where it has none.

    Raises ``NotAllowedError``, ``RefusedError`` for 4xx, and ``OSError`` for all that is worth another try.
    """
    parts = check_address(address)
    host = parts.hostname or ""
    connection = (
        HTTPSConnection(host, parts.port, timeout=SECONDS, context=client_context())
        if parts.scheme == "https"
        else HTTPConnection(host, parts.port, timeout=SECONDS)
    )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Content-Type": "application/json", "Accept": "application/json", "Idempotency-Key": key}
    try:
        connection.request("POST", path, json.dumps(body).encode(), headers)
        answer = connection.getresponse()
        content = answer.read(LARGEST + 1)
        status, kind = answer.status, answer.headers.get_content_type()
    finally:
        connection.close()
    if 400 <= status < 500 and status not in _LATER:
        raise RefusedError(status)
    if not 200 <= status < 300:
        raise UnreachableError(f"HTTP {status}")
    return _read(content, kind)


def _read(content: bytes, kind: str) -> Any:
    if len(content) > LARGEST:
        raise UnreachableError("the answer is too large")
    if kind != "application/json" or not content:
        return None
    try:
        return read_json(content.decode())
    except ValueError:
        raise UnreachableError("the answer is no JSON") from None
