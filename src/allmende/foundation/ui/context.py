"""What every page's layout needs."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest

from allmende.foundation.tenants.context import tenant_or_none

from .navigation import links


def layout(request: HttpRequest) -> dict[str, Any]:
    """The tenant whose page this is, and the navigation, which is only worked out where a layout shows it."""
    return {
        "tenant": tenant_or_none(),
        "nav_public": partial(links, request, "public"),
        "nav_staff": partial(links, request, "staff"),
        "nav_account": partial(links, request, "account"),
        "nav_own": partial(links, request, "own"),
        "nav_footer": partial(links, request, "footer"),
    }
