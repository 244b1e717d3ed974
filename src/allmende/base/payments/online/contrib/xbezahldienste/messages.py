"""The messages of XBezahldienste 1.0.0 as they are read: strictly where money hangs on it, else patiently."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Status(StrEnum):
    """The status of a transaction; the standard spells PAYED so."""

    INITIAL = "INITIAL"
    PAYED = "PAYED"
    FAILED = "FAILED"
    CANCELED = "CANCELED"


class PaymentInformation(BaseModel):
    """What the service says of a transaction."""

    model_config = ConfigDict(populate_by_name=True)

    transaction_id: str = Field(alias="transactionId", pattern=r"^[A-Za-z0-9_\-]{1,44}$")
    status: Status
    transaction_redirect_url: str | None = Field(None, alias="transactionRedirectUrl", max_length=1000)
    transaction_reference: str | None = Field(None, alias="transactionReference", max_length=64)
    transaction_timestamp: dt.datetime | None = Field(None, alias="transactionTimestamp")
    payment_method: str | None = Field(None, alias="paymentMethod", max_length=60)


class PaymentRequest(BaseModel):
    """What we asked for, as the service gives it back; ``grosAmount`` is the standard's spelling."""

    request_id: str = Field(alias="requestId", max_length=64)
    gros_amount: Decimal = Field(alias="grosAmount", gt=0, lt=10_000_000, decimal_places=2)
    currency: str = Field(pattern=r"^[A-Z]{3}$")


class PaymentTransaction(BaseModel):
    """The answer to POST and GET."""

    information: PaymentInformation = Field(alias="paymentInformation")
    request: PaymentRequest = Field(alias="paymentRequest")


class Problem(BaseModel):
    """An error (application/problem+json); the code is the standard's word for it."""

    code: str = Field("UNSPECIFIED", alias="functionalCode", pattern=r"^[A-Z_]{1,60}$")
