"""Reads that others use."""

from __future__ import annotations

from django.db.models import QuerySet

from ..models import Claim
from .models import OnlinePayment, PaymentService
from .providers import providers


def running_payment(claim: Claim) -> OnlinePayment | None:
    """The online payment of ``claim`` by which money may still come."""
    return OnlinePayment.objects.filter(claim=claim, state__in=OnlinePayment.RUNNING).first()


def online_payments_of(claim: Claim) -> QuerySet[OnlinePayment]:
    """All tries to pay ``claim`` online, oldest first."""
    return OnlinePayment.objects.filter(claim=claim).order_by("begun_at", "pk")


def is_offered(way: str) -> bool:
    """Whether this municipality offers the payment service now."""
    return PaymentService.objects.filter(provider=way, is_active=True).exists()


def label_of(way: str) -> str:
    """What payers read of a payment service here: the municipality's own words, else the usual ones."""
    own = PaymentService.objects.filter(provider=way).values_list("label", flat=True).first()
    return own or str(providers[way].label if way in providers else way)


def is_in_trouble(way: str) -> bool:
    """Whether the payment service did not answer when it was last asked."""
    service = PaymentService.objects.filter(provider=way).first()
    return service is None or service.is_in_trouble


def to_look_at() -> QuerySet[OnlinePayment]:
    """What the cash office must look at: findings that nobody has settled, oldest first."""
    return (
        OnlinePayment.objects.filter(resolved_at__isnull=True, finding__in=OnlinePayment.FOR_TREASURY)
        .select_related("claim")
        .order_by("begun_at", "pk")
    )


def still_running() -> QuerySet[OnlinePayment]:
    """What was begun and has not ended, newest first."""
    return (
        OnlinePayment.objects.filter(state__in=OnlinePayment.RUNNING)
        .select_related("claim")
        .order_by("-begun_at", "-pk")
    )
