"""A municipality sets up the services by which people log in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM

from ..access import actor_of, require_administrator_of_all
from ..events import LoginServiceChanged
from ..levels import TrustLevel
from ..models import LoginService, User
from ..providers import providers
from ..services import sealed_settings, settings_of


@transaction.atomic
def save_service(
    *,
    key: str,
    provider: str,
    label: str,
    audience: str,
    level: TrustLevel | str,
    settings: Mapping[str, Any],
    by: User | None,
    order: int = 0,
    active: bool = True,
) -> LoginService:
    """Create or change the log-in service ``key``; ``by`` administers the whole municipality, or None for a command.

    Raises ``UnknownKeyError`` for a provider that is not there, ``pydantic.ValidationError`` (a ``ValueError``) for
    settings that it does not understand, ``PermissionDenied``.
    """
    if by is not None:
        require_administrator_of_all(by)
    understood = providers[provider].settings.model_validate(dict(settings))
    values = {
        "provider": provider, "label": label, "audience": LoginService.Audience(audience).value,
        "level": TrustLevel(level).value, "order": order, "is_active": active,
    }  # fmt: skip
    row = LoginService.objects.filter(key=key).first() or LoginService(key=key)
    fields = [name for name, value in values.items() if getattr(row, name) != value]
    if not row.settings or settings_of(row) != understood:
        fields.append("settings")
    for name, value in values.items():
        setattr(row, name, value)
    row.settings = sealed_settings(understood) if "settings" in fields else row.settings
    row.save()
    if fields:
        record(
            LoginServiceChanged(service=key, fields=", ".join(fields)),
            stream=f"login-service:{row.pk}", actor=actor_of(by) if by else SYSTEM,
        )  # fmt: skip
    return row


@transaction.atomic
def switch_service(*, service: LoginService, active: bool, by: User) -> LoginService:
    """Offer a service or not; log-ins that came by it last until they end. Raises ``PermissionDenied``."""
    require_administrator_of_all(by)
    if service.is_active != active:
        service.is_active = active
        service.save(update_fields=["is_active"])
        record(
            LoginServiceChanged(service=service.key, fields="is_active"),
            stream=f"login-service:{service.pk}", actor=actor_of(by),
        )  # fmt: skip
    return service
