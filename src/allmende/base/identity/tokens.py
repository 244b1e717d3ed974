"""Signed links that are sent by e-mail: each for one purpose, one tenant and a limited time."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.utils.crypto import salted_hmac

from allmende.foundation.tenants.context import current_tenant_id

from .models import EmailChange, Registration, User

CONFIRM_FOR = timedelta(days=3)
RESET_FOR = timedelta(hours=2)


def confirmation_token(registration: Registration) -> str:
    """What the link to confirm an e-mail address carries."""
    return signing.dumps(registration.pk.hex, salt=_salt("confirm"))


def registration_of(token: str) -> Registration | None:
    """The registration of a link, or None where it is wrong, too old or used."""
    key = _read(token, "confirm", CONFIRM_FOR)
    found: Registration | None = Registration.objects.filter(pk=key).first() if isinstance(key, str) else None
    return found


def email_token(change: EmailChange) -> str:
    """What the link to confirm another address of an account carries."""
    return signing.dumps(change.pk.hex, salt=_salt("email"))


def email_change_of(token: str) -> EmailChange | None:
    """The wished change of a link, or None where it is wrong, too old or used."""
    key = _read(token, "email", CONFIRM_FOR)
    rows = EmailChange.objects.select_related("user")
    found: EmailChange | None = rows.filter(pk=key).first() if isinstance(key, str) else None
    return found


def reset_token(user: User, *, invited: bool = False) -> str:
    """What the link to set a new password carries; it ends with the next log-in or change of password.

    For a new colleague (``invited``) it lasts as long as a confirmation.
    """
    return signing.dumps([user.pk.hex, _state(user), invited], salt=_salt("reset"))


def user_of_reset(token: str) -> User | None:
    """The account of a link, or None where it is wrong, too old or used."""
    value = _read(token, "reset", CONFIRM_FOR)
    if not isinstance(value, list) or not (value[2] or _read(token, "reset", RESET_FOR)):
        return None
    user = User.objects.filter(pk=value[0], is_active=True).first()
    return user if user and _state(user) == value[1] else None


def _state(user: User) -> str:
    parts = f"{user.pk}:{user.password}:{user.last_login}:{user.email}"
    return salted_hmac("allmende.identity.reset", parts, algorithm="sha256").hexdigest()[:32]


def _salt(purpose: str) -> str:
    return f"allmende.identity.{purpose}:{current_tenant_id()}"


def _read(token: str, purpose: str, age: timedelta) -> object:
    try:
        return signing.loads(token, salt=_salt(purpose), max_age=age)
    except signing.BadSignature:
        return None
