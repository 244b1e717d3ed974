"""Pay by bank transfer: account and reference to type, or a GiroCode to scan."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from ...accounts import own_account
from ...booking import BANK
from ...models import Claim
from ...slips import slip_of


class Transfer:
    """Nothing is booked here: the bank statement says what came in."""

    key, label, order, account = "transfer", _("Bank transfer"), 20, BANK

    def offered(self, claim: Claim) -> bool:
        return own_account() is not None

    def begin(self, request: HttpRequest, claim: Claim) -> HttpResponseBase:
        return render(request, "payments/transfer.html", {"claim": claim, "slip": slip_of(claim)})
