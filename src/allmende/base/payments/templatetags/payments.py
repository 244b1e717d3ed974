"""Amounts and Kassenzeichen in templates."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.safestring import SafeString, mark_safe

from ..models import Claim
from ..references import in_groups
from ..slips import Slip, public_key
from ..words import amount_text

register = template.Library()


@register.filter
def money(value: Decimal | None) -> str:
    """Such as ``1.234,50 €``; empty for nothing."""
    return "" if value is None else amount_text(value)


@register.filter
def groups(kassenzeichen: str) -> str:
    """In groups of four."""
    return in_groups(kassenzeichen)


@register.filter
def payment_key(claim: Claim) -> str:
    """What stands in the address of the claim's page."""
    return public_key(claim)


@register.filter
def giro_code(slip: Slip) -> SafeString:
    """The code to scan, as SVG."""
    return mark_safe(slip.code_svg())
