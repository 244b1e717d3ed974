from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from allmende.foundation.outgoing import UnreachableError, call

from ...levels import TrustLevel
from ...models import LoginService
from ...providers import Confirmed, Provider, providers
from ...queries import service_by_key
from ..posting import posting_page
from . import handshakes
from .addresses import acs, entity_id, saml_settings
from .config import SamlSettings
from .keys import new_key, read_certificate

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from .response import Said


#: So long before a certificate ends somebody is told.
SOON = timedelta(days=45)


class SamlVariant(Provider):
    """What speaks SAML 2.0; its settings are a ``SamlSettings``."""

    def ask(self, settings: BaseModel) -> list[str] | None:
        """Whether somebody is there; whoever comes without a question may be refused in any way."""
        try:
            answer = call("GET", cast(SamlSettings, settings).sso_url, seconds=5)
        except (UnreachableError, ValueError):
            return [
                gettext(
                    "The service does not answer. Check the address and whether this server may reach it."
                )
            ]
        if answer.status < 500:
            return []
        return [
            gettext("At the address for log-ins nobody is at home (status %(status)s).")
            % {"status": answer.status}
        ]

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

    def goodbye(self, request: HttpRequest, service: LoginService) -> str:
        """Our page that tells the provider (single logout, begun here)."""
        from .goodbye import goodbye

        return goodbye(request, service)

    def check(self, settings: BaseModel) -> list[str]:
        """Certificates that end soon: ours must be renewed, the provider's asked for."""
        own, limit = cast(SamlSettings, settings), timezone.now() + SOON
        ours = [read_certificate(one.certificate).not_valid_after_utc for one in own.keys]
        its = [read_certificate(text).not_valid_after_utc for text in own.idp_certificates]
        texts = (
            (
                ours,
                gettext("Our certificate ends on %(day)s. Renew it in time: both sides know two at once."),
            ),
            (its, gettext("The service's certificate ends on %(day)s. Ask for the next one in time.")),
        )
        return [
            text % {"day": date_format(end, "SHORT_DATE_FORMAT")}
            for ends, text in texts
            for end in ends
            if end < limit
        ]

    def pinned(self, settings: BaseModel) -> str:
        """The host in our name at the provider."""
        own = cast(SamlSettings, settings)
        return urlsplit(own.entity_id or own.base_url).hostname or ""

    def complete(self, settings: dict[str, Any], *, folder: Path, before: BaseModel | None) -> dict[str, Any]:
        """``idp_metadata`` names a file; without ``keys`` those from before stay, or one is made."""
        from .metadata import provider_settings

        name = settings.pop("idp_metadata", None)
        found = provider_settings((folder / str(name)).read_bytes()) if name else {}
        if "keys" not in settings:
            known = before.keys if isinstance(before, SamlSettings) else []
            pairs = [(one.key.get_secret_value(), one.certificate) for one in known]
            host = urlsplit(str(settings.get("base_url", ""))).hostname or "saml"
            settings["keys"] = [{"key": key, "certificate": text} for key, text in pairs or [new_key(host)]]
        return {**found, **settings}

    def extension(self, settings: SamlSettings, wanted: Sequence[str]) -> Element | None:
        """What this provider wants to be told beyond the standard."""
        return None

    def confirmed(self, said: Said, settings: SamlSettings) -> Confirmed:
        """The provider's words in ours."""
        from .said import confirmed

        return confirmed(said, settings)


def the_service(key: str) -> tuple[LoginService, SamlVariant]:
    """The service of that key, where it speaks SAML; else ``Http404``."""
    row = service_by_key(key)
    provider = providers[row.provider] if row is not None and row.provider in providers else None
    if row is None or not isinstance(provider, SamlVariant):
        raise Http404
    return row, provider
