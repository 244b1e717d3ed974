"""Pay by bank transfer, with a GiroCode to scan."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from ...booking import BANK
from ...models import Claim


class Transfer:
    key, label, order, account = "transfer", _("Bank transfer"), 20, BANK

    def offered(self, claim: Claim) -> bool:
        return False

    def begin(self, request: HttpRequest, claim: Claim) -> HttpResponseBase:
        raise Http404
