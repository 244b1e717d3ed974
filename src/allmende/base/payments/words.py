"""Amounts as people write them."""

from __future__ import annotations

from decimal import Decimal

from django.utils import formats


def amount_text(amount: Decimal) -> str:
    """Such as ``1.234,50 €``, in the active language; the space does not break."""
    return f"{formats.number_format(amount, 2, force_grouping=True)}\N{NO-BREAK SPACE}€"
