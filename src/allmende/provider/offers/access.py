"""Who may: staff of the provider keep everything; a contact sees what is its own, a body's contact its schools, too."""

from __future__ import annotations

import uuid
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from allmende.base.identity.access import actor_of, has_role, role_required
from allmende.base.identity.models import Role, User
from allmende.foundation.events.types import Actor
from allmende.foundation.ids import NO_KEY, read_key

from .models import Contact, ContactRole, Institution, Offer

T = TypeVar("T")
provider_required = role_required(Role.PROVIDER)


def is_provider(request: HttpRequest) -> bool:
    """Whether staff of the provider is logged in: for the navigation."""
    return has_role(request.user, Role.PROVIDER)


def require_provider(by: User | Actor) -> Actor:
    """Who acts, for the log; raises ``PermissionDenied`` for a user without the role.

    An ``Actor`` is a command, an import or an action that has checked already.
    """
    if isinstance(by, Actor):
        return by
    if not has_role(by, Role.PROVIDER):
        raise PermissionDenied("needs the role of the provider")
    return actor_of(by)


def contacts_for(user: User) -> QuerySet[Contact]:
    """The contacts that ``user`` is: mostly one, several where lists named the person twice."""
    rows: QuerySet[Contact] = Contact.objects.filter(user_id=user.pk, erased_at=None, ended_at=None)
    return rows


def institutions_of(user: User) -> QuerySet[Institution]:
    """What ``user`` is a contact of, and the schools of a body for which ``user`` has the role BODY; by name."""
    own = ContactRole.objects.filter(contact__in=contacts_for(user))
    bodies = own.filter(role=ContactRole.Role.BODY, institution__kind=Institution.Kind.BODY)
    rows: QuerySet[Institution] = Institution.objects.filter(
        Q(pk__in=own.values("institution_id")) | Q(body_id__in=bodies.values("institution_id"))
    )
    return rows.order_by("name", "id")


def has_portal(request: HttpRequest) -> bool:
    """Whether who is logged in is a contact, or has the address of one; for the page of the account."""
    user = request.user
    if not isinstance(user, User):
        return False
    mine = Q(user_id=user.pk)
    if user.email and user.confirmed_at is not None:
        mine |= Q(email=user.email, user=None)
    return Contact.objects.filter(mine, erased_at=None, ended_at=None).exists()


def get_institution_for(by: User, key: uuid.UUID | str) -> Institution:
    """The institution ``key``; 404 where there is none or where ``by`` has no business with it."""
    rows = Institution.objects.all() if has_role(by, Role.PROVIDER) else institutions_of(by)
    return _found(rows.select_related("body").filter(pk=read_key(str(key)) or NO_KEY).first())


def get_contact_for(by: User, key: uuid.UUID | str) -> Contact:
    """The contact ``key``, for staff of the provider; 404 for others."""
    require = has_role(by, Role.PROVIDER)
    return _found(Contact.objects.filter(pk=read_key(str(key)) or NO_KEY).first() if require else None)


def get_offer_for(by: User, key: str) -> Offer:
    """The offer ``key`` with its plans, for staff of the provider; 404 for others."""
    return _found(Offer.objects.filter(key=key).first() if has_role(by, Role.PROVIDER) else None)


def _found(row: T | None) -> T:
    if row is None:
        raise Http404
    return row
