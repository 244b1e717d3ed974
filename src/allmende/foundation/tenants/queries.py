"""Which tenant a host name belongs to, and back."""

from __future__ import annotations

import time
import uuid

from django.conf import settings

from .context import current_tenant
from .models import Hostname, Tenant

_CACHE_SECONDS = 30.0
_cache: dict[str, tuple[float, Tenant | None]] = {}
_tenants: dict[str, tuple[float, Tenant]] = {}
_first_hosts: dict[uuid.UUID, tuple[float, str]] = {}


def tenant_for_host(host: str) -> Tenant | None:
    """The tenant served under ``host`` (without port), else the default tenant, else None; cached for 30 s."""
    now = time.monotonic()
    hit = _cache.get(host)
    if hit and hit[0] > now:
        return hit[1]
    name = Hostname.objects.filter(name=host.lower()).select_related("tenant").first()
    default = settings.ENVIRONMENT.default_tenant
    tenant = name.tenant if name else Tenant.objects.filter(slug=default).first() if default else None
    if tenant is not None:
        if len(_cache) > 10_000:
            _cache.clear()
        _cache[host] = (now + _CACHE_SECONDS, tenant)
    return tenant


def tenant_by_id(tenant_id: str) -> Tenant:
    """The tenant with this key, kept for 30 s; raises ``Tenant.DoesNotExist``."""
    now = time.monotonic()
    hit = _tenants.get(tenant_id)
    if hit is None or hit[0] <= now:
        hit = _tenants[tenant_id] = (now + _CACHE_SECONDS, Tenant.objects.get(pk=tenant_id))
    return hit[1]


def forget_hosts() -> None:
    """Drop what is kept, after host names changed."""
    _cache.clear()
    _tenants.clear()
    _first_hosts.clear()


def absolute_url(path: str) -> str:
    """``path`` at the current tenant's public address, for e-mail.

    That is ``settings["url"]`` of the tenant ("https://portal.musterstadt.de", with a port where needed), else its
    first host name.
    """
    tenant = current_tenant()
    root = str(tenant.settings.get("url", "")).rstrip("/")
    if not root:
        scheme = "https" if settings.ENVIRONMENT.tls else "http"
        root = f"{scheme}://{_first_host(tenant)}"
    return f"{root}{path}"


def _first_host(tenant: Tenant) -> str:
    now = time.monotonic()
    hit = _first_hosts.get(tenant.pk)
    if hit is None or hit[0] <= now:
        name = Hostname.objects.filter(tenant=tenant).order_by("name").values_list("name", flat=True).first()
        hit = _first_hosts[tenant.pk] = (now + _CACHE_SECONDS, name or "localhost")
    return hit[1]
