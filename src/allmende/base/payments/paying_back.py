"""Ways by which money goes back where it came from: payment services that can do so; registered from ``ready()``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from django.utils.functional import Promise

from allmende.foundation.registry import Registry

from .models import Claim, Refund


@dataclass(frozen=True)
class Source:
    """A payment of which money can go back: how the service names it, how much it was."""

    reference: str
    amount: Decimal


class NotPaidBackError(Exception):
    """The service said no, so nothing went back; ``code`` is its word for why, never personal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class AskAgainError(Exception):
    """Nobody knows whether it went back: the same is asked again later, and done once."""


class PaysBack(Protocol):
    """A way to pay back by itself."""

    @property
    def key(self) -> str:
        """Also the way of the payment, and of the refund."""

    @property
    def label(self) -> str | Promise:
        """What the choice says."""

    def sources(self, claim: Claim) -> Sequence[Source]:
        """What the claim was paid with by this way, and can go back."""

    def send(self, refund: Refund) -> str:
        """Let the money go back, once however often it is asked; returns how the service names it.

        Raises ``NotPaidBackError`` or ``AskAgainError``. Not called inside a transaction.
        """


#: key of the way → who pays back by it.
payers_back: Registry[PaysBack] = Registry("way to pay back")
