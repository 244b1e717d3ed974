"""Accounts come to be."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import PUBLIC, SYSTEM, Actor

from ..events import AccountCreated, EmailConfirmed
from ..levels import TrustLevel
from ..models import User


def stream_of(user: User) -> str:
    """The event stream of an account."""
    return f"user:{user.pk}"


@transaction.atomic
def create_citizen(
    *,
    email: str,
    name: str,
    password: str | None,
    language: str = "de",
    confirmed: bool = False,
    actor: Actor = PUBLIC,
) -> User:
    """A citizen's account; not ``confirmed``, it opens once its e-mail address is confirmed.

    Raises ``IntegrityError`` where the address has an account already.
    """
    return _create(
        email=email, name=name, password=password, actor=actor, confirmed=confirmed,
        kind=User.Kind.CITIZEN, language=language,
    )  # fmt: skip


@transaction.atomic
def create_staff(
    *, email: str, name: str, password: str | None, language: str = "de", actor: Actor = SYSTEM
) -> User:
    """An account of staff, made by an administrator or an import: its address counts as confirmed."""
    return _create(
        email=email, name=name, password=password, actor=actor, confirmed=True,
        kind=User.Kind.STAFF, language=language,
    )  # fmt: skip


@transaction.atomic
def confirm_email(*, user: User) -> User:
    """The owner followed the link that was sent to the address; a second time changes nothing."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.confirmed_at is None:
        user.confirmed_at = timezone.now()
        user.level = TrustLevel.LOW
        user.save(update_fields=["confirmed_at", "level"])
        record(EmailConfirmed(), stream=stream_of(user), actor=Actor("customer", user.pk))
    return user


def _create(
    *, email: str, name: str, password: str | None, actor: Actor, confirmed: bool, **more: str
) -> User:
    user = User.objects.create_user(
        email=email, name=name, password=password,
        confirmed_at=timezone.now() if confirmed else None,
        level=TrustLevel.LOW if confirmed else TrustLevel.NONE, **more,
    )  # fmt: skip
    record(
        AccountCreated(kind=user.kind),
        stream=stream_of(user), actor=actor, personal={"name": user.name, "email": user.email},
    )  # fmt: skip
    return user
