from __future__ import annotations

from collections.abc import Sequence
from typing import cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from ...levels import TrustLevel
from ...models import LoginService
from ...providers import Provider, RefusedError
from ...services import settings_of
from ...views.shared import refused_page
from .checking import missing_offices, what_is_wrong
from .config import KEY, OidcSettings
from .handshakes import back_to, begin
from .metadata import metadata
from .words import WORDS


class OidcProvider(Provider):
    """An OpenID provider: authorization code with PKCE, everything by configuration."""

    key = KEY
    label = _("OpenID Connect")
    settings = OidcSettings
    words = WORDS
    address = ("issuer",)

    def begin(
        self, request: HttpRequest, service: LoginService, *, level: TrustLevel, wanted: Sequence[str]
    ) -> HttpResponseBase:
        """Send the browser to the provider; what is asked for is fixed there by the scopes."""
        settings = cast(OidcSettings, settings_of(service))
        try:
            known = metadata(settings.issuer)
        except RefusedError as error:
            return refused_page(request, service.key, error)
        state, made = begin(request, service.key)
        asked = {
            "response_type": "code", "client_id": settings.client_id, "scope": " ".join(settings.scopes),
            "redirect_uri": back_to(request, service.key), "state": state, "nonce": made.nonce,
            "code_challenge": made.challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        classes = settings.classes_for(level) if level > TrustLevel.NONE else []
        if classes:
            asked["acr_values"] = " ".join(classes)
        if getattr(request.user, "is_authenticated", False):
            # Somebody is logged in here: who it is must be shown anew, not taken from a log-in of yesterday.
            asked["prompt"] = "login"
        joint = "&" if "?" in known.authorization else "?"
        return redirect(known.authorization + joint + urlencode(asked))

    def goodbye(self, request: HttpRequest, service: LoginService) -> str:
        """OpenID Connect RP-Initiated Logout 1.0, without a token that we would have to keep."""
        settings = cast(OidcSettings, settings_of(service))
        try:
            known = metadata(settings.issuer)
        except RefusedError:
            return ""
        if not known.end_session:
            return ""
        asked = {"client_id": settings.client_id, "post_logout_redirect_uri": request.build_absolute_uri("/")}
        return known.end_session + ("&" if "?" in known.end_session else "?") + urlencode(asked)

    def check(self, settings: BaseModel) -> list[str]:
        """Offices of rules that are not there."""
        return missing_offices(cast(OidcSettings, settings))

    def ask(self, settings: BaseModel) -> list[str] | None:
        """Its configuration and its keys."""
        return what_is_wrong(cast(OidcSettings, settings))

    def to_register(self, request: HttpRequest, service: LoginService) -> list[tuple[str | Promise, str]]:
        """Where the provider may send browsers."""
        return [
            (_("Address after the log-in (redirect URI)"), back_to(request, service.key)),
            (_("Address after the log-out"), request.build_absolute_uri("/")),
            (
                _("Address for log-outs elsewhere (back-channel logout URI)"),
                request.build_absolute_uri(reverse("identity:oidc_logout", args=[service.key])),
            ),
        ]

    def urls(self) -> list[URLPattern]:
        """Where the provider sends the browser back to, and where it says that somebody logged out there."""
        from .logout import told
        from .views import come_back

        return [path("oidc/", come_back, name="oidc_back"), path("oidc/abmelden/", told, name="oidc_logout")]
