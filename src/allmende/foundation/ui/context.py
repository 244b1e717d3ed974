"""What every page's layout needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from allmende.foundation.tenants.context import tenant_or_none


def layout(request: HttpRequest) -> dict[str, Any]:
    """The tenant whose page this is."""
    return {"tenant": tenant_or_none()}
