"""Reads that other apps use."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from allmende.foundation.events.queries import timeline

from .managers import login_for
from .models import Absence, Membership, User
from .personal_data import personal_data


def find_user(email: str) -> User | None:
    """The active account of an e-mail address in the current tenant."""
    return User.objects.filter(login=login_for(email), is_active=True).first()


def staff_in(units: Collection[uuid.UUID], *roles: str) -> QuerySet[User]:
    """Active staff with one of ``roles`` (any where none is named) directly in ``units``, by name."""
    memberships = Membership.objects.filter(unit_id__in=units)
    if roles:
        memberships = memberships.filter(role__in=roles)
    return User.objects.filter(
        pk__in=memberships.values("user_id"), is_active=True, kind=User.Kind.STAFF
    ).order_by("name", "pk")


def deputy_of(user: User, on: datetime.date | None = None) -> User | None:
    """Who stands in for ``user`` on the day ``on`` (today where None), or None where the user is there."""
    day = on or timezone.localdate()
    absence = Absence.objects.filter(user_id=user.pk, start__lte=day, end__gte=day).select_related("deputy")
    row = absence.order_by("start").first()
    return row.deputy if row else None


def export_account(user: User) -> dict[str, Any]:
    """Everything that is known about the owner of an account, as JSON-able data (GDPR Art. 15 and 20)."""
    history = timeline(f"user:{user.pk}")
    return {
        "account": {
            "name": user.name, "email": user.email, "language": user.language, "kind": user.kind,
            "created_at": user.created_at.isoformat(), "level": user.trust_level.value,
        },
        "roles": [
            {"role": row.role, "unit": row.unit.name}
            for row in Membership.objects.filter(user=user).select_related("unit")
        ],
        "history": [{"at": event.at.isoformat(), "what": event.type, **event.data} for event in history],
        **{part.key: part.export(user) for part in personal_data},
    }  # fmt: skip
