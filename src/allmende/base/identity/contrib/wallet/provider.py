from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from ...levels import TrustLevel
from ...models import LoginService
from ...providers import Provider
from ...services import settings_of
from .asking import client_id
from .claims import NAME
from .config import WalletSettings
from .words import WORDS


class WalletProvider(Provider):
    """Identity data from a wallet on the phone (eIDAS 2, level high)."""

    key = "wallet"
    label = _("EUDI wallet")
    settings = WalletSettings
    words = WORDS

    def begin(
        self, request: HttpRequest, service: LoginService, *, level: TrustLevel, wanted: Sequence[str]
    ) -> HttpResponseBase:
        """Ask, and lead to the page that shows how to reach the wallet."""
        from .visits import begin_visit

        if wanted and not {*NAME} <= {*wanted} and not request.user.is_authenticated:
            messages.info(request, _("Please log in first: this does not say who you are."))
            return redirect_to_login(request.get_full_path(), reverse("identity:login"))
        begin_visit(request, service, wanted)
        return redirect("identity:wallet_ask", service=service.key)

    def check(self, settings: BaseModel) -> list[str]:
        """Which certificates do not hold today."""
        known, today = cast(WalletSettings, settings), now()
        return [
            _("The certificate “%(name)s” is not valid today (%(start)s to %(end)s).") % {
                "name": one.subject.rfc4514_string(), "start": one.not_valid_before_utc.date(),
                "end": one.not_valid_after_utc.date(),
            }
            for one in [*known.chain, *known.anchors]
            if not one.not_valid_before_utc <= today <= one.not_valid_after_utc
        ]  # fmt: skip

    def to_register(self, request: HttpRequest, service: LoginService) -> list[tuple[str | Promise, str]]:
        """What the registrar of relying parties asks for."""
        settings = cast(WalletSettings, settings_of(service))
        return [(_("Host name"), request.get_host()), (_("Name towards wallets"), client_id(settings))]

    def urls(self) -> list[URLPattern]:
        """Two addresses that wallets call, the others are for the browser."""
        from .views import asked, called

        return [
            path("wallet/", asked.ask, name="wallet_ask"),
            path("wallet/stand/", asked.progress, name="wallet_progress"),
            path("wallet/weiter/", asked.go_on, name="wallet_go_on"),
            path("wallet/neu/", asked.go_on_new, name="wallet_new"),
            path("wallet/zurueck/", asked.come_back, name="wallet_back"),
            path("wallet/anfrage/<str:handle>/", called.request_object, name="wallet_request"),
            path("wallet/antwort/<str:handle>/", called.answer, name="wallet_answer"),
        ]
