"""Reads that other apps use."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.foundation.events.queries import timeline
from allmende.foundation.events.types import Actor
from allmende.foundation.kept import Kept

from .levels import TrustLevel
from .managers import login_for
from .models import Absence, EmailChange, Identification, LoginService, Membership, Passkey, User
from .personal_data import personal_data
from .providers import Attribute
from .subjects import opened

_labels: Kept[dict[str, str]] = Kept(seconds=60)


def find_user(email: str) -> User | None:
    """The active account of an e-mail address in the current tenant."""
    return User.objects.filter(login=login_for(email), is_active=True).first()


def colleague(actor: str) -> str:
    """The name of who acted, for staff, as the log names actors; "A colleague" where it was nobody of the staff."""
    parsed = Actor.parse(actor) if actor else None
    user = User.objects.filter(pk=parsed.id).first() if parsed and parsed.kind == "staff" else None
    return user.name if user else _("A colleague")


def last_editor(stream: str) -> str:
    """Who of the staff changed it last, by name."""
    row = timeline(stream).order_by("-seq").first()
    return colleague(row.actor if row else "")


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


def services_for(audience: str, level: TrustLevel | str = TrustLevel.NONE) -> list[LoginService]:
    """The services by which ``audience`` (``LoginService.Audience``) can reach ``level``, in their order."""
    rows = LoginService.objects.filter(is_active=True, audience=audience).order_by("order", "label")
    return [row for row in rows if TrustLevel(row.level).reaches(level)]


def service_by_key(key: str) -> LoginService | None:
    """The active service of that key in the current tenant."""
    found: LoginService | None = LoginService.objects.filter(key=key, is_active=True).first()
    return found


def service_label(key: str) -> str:
    """What people call a service, also one that is out of use; its key where it is gone."""
    known = _labels.get("labels", lambda: dict(LoginService.objects.values_list("key", "label")))
    return known.get(key, key)


def confirmed_of(user: User) -> dict[str, Attribute]:
    """What the service of this session's identification says of ``user``; empty for a log-in by password.

    One query for a session that has an identification, none for the others; remembered on ``user``.
    """
    said = user.identified
    if said is None:
        return {}
    known: tuple[object, dict[str, Attribute]] | None = user.__dict__.get("_confirmed")
    if known is None or known[0] != said:
        rows = Identification.objects.filter(user=user, service__key=said.service, service__is_active=True)
        row = rows.first()
        found = opened(row) if row else {}
        capped = {
            name: Attribute(item.value, min(item.level, said.says or said.level))
            for name, item in found.items()
        }
        known = user.__dict__["_confirmed"] = (said, capped)
    return known[1]


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
        "identifications": [
            {
                "service": row.service.label, "level": row.level, "at": row.at.isoformat(),
                "said": {name: item.value for name, item in opened(row).items()},
            }
            for row in Identification.objects.filter(user=user).select_related("service")
        ],
        "passkeys": [
            {
                "name": row.name, "created_at": row.created_at.isoformat(),
                "used_at": row.used_at.isoformat() if row.used_at else None,
            }
            for row in Passkey.objects.filter(user=user).order_by("created_at")
        ],
        "wished_addresses": list(EmailChange.objects.filter(user=user).values_list("email", flat=True)),
        "history": [{"at": event.at.isoformat(), "what": event.type, **event.data} for event in history],
        **{part.key: part.export(user) for part in personal_data},
    }  # fmt: skip
