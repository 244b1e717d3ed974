"""Our names and addresses at a provider."""

from __future__ import annotations

from typing import cast

from django.urls import reverse

from ...models import LoginService
from ...services import settings_of
from .config import SamlSettings


def saml_settings(service: LoginService) -> SamlSettings:
    """The settings of a service whose provider speaks SAML."""
    return cast(SamlSettings, settings_of(service))


def acs(service: LoginService, settings: SamlSettings) -> str:
    """Where the provider sends its answers."""
    return settings.base_url + reverse("identity:saml_acs", args=[service.key])


def slo(service: LoginService, settings: SamlSettings) -> str:
    """Where the provider tells of log-outs."""
    return settings.base_url + reverse("identity:saml_slo", args=[service.key])


def entity_id(service: LoginService, settings: SamlSettings) -> str:
    """Our name at the provider: as configured, else the address of our metadata."""
    return settings.entity_id or settings.base_url + reverse("identity:saml_metadata", args=[service.key])
