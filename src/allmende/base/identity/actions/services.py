"""A municipality sets up the services by which people log in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import BaseModel

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM
from allmende.foundation.secrecy import SealedError

from ..access import actor_of, require_administrator_of_all
from ..events import LoginServiceChanged
from ..levels import TrustLevel
from ..models import Identification, LoginService, User
from ..providers import providers
from ..services import sealed_settings, settings_of


class PinnedError(ValueError):
    """Another host: the service would name everybody anew, and nobody would find her account."""

    def __init__(self, was: str, becomes: str) -> None:
        text = _(
            "Not saved: people are known here by pseudonyms that depend on the host %(was)s. "
            "With %(becomes)s nobody would find her account any more."
        )
        super().__init__(text % {"was": was, "becomes": becomes})


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
    repin: bool = False,
) -> LoginService:
    """Create or change the log-in service ``key``; ``by`` administers the whole municipality, or None for a command.

    ``repin``: another host although people are known by the pseudonyms of this one; raises ``PinnedError`` without.

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
    before = _settings_before(row)
    if before != understood:
        fields.append("settings")
    _check_pin(row, before, understood, may_change=repin)
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


def _settings_before(row: LoginService) -> BaseModel | None:
    try:
        return settings_of(row) if row.settings else None
    except (SealedError, ValueError):
        return None


def _check_pin(row: LoginService, before: BaseModel | None, after: BaseModel, *, may_change: bool) -> None:
    if before is None or may_change or not isinstance(before, providers[row.provider].settings):
        return
    was, becomes = (providers[row.provider].pinned(settings) for settings in (before, after))
    if was != becomes and Identification.objects.filter(service=row).exists():
        raise PinnedError(was, becomes)
