"""Calls to other systems over HTTP: https only (plain on this machine alone), with limits for time and size.

No redirect is followed and no proxy used: whoever calls decides where to go.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from .readable import read_json
from .tls import LOCAL, client_context

SECONDS = 10
LARGEST = 1_000_000


class UnreachableError(OSError):
    """The other system did not answer, or with something that is none: worth another try."""


@dataclass(frozen=True)
class Answer:
    """What the other system answered, whatever its status."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def ok(self) -> bool:
        """A status of 2xx."""
        return 200 <= self.status < 300

    @property
    def kind(self) -> str:
        """The media type without parameters, in small letters."""
        return self.header("Content-Type").partition(";")[0].strip().lower()

    def header(self, name: str) -> str:
        """A header by its name in any case; empty where there is none."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), "")

    def json(self) -> Any:
        """The body read as JSON; raises ``UnreachableError`` where it is none."""
        try:
            return read_json(self.body.decode())
        except ValueError:
            raise UnreachableError("the answer is no JSON") from None


def is_safe(address: str) -> bool:
    """Whether nobody can listen in on the way to ``address``: https, or this very machine."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and (
            parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname or ""))
        )
    except ValueError:
        return False


def call(
    method: str,
    address: str,
    *,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
    largest: int = LARGEST,
) -> Answer:
    """Send one request. Raises ``UnreachableError`` where nobody answers in time, too much, or no HTTP at all.

    Raises ``ValueError`` for an address to which somebody could listen in.
    """
    if not is_safe(address):
        raise ValueError("only https:// addresses are called")
    return send(method, address, body=body, headers=headers, seconds=seconds, largest=largest)


def send(
    method: str,
    address: str,
    *,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
    largest: int = LARGEST,
) -> Answer:
    """As ``call``, for an address that the operator has allowed even without https."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    connection = (
        HTTPSConnection(host, parts.port, timeout=seconds, context=client_context())
        if parts.scheme == "https"
        else HTTPConnection(host, parts.port, timeout=seconds)
    )
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, path, body, dict(headers or {}))
        answer = connection.getresponse()
        received = answer.read(largest + 1)
    except (OSError, HTTPException) as error:
        raise UnreachableError(str(error) or type(error).__name__) from error
    finally:
        connection.close()
    if len(received) > largest:
        raise UnreachableError("the answer is too large")
    return Answer(answer.status, received, dict(answer.headers.items()))


def _is_here(host: str) -> bool:
    return host in LOCAL or host.endswith(".localhost")
