"""Links of who follows a programme: signed, dead when the person is forgotten."""

from __future__ import annotations

from django.core import signing
from django.urls import reverse

from allmende.foundation.ids import NO_KEY, read_key
from allmende.foundation.tenants.context import current_tenant_id
from allmende.foundation.tenants.queries import absolute_url

from .models import Follower


def token_of(follower: Follower) -> str:
    """What the links in e-mails carry: signed, so that nothing has to be kept, and dead when the row is gone."""
    return _signer().sign(follower.pk.hex)


def address_of(follower: Follower) -> str:
    """The absolute address where following is confirmed and ended."""
    return absolute_url(reverse("windows:follower", args=[token_of(follower)]))


def follower_of(token: str) -> Follower | None:
    """Whom a link belongs to; None where it is wrong or gone."""
    try:
        key = read_key(_signer().unsign(token))
    except signing.BadSignature:
        return None
    found: Follower | None = Follower.objects.filter(pk=key or NO_KEY).select_related("programme").first()
    return found


def _signer() -> signing.Signer:
    """Another tenant's links are others."""
    return signing.Signer(salt=f"allmende.windows.follower:{current_tenant_id()}", sep=".")
