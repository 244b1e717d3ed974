"""What this installation asks of accounts."""

from __future__ import annotations

from django.conf import settings

from .models import SecondFactor, User


def second_factor_required(user: User) -> bool:
    """Staff need a second factor, except in demo mode, whose log-ins work by password alone."""
    return user.is_staff and not settings.DEMO


def has_second_factor(user: User) -> bool:
    """Whether a second factor is set up and confirmed."""
    return bool(SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).exists())
