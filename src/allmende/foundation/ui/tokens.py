"""A form's token (CSRF) for pages that are put together from kept pieces."""

from __future__ import annotations

from secrets import token_bytes

from django.http import HttpRequest
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH, get_token

_PLACE = {sign: place for place, sign in enumerate(CSRF_ALLOWED_CHARS)}
#: Of a byte, all values below count: each sign is as likely as any other.
_EVEN = 256 // len(CSRF_ALLOWED_CHARS) * len(CSRF_ALLOWED_CHARS)


def page_token(request: HttpRequest) -> str:
    """A token as Django makes it, masked anew for every page, at a tenth of the cost.

    Django also renews the cookie each time; one that is there already holds for a year, and each form renews it.
    """
    secret = request.META.get("CSRF_COOKIE", "")
    if len(secret) != CSRF_SECRET_LENGTH:
        return get_token(request)
    mask = _signs(CSRF_SECRET_LENGTH)
    size = len(CSRF_ALLOWED_CHARS)
    cipher = [
        CSRF_ALLOWED_CHARS[(_PLACE[one] + _PLACE[other]) % size]
        for one, other in zip(secret, mask, strict=True)
    ]
    return "".join(mask) + "".join(cipher)


def _signs(count: int) -> list[str]:
    """Random signs, from the system's generator asked once and not for each of them."""
    found: list[str] = []
    while len(found) < count:
        drawn = token_bytes(count + 8)
        found += [CSRF_ALLOWED_CHARS[one % len(CSRF_ALLOWED_CHARS)] for one in drawn if one < _EVEN]
    return found[:count]
