"""Why a customer's data must stay: apps above say so here, because customers points at nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from allmende.foundation.registry import Registry

from .models import Customer


@dataclass(frozen=True)
class Hold:
    """``reasons(customer)`` gives sentences such as "An application is still open"; empty: nothing holds."""

    key: str
    reasons: Callable[[Customer], list[str]]


holds: Registry[Hold] = Registry("hold on customer data")


def reasons_to_keep(customer: Customer) -> list[str]:
    """Every reason of every app to keep this customer's data."""
    return [reason for hold in holds for reason in hold.reasons(customer)]
