"""Links that open an institution's page without an account: unguessable, revocable, for a limited time.

Only a token's keyed hash is kept. A link that is wrong, revoked or expired looks the same as one that never was.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from allmende.foundation.tenants.context import current_tenant_id
from allmende.foundation.tenants.queries import absolute_url

from .models import PageLink

#: 128 bits as text for an address: 22 letters and digits.
TOKEN_BYTES = 16
TOKEN_LENGTH = 22
#: A link opens its page for so long, unless the programme is given up before.
VALID = timedelta(days=540)


def new_token() -> str:
    """128 bits of chance, as text for an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str, key: str | bytes | None = None) -> str:
    """The keyed hash under which a token is stored; another tenant's has another one."""
    value = f"{current_tenant_id()}:{token}"
    return salted_hmac("allmende.letters.link", value, secret=key, algorithm="sha256").hexdigest()


def link_of(token: str) -> PageLink | None:
    """The link that ``token`` opens, with institution, programme and contact; None where it opens nothing."""
    if len(token) != TOKEN_LENGTH:
        return None
    hashes = [hash_token(token, key) for key in (None, *settings.SECRET_KEY_FALLBACKS)]
    found: PageLink | None = (
        PageLink.objects.filter(token_hash__in=hashes, revoked_at=None, expires_at__gt=timezone.now())
        .select_related("institution", "programme", "contact")
        .first()
    )
    return found


def address_of(token: str) -> str:
    """The absolute address that goes into letters."""
    return absolute_url(reverse("letters:page", args=[token]))


def valid_until(now: datetime | None = None) -> datetime:
    """Until when a link made now opens its page."""
    return (now or timezone.now()) + VALID


def tokens(links: Iterable[PageLink]) -> dict[uuid.UUID, str]:
    """Give each of these new links a token; the only time that it is known, by the link's key."""
    made = {}
    for link in links:
        made[link.pk] = new_token()
        link.token_hash = hash_token(made[link.pk])
    return made


def head_address_of(token: str) -> str:
    """The absolute address of the page for the head of the institution."""
    return absolute_url(reverse("letters:head", args=[token]))
