"""Reads that others use."""

from __future__ import annotations

from django.db.models import QuerySet

from ..models import Claim
from .models import Invoice


def invoices_of(claim: Claim) -> QuerySet[Invoice]:
    """Invoices and credit notes of ``claim``, oldest first."""
    return Invoice.objects.filter(claim=claim).select_related("corrects", "credit_note").order_by("pk")


def active_invoice(claim: Claim) -> Invoice | None:
    """The invoice of ``claim`` that was not cancelled."""
    return Invoice.objects.filter(claim=claim, kind=Invoice.Kind.INVOICE, credit_note__isnull=True).first()
