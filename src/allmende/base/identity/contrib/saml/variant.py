from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ...levels import TrustLevel
from ...models import LoginService
from ...providers import Confirmed, Provider
from ...services import settings_of
from ..posting import posting_page
from . import handshakes
from .config import SamlSettings

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from .response import Said


class SamlVariant(Provider):
    """What speaks SAML 2.0; its settings are a ``SamlSettings``."""

    def to_register(self, request: HttpRequest, service: LoginService) -> list[tuple[str | Promise, str]]:
        """Our metadata, which holds all the rest."""
        address = request.build_absolute_uri(reverse("identity:saml_metadata", args=[service.key]))
        return [(_("Address of our metadata"), address)]

    def begin(
        self, request: HttpRequest, service: LoginService, *, level: TrustLevel, wanted: Sequence[str]
    ) -> HttpResponseBase:
        """A page whose form takes the signed question to the provider."""
        from .request import authn_request

        settings = saml_settings(service)
        if request.get_host() != urlsplit(settings.base_url).netloc:
            # The answer comes to the host that the provider knows, and must find the browser's cookies there.
            return redirect(settings.base_url + request.get_full_path())
        request_id = f"_{secrets.token_hex(20)}"
        content = authn_request(
            settings, request_id=request_id, entity_id=entity_id(service, settings), acs=acs(service, settings),
            level=level, extension=self.extension(settings, wanted),
        )  # fmt: skip
        handshakes.open_handshake(request, service, request_id)
        return posting_page(request, service, settings.sso_url, {"SAMLRequest": content})

    def extension(self, settings: SamlSettings, wanted: Sequence[str]) -> Element | None:
        """What this provider wants to be told beyond the standard."""
        return None

    def confirmed(self, said: Said, settings: SamlSettings) -> Confirmed:
        """The provider's words in ours."""
        from .said import confirmed

        return confirmed(said, settings)


def saml_settings(service: LoginService) -> SamlSettings:
    """The settings of a service whose provider speaks SAML."""
    return cast(SamlSettings, settings_of(service))


def acs(service: LoginService, settings: SamlSettings) -> str:
    """Where the provider sends its answers."""
    return settings.base_url + reverse("identity:saml_acs", args=[service.key])


def entity_id(service: LoginService, settings: SamlSettings) -> str:
    """Our name at the provider: as configured, else the address of our metadata."""
    return settings.entity_id or settings.base_url + reverse("identity:saml_metadata", args=[service.key])
