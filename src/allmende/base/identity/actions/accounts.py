"""Accounts come to be, change and are blocked."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from allmende.base.directory.models import Unit
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import PUBLIC, SYSTEM, Actor
from allmende.foundation.jobs.actions import enqueue

from ..access import actor_of, may_administer, require_role
from ..events import AccountBlocked, AccountChanged, AccountCreated
from ..levels import TrustLevel
from ..managers import clean_email
from ..models import Registration, Role, User
from ..queries import find_user
from ..tasks import send_registration, send_reset
from .roles import grant_role
from .streams import stream_of


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
    """A citizen's account, made by an import or the demo; people register by ``ask_for_account``.

    Raises ``IntegrityError`` where the address has an account already.
    """
    return _create(
        email=email, name=name, password=make_password(password), actor=actor, confirmed=confirmed,
        kind=User.Kind.CITIZEN, language=language,
    )  # fmt: skip


@transaction.atomic
def create_staff(
    *, email: str, name: str, password: str | None, language: str = "de", actor: Actor = SYSTEM
) -> User:
    """An account of staff, made by an administrator or an import: its address counts as confirmed."""
    return _create(
        email=email, name=name, password=make_password(password), actor=actor, confirmed=True,
        kind=User.Kind.STAFF, language=language,
    )  # fmt: skip


@transaction.atomic
def invite_staff(*, email: str, name: str, unit: Unit, role: str, by: User, base_url: str) -> User:
    """An account for a new colleague, who gets a link by e-mail to choose her password.

    Raises ``PermissionDenied`` unless ``by`` administers ``unit``; ``IntegrityError`` for an address that is taken.
    """
    require_role(by, Role.ADMIN, unit)
    user = create_staff(email=email, name=name, password=None, actor=actor_of(by))
    grant_role(user=user, unit=unit, role=role, by=by)
    enqueue(send_reset, email=user.email, base_url=base_url, what="invite")
    return user


@transaction.atomic
def ask_for_account(*, email: str, name: str, language: str, next_url: str, base_url: str) -> None:
    """Keep the wish for an account and send an e-mail to its address.

    Does the same work whether or not the address has an account; only the owner's e-mail differs.
    ``base_url`` is the address of the site, "https://host/".
    """
    registration = Registration.objects.create(
        email=clean_email(email), name=name.strip(), language=language, next=next_url[:500],
    )  # fmt: skip
    enqueue(send_registration, registration=str(registration.pk), base_url=base_url)


@transaction.atomic
def confirm_account(*, registration: Registration, password: str) -> User | None:
    """The owner of the address followed the link and chose a password: the account exists from now on.

    None where the address got an account in the meantime.
    """
    Registration.objects.filter(email=registration.email).delete()
    if find_user(registration.email):
        return None
    return _create(
        email=registration.email, name=registration.name, password=make_password(password), actor=PUBLIC,
        confirmed=True, kind=User.Kind.CITIZEN, language=registration.language,
    )  # fmt: skip


@transaction.atomic
def change_account(*, user: User, name: str, language: str) -> User:
    """The owner changes her name or language."""
    if (user.name, user.language) != (name.strip(), language):
        user.name, user.language = name.strip(), language
        user.save(update_fields=["name", "language"])
        record(AccountChanged(), stream=stream_of(user), actor=actor_of(user), personal={"name": user.name})
    return user


@transaction.atomic
def set_account_active(*, user: User, active: bool, by: User) -> User:
    """Block or open a colleague's account; raises ``PermissionDenied`` for all but her administrators."""
    if not may_administer(by, user) or by.pk == user.pk:
        raise PermissionDenied("needs the administrator of one of the person's units")
    if user.is_active != active:
        user.is_active = active
        user.save(update_fields=["is_active"])
        record(AccountBlocked(active=active), stream=stream_of(user), actor=actor_of(by))
    return user


def _create(*, email: str, name: str, password: str, actor: Actor, confirmed: bool, **more: str) -> User:
    user = User(
        email=email, name=name.strip(), password=password,
        confirmed_at=timezone.now() if confirmed else None,
        level=TrustLevel.LOW if confirmed else TrustLevel.NONE, **more,
    )  # fmt: skip
    user.save(force_insert=True)
    record(
        AccountCreated(kind=user.kind),
        stream=stream_of(user), actor=actor, personal={"name": user.name, "email": user.email},
    )  # fmt: skip
    return user
