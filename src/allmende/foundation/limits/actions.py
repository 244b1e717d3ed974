"""Rate limits on anything that can be guessed or sent in bulk: log-ins, codes, references, e-mails.

A fixed window per tenant, purpose and client. Clients are stored as keyed hashes only, so that no address or e-mail
lies in the table. One statement counts and tells, so attempts at the very same moment count each.
"""

from __future__ import annotations

import ipaddress
import time
from datetime import UTC, datetime

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from allmende.foundation import sql
from allmende.foundation.tenants.context import current_tenant_id

from .models import Attempts

_COUNT = (
    "INSERT INTO limits_attempts (key, count, expires_at) VALUES (%s, 1, %s)"
    " ON CONFLICT (key) DO UPDATE SET count = limits_attempts.count + 1 RETURNING count"
)


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
    key, ends = _window(purpose, client, seconds)
    ((count,),) = sql.rows(_COUNT, [key, sql.moment(datetime.fromtimestamp(ends, UTC))])
    if count > limit:
        raise TooOftenError(_until(ends))


def check(purpose: str, client: str, *, limit: int, seconds: int) -> None:
    """Raise ``TooOftenError`` where the limit is used up, without counting an attempt."""
    key, ends = _window(purpose, client, seconds)
    if Attempts.objects.filter(key=key, count__gte=limit).exists():
        raise TooOftenError(_until(ends))


def forgive(purpose: str, client: str, *, seconds: int) -> None:
    """Forget the attempts of this window, after the right secret was given."""
    Attempts.objects.filter(key=_window(purpose, client, seconds)[0]).delete()


def give_back(purpose: str, client: str, *, seconds: int) -> None:
    """Take one attempt of this window back: it was no guess. Those of others who share the network still count."""
    rows = Attempts.objects.filter(key=_window(purpose, client, seconds)[0], count__gt=0)
    rows.update(count=F("count") - 1)


def forget_old() -> int:
    """Delete what was counted in windows that are over; returns how many."""
    return Attempts.objects.filter(expires_at__lt=timezone.now()).delete()[0]


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
    """The key of the window that runs now, and when it ends in seconds since 1970."""
    number = int(time.time()) // seconds
    who = salted_hmac(
        "allmende.limits", f"{current_tenant_id()}:{purpose}:{client}:{number}", algorithm="sha256"
    )
    return who.hexdigest(), (number + 1) * seconds


def _until(ends: int) -> int:
    return ends - int(time.time())
