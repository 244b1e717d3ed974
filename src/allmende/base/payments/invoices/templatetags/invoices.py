"""Invoices of a claim, for pages of others."""

from __future__ import annotations

from typing import Any

from django import template

from allmende.base.customers.models import Customer

from ...models import Claim
from ..models import Invoice
from ..queries import invoices_of

register = template.Library()


@register.inclusion_tag("invoices/parts/claim.html")
def invoices(claim: Claim) -> dict[str, Any]:
    """The invoices of ``claim``, and the way to a new one where an organisation owes it; for staff who work on it."""
    rows = list(invoices_of(claim))
    active = any(row.kind == Invoice.Kind.INVOICE and not hasattr(row, "credit_note") for row in rows)
    owes = claim.customer is not None and claim.customer.kind == Customer.Kind.ORGANISATION
    return {"claim": claim, "invoices": rows, "may_write": owes and not active and claim.total > 0}
