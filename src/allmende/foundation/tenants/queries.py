"""Which tenant a host name belongs to, and back."""

from __future__ import annotations

from django.conf import settings

from allmende.foundation.kept import Kept

from .context import current_tenant
from .models import Hostname, Tenant

_SECONDS = 30.0
_served: Kept[Tenant | None] = Kept(seconds=_SECONDS, size=10_000, shared=True)
_tenants: Kept[Tenant] = Kept(seconds=_SECONDS, shared=True)
_first_hosts: Kept[str] = Kept(seconds=_SECONDS)


def tenant_for_host(host: str) -> Tenant | None:
    """The tenant served under ``host`` (without port), else the default tenant, else None; kept for 30 s."""
    return _served.get(host, lambda: _tenant_for(host))


def _tenant_for(host: str) -> Tenant | None:
    name = Hostname.objects.filter(name=host.lower()).select_related("tenant").first()
    default = settings.ENVIRONMENT.default_tenant
    return name.tenant if name else Tenant.objects.filter(slug=default).first() if default else None


def tenant_by_id(tenant_id: str) -> Tenant:
    """The tenant with this key, kept for 30 s; raises ``Tenant.DoesNotExist``."""
    return _tenants.get(tenant_id, lambda: Tenant.objects.get(pk=tenant_id))


def forget_hosts() -> None:
    """Drop what is kept, after host names changed."""
    for kept in (_served, _tenants, _first_hosts):
        kept.forget()


def absolute_url(path: str) -> str:
    """``path`` at the current tenant's public address, for e-mail.

    That is ``settings["url"]`` of the tenant ("https://portal.musterstadt.de", with a port where needed), else its
    first host name.
    """
    tenant = current_tenant()
    root = str(tenant.settings.get("url", "")).rstrip("/")
    if not root:
        scheme = "https" if settings.ENVIRONMENT.tls else "http"
        root = f"{scheme}://{_first_hosts.get(tenant.pk, lambda: _first_host(tenant))}"
    return f"{root}{path}"


def _first_host(tenant: Tenant) -> str:
    names = Hostname.objects.filter(tenant=tenant).order_by("name").values_list("name", flat=True)
    return names.first() or "localhost"
