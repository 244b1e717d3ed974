"""Orders of PayPal's REST API as they are read."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, Field

#: SAVED and VOIDED belong to other intents than CAPTURE; VOIDED means that nothing can come of it.
OrderStatus = Literal["CREATED", "SAVED", "APPROVED", "VOIDED", "COMPLETED", "PAYER_ACTION_REQUIRED"]


class Amount(BaseModel):
    currency_code: str = Field(pattern=r"^[A-Z]{3}$")
    value: Decimal = Field(gt=0, lt=10_000_000, decimal_places=2)


class Capture(BaseModel):
    id: str = Field(pattern=r"^[A-Za-z0-9\-]{1,64}$")
    status: Literal["COMPLETED", "DECLINED", "PARTIALLY_REFUNDED", "PENDING", "REFUNDED", "FAILED"]
    amount: Amount
    create_time: dt.datetime | None = None


class Payments(BaseModel):
    captures: list[Capture] = []


class Unit(BaseModel):
    reference_id: str | None = None
    custom_id: str | None = None
    amount: Amount | None = None
    payments: Payments = Payments()


class Link(BaseModel):
    rel: str
    href: str = Field(max_length=1000)


class Order(BaseModel):
    """The answer to creating, showing and capturing an order."""

    id: str = Field(pattern=r"^[A-Za-z0-9\-]{1,64}$")
    status: OrderStatus
    purchase_units: list[Unit] = []
    links: list[Link] = []

    @property
    def page(self) -> str:
        """Where the payer agrees."""
        return next((link.href for link in self.links if link.rel in ("payer-action", "approve")), "")

    @property
    def captures(self) -> list[Capture]:
        return [capture for unit in self.purchase_units for capture in unit.payments.captures]


class Refund(BaseModel):
    """The answer to a refund."""

    id: str = Field(pattern=r"^[A-Za-z0-9\-]{1,64}$")
    status: Literal["CANCELLED", "FAILED", "PENDING", "COMPLETED"]


class Detail(BaseModel):
    issue: str = ""


class Problem(BaseModel):
    """An error: its name, and the first issue where there is one."""

    name: str = Field("", max_length=80)
    details: list[Detail] = []

    @property
    def code(self) -> str:
        return (self.details[0].issue if self.details else "") or self.name or "UNSPECIFIED"
