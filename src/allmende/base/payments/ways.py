"""Ways to pay: one folder each under ``contrib/``, registered from ``AppConfig.ready()``."""

from __future__ import annotations

from typing import Protocol

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import Promise

from allmende.foundation.registry import Registry

from .models import Claim
from .queries import running_debit


class PaymentWay(Protocol):
    """A way to pay a claim."""

    @property
    def key(self) -> str:
        """Also ``Payment.way``."""

    @property
    def label(self) -> str | Promise:
        """What the button says: "Pay by …"."""

    @property
    def order(self) -> int:
        """Where it stands among the others, smallest first."""

    @property
    def account(self) -> str:
        """The account of the ledger that the money comes to, such as ``clearing:paypal``."""

    def offered(self, claim: Claim) -> bool:
        """Whether this municipality offers it for this claim now; asked for payable claims only."""

    def begin(self, request: HttpRequest, claim: Claim) -> HttpResponseBase:
        """Answer the click: a page of its own, or the way to the provider. The caller has checked the access."""


ways: Registry[PaymentWay] = Registry("way to pay")


def ways_for(claim: Claim) -> list[PaymentWay]:
    """What may be offered for ``claim``: nothing where nothing is owed, or is collected soon."""
    if not claim.is_payable or running_debit(claim) is not None:
        return []
    return sorted((way for way in ways if way.offered(claim)), key=lambda way: way.order)
