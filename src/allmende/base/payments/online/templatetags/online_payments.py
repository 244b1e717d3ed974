"""Online payments of a claim, for pages of others."""

from __future__ import annotations

from typing import Any

from django import template

from ...models import Claim
from ..queries import label_of, online_payments_of

register = template.Library()


@register.inclusion_tag("online_payments/parts/history.html")
def online_payments(claim: Claim) -> dict[str, Any]:
    """The tries to pay ``claim`` online, for staff; nothing where there was none."""
    return {"payments": online_payments_of(claim)}


@register.filter
def way_label(way: str) -> str:
    """What payers read of a payment service."""
    return label_of(way)
