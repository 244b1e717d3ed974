"""Rate limits on anything that can be guessed or sent in bulk: log-ins, codes, references, e-mails.

A fixed window per tenant, purpose and client on Django's cache. Clients are stored as keyed hashes only, so that
no address or e-mail lies in the cache. Several processes share the count through the cache; where the cache cannot
count atomically (the database cache), attempts at the very same moment may be counted once: choose limits with
that in mind.
"""

from __future__ import annotations

import ipaddress
import time

from django.conf import settings
from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from allmende.foundation.tenants.context import current_tenant_id


class TooOftenError(Exception):
    """The limit is used up; ``retry_after`` says in how many seconds the next window begins."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many attempts; again in {retry_after} s")
        self.retry_after = retry_after

    @property
    def minutes(self) -> int:
        """``retry_after`` as whole minutes, at least one, for the message to people."""
        return max(1, -(-self.retry_after // 60))


def spend(purpose: str, client: str, *, limit: int, seconds: int) -> None:
    """Count one attempt of ``client`` at ``purpose``; raises ``TooOftenError`` from attempt ``limit + 1`` on.

    ``client`` identifies who tries or what is tried: ``client_of(request)``, an e-mail address, a reference.
    """
    key, remaining = _window(purpose, client, seconds)
    if cache.add(key, 1, timeout=seconds + 60):
        return
    try:
        count = cache.incr(key)
    except ValueError:  # the entry expired between the two calls
        cache.set(key, 1, timeout=seconds + 60)
        return
    if count > limit:
        raise TooOftenError(remaining)


def check(purpose: str, client: str, *, limit: int, seconds: int) -> None:
    """Raise ``TooOftenError`` where the limit is used up, without counting an attempt."""
    key, remaining = _window(purpose, client, seconds)
    if cache.get(key, 0) >= limit:
        raise TooOftenError(remaining)


def forgive(purpose: str, client: str, *, seconds: int) -> None:
    """Forget the attempts of this window, after the right secret was given."""
    cache.delete(_window(purpose, client, seconds)[0])


def forget_old() -> int:
    """Delete counted attempts whose time is over from a cache in the database; other caches do so by themselves."""
    if not isinstance(caches["default"], DatabaseCache):
        return 0
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    with connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [moment])  # noqa: S608 — a quoted setting
        return int(cursor.rowcount)


def client_of(request: HttpRequest) -> str:
    """The client's network: its IPv4 address or its IPv6 /64, behind as many proxies as the settings say."""
    address = request.META.get("REMOTE_ADDR", "")
    proxies = settings.ENVIRONMENT.proxies
    if proxies:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        if hops:
            address = hops[-min(proxies, len(hops))]
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def _window(purpose: str, client: str, seconds: int) -> tuple[str, int]:
    now = int(time.time())
    number = now // seconds
    who = salted_hmac("allmende.limits", f"{current_tenant_id()}:{purpose}:{client}", algorithm="sha256")
    return f"limit:{who.hexdigest()[:40]}:{number}", (number + 1) * seconds - now
