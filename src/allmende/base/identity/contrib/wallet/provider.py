from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from ...levels import TrustLevel
from ...models import LoginService
from ...providers import Provider
from .config import WalletSettings


class WalletProvider(Provider):
    """Identity data from a wallet on the phone (eIDAS 2, level high)."""

    key = "wallet"
    label = _("EUDI wallet")
    settings = WalletSettings

    def begin(
        self, request: HttpRequest, service: LoginService, *, level: TrustLevel, wanted: Sequence[str]
    ) -> HttpResponseBase:
        """Open a request and lead to the page that shows how to reach the wallet."""
        raise NotImplementedError
