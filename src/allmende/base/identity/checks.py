"""System checks of what identity rests on; the keys themselves are checked by config and foundation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

BACKEND = "allmende.base.identity.backends.TenantBackend"


@register()
def check_backend(**kwargs: Any) -> list[CheckMessage]:
    """Only the tenant-aware backend may log people in."""
    if list(settings.AUTHENTICATION_BACKENDS) == [BACKEND]:
        return []
    hint = f"Set AUTHENTICATION_BACKENDS to [{BACKEND!r}]; others look across municipalities."
    return [Error("Another log-in backend is active.", hint, id="allmende.identity.E001")]


@register(deploy=True)
def check_second_factor(**kwargs: Any) -> list[CheckMessage]:
    """In demo mode staff log in by password alone."""
    if not settings.DEMO:
        return []
    hint = "Set ALLMENDE_DEMO=0; staff are then asked to set up a second factor at their next log-in."
    return [Warning("Staff log in without a second factor.", hint, id="allmende.identity.W001")]


@register(deploy=True)
def check_tls(**kwargs: Any) -> list[CheckMessage]:
    """Session cookies must not travel in clear."""
    if settings.SESSION_COOKIE_SECURE:
        return []
    hint = "Serve over https and set ALLMENDE_TLS=1."
    return [Warning("Log-ins travel unencrypted.", hint, id="allmende.identity.W002")]
