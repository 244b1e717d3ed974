"""When a payment service last answered, for those who look after it."""

from __future__ import annotations

from django.utils import timezone

from ..models import PaymentService


def answered(way: str) -> None:
    """It answered."""
    PaymentService.objects.filter(provider=way).update(answered_at=timezone.now())


def failed(way: str) -> None:
    """It did not."""
    PaymentService.objects.filter(provider=way).update(failed_at=timezone.now())
