from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

from .context import use_tenant
from .queries import tenant_for_host

#: Addresses that belong to the installation, not to a tenant.
TENANTLESS = ("/static/", "/healthz")


class TenantMiddleware:
    """Sets the tenant from the host name; an unknown host is not found."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(TENANTLESS):
            return self.get_response(request)
        tenant = tenant_for_host(request.get_host().rpartition(":")[0] or request.get_host())
        if tenant is None:
            raise Http404("no municipality is served under this host name")
        request.tenant = tenant  # type: ignore[attr-defined]
        with use_tenant(tenant):
            return self.get_response(request)
