"""A form's token (CSRF) for pages that are put together from kept pieces."""

from __future__ import annotations

from random import SystemRandom

from django.http import HttpRequest
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH, get_token

_PLACE = {sign: place for place, sign in enumerate(CSRF_ALLOWED_CHARS)}
_random = SystemRandom()


def page_token(request: HttpRequest) -> str:
    """A token as Django makes it, masked anew for every page, at a tenth of the cost.

    Django also renews the cookie each time; one that is there already holds for a year, and each form renews it.
    """
    secret = request.META.get("CSRF_COOKIE", "")
    if len(secret) != CSRF_SECRET_LENGTH:
        return get_token(request)
    mask = _random.choices(CSRF_ALLOWED_CHARS, k=CSRF_SECRET_LENGTH)
    size = len(CSRF_ALLOWED_CHARS)
    cipher = [
        CSRF_ALLOWED_CHARS[(_PLACE[one] + _PLACE[other]) % size]
        for one, other in zip(secret, mask, strict=True)
    ]
    return "".join(mask) + "".join(cipher)
