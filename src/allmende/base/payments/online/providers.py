"""Payment services as variants in code: one folder each below ``contrib/``, all its files inside.

A provider speaks with its service, server to server; what becomes of a payment is decided in ``actions``. None of its
methods is called inside a transaction.
"""

from __future__ import annotations

import datetime as dt
import uuid
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Literal

from django.utils.functional import Promise
from pydantic import BaseModel

from allmende.foundation.registry import Registry
from allmende.foundation.ui.forms import KernForm


class UnavailableError(Exception):
    """The service cannot be reached; nothing was asked of it yet."""


class AnswerLostError(Exception):
    """The service may have done what it was asked, but nobody knows."""


class RefusedError(Exception):
    """The service said no, so nothing came to be; ``code`` is its word for why, never personal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class StrangeError(Exception):
    """An answer that cannot be believed; the text says what about it, never personal."""


@dataclass(frozen=True)
class Line:
    """What is paid for; amounts in euros for the whole line."""

    label: str
    net: Decimal
    tax: Decimal
    tax_rate: Decimal
    account: str = ""
    cost_centre: str = ""


@dataclass(frozen=True)
class Asked:
    """A payment as it is asked for: always euros."""

    request_id: uuid.UUID
    amount: Decimal
    #: at most 27 characters: the Kassenzeichen
    purpose: str
    description: str
    lines: Sequence[Line]
    return_url: str
    cancel_url: str


@dataclass(frozen=True)
class Told:
    """What the service says of a payment; ``page`` only while it is open, ``amount`` as really paid."""

    status: Literal["open", "paid", "failed", "cancelled"]
    transaction_id: str
    page: str = ""
    amount: Decimal | None = None
    currency: str = "EUR"
    method: str = ""
    reference: str = ""
    at: dt.datetime | None = None


@dataclass(frozen=True)
class BackAsked:
    """Money that shall go back: ``request_id`` makes the service do it once, ``reference`` names the payment."""

    request_id: uuid.UUID
    reference: str
    amount: Decimal
    purpose: str


class OnlineProvider(ABC):
    """A kind of payment service; register it in ``providers``."""

    key: ClassVar[str]
    #: what the payer reads
    label: ClassVar[str | Promise]
    order: ClassVar[int] = 10
    settings: ClassVar[type[BaseModel]]
    form: ClassVar[type[KernForm]]
    #: once it is given up here, no money can come of it
    ends_when_given_up: ClassVar[bool] = False
    #: whether it has ``pay_back``
    pays_back: ClassVar[bool] = False

    @abstractmethod
    def create(self, settings: Any, asked: Asked) -> Told:
        """Ask for a payment. Raises ``UnavailableError``, ``AnswerLostError``, ``RefusedError``, ``StrangeError``."""

    @abstractmethod
    def find(self, settings: Any, asked: Asked) -> Told | None:
        """What became of a payment whose answer was lost: it, made now if need be; None where it is lost for good.

        Raises as ``create`` does.
        """

    @abstractmethod
    def check(self, settings: Any, transaction_id: str, request_id: uuid.UUID) -> Told:
        """Ask how a payment stands, and take the money where the payer agreed. Raises as ``create`` does."""

    def pay_back(self, settings: Any, asked: BackAsked) -> str:
        """Let money go back where it came from; returns how the service names it. Raises as ``create`` does."""
        raise NotImplementedError(self.key)


#: key → provider.
providers: Registry[OnlineProvider] = Registry("online payment provider")
