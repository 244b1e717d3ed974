"""Links that invite: unguessable, for one person, one tenant and a limited time; only their keyed hash is kept."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from allmende.foundation.tenants.context import current_tenant_id
from allmende.foundation.tenants.queries import absolute_url

from .models import Signer


def new_token() -> str:
    """256 bits, as text for an address."""
    return secrets.token_urlsafe(32)


def hash_token(token: str, key: str | bytes | None = None) -> str:
    """The keyed hash under which a token is stored; another tenant's has another one."""
    value = f"{current_tenant_id()}:{token}"
    return salted_hmac("allmende.signatures.link", value, secret=key, algorithm="sha256").hexdigest()


def signer_of(token: str) -> Signer | None:
    """The person whom a link invites, or None where it is wrong, replaced or too old."""
    if not 20 <= len(token) <= 100:
        return None
    keys = [None, *settings.SECRET_KEY_FALLBACKS]
    hashes = Q(token_hash__in=[hash_token(token, key) for key in keys])
    found: Signer | None = (
        Signer.objects.filter(hashes, token_until__gt=timezone.now())
        .select_related("round__document")
        .first()
    )
    return found


def address_of(token: str) -> str:
    """The absolute address of the page for signing."""
    try:
        return absolute_url(reverse("signatures:sign", args=[token]))
    except NoReverseMatch:
        return absolute_url("/")
