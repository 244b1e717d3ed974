"""Pay by SEPA direct debit: the payer gives a mandate, the municipality collects."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from ...accounts import own_account
from ...booking import BANK
from ...models import Claim, Debit
from ...slips import public_key


class DirectDebit:
    """Offered where the municipality has a creditor id and no debit runs for the claim."""

    key, label, order, account = "debit", _("Direct debit"), 30, BANK

    def offered(self, claim: Claim) -> bool:
        own = own_account()
        if own is None or not own.creditor_id:
            return False
        return not Debit.objects.filter(claim=claim, state__in=["planned", "ordered"]).exists()

    def begin(self, request: HttpRequest, claim: Claim) -> HttpResponseBase:
        return redirect("payments:mandate", key=public_key(claim))
