"""What this installation asks of accounts."""

from __future__ import annotations

from django.conf import settings

from .models import Passkey, SecondFactor, User


def second_factor_required(user: User) -> bool:
    """Staff need a second factor, except in demo mode, whose log-ins work by password alone."""
    return user.is_staff and not settings.DEMO


def has_app(user: User) -> bool:
    """Whether an authenticator app is set up and confirmed."""
    return bool(SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).exists())


def has_passkey(user: User) -> bool:
    """Whether there is a passkey to log in with."""
    return bool(Passkey.objects.filter(user=user).exists())


def has_second_factor(user: User) -> bool:
    """Whether the password alone does not open the account.

    An app always counts. A passkey counts for staff; a citizen's is another way in beside the password, so that
    whoever tries one out is not locked out without it.
    """
    return has_app(user) or (user.is_staff and has_passkey(user))
