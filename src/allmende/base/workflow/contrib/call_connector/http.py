"""The call itself: no proxies, a limit for time and size, and only where the operator allows it, redirects included."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urljoin

from django.utils.translation import gettext as _

from allmende.base.workflow.origins import NotAllowedError, origin_of, origins
from allmende.foundation.outgoing import Answer, UnreachableError, send

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


def check_address(address: str) -> None:
    """Raises ``NotAllowedError`` with a sentence for the operator."""
    origin = origin_of(address)
    if origin not in origins():
        raise NotAllowedError(
            _("The server %(host)s is not among those that may be called (ALLMENDE_CONNECTOR_HOSTS).")
            % {"host": origin}
        )


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
        check_address(address)
        answer = send("POST", address, body=content, headers={**headers, **let_in(origin_of(address))})
        elsewhere = answer.header("Location")
        if answer.status not in _ELSEWHERE or not elsewhere:
            break
        address = _led(address, elsewhere)
    if 400 <= answer.status < 500 and answer.status not in _LATER:
        raise RefusedError(answer.status)
    if not answer.ok:
        raise UnreachableError(f"HTTP {answer.status}")
    return _read(answer)


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


def _read(answer: Answer) -> Any:
    return answer.json() if answer.kind == "application/json" and answer.body else None
