"""Pay at the cash desk: staff book it, nobody begins it on the web."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from ...booking import CASH
from ...models import Claim


class Cash:
    key, label, order, account = "cash", _("At the cash desk"), 90, CASH

    def offered(self, claim: Claim) -> bool:
        return False

    def begin(self, request: HttpRequest, claim: Claim) -> HttpResponseBase:
        raise Http404
