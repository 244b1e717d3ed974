"""Roles in units, and who stands in for whom."""

from __future__ import annotations

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from allmende.base.directory.models import Unit
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM

from ..access import actor_of, forget_roles, require_role, units_of
from ..events import AbsenceEnded, AbsenceSet, RoleGranted, RoleWithdrawn
from ..models import Absence, Membership, Role, User
from .streams import stream_of


@transaction.atomic
def grant_role(*, user: User, unit: Unit, role: str, by: User | None) -> Membership:
    """Give ``user`` a role in ``unit``; ``by`` must be an administrator there, None is an import or the demo.

    Raises ``PermissionDenied``; ``ValueError`` for an unknown role or a citizen's account.
    """
    _may_change_roles(by, unit)
    if not user.is_staff:
        raise ValueError("only staff have roles")
    membership: Membership
    membership, new = Membership.objects.get_or_create(user=user, unit=unit, role=Role(role))
    if membership.service_id is not None:
        # Given by hand now, so the service can no longer take it back.
        membership.service = None
        membership.save(update_fields=["service"])
    if new:
        event = RoleGranted(role=membership.role, unit=str(unit.pk))
        record(event, stream=stream_of(user), actor=actor_of(by) if by else SYSTEM)
    forget_roles(user)
    return membership


@transaction.atomic
def withdraw_role(*, membership: Membership, by: User | None) -> None:
    """Take a role away; ``by`` must be an administrator in its unit. Raises ``PermissionDenied``."""
    _may_change_roles(by, membership.unit)
    event = RoleWithdrawn(role=membership.role, unit=str(membership.unit_id))
    record(event, stream=stream_of(membership.user), actor=actor_of(by) if by else SYSTEM)
    forget_roles(membership.user)
    membership.delete()


@transaction.atomic
def set_absence(
    *, user: User, deputy: User, start: datetime.date, end: datetime.date, by: User | None
) -> Absence:
    """``deputy`` stands in for ``user`` from ``start`` to ``end``; set by oneself or one's head of office.

    Raises ``PermissionDenied``; ``ValueError`` for days out of order or a deputy who is no other staff.
    """
    if by is not None and by.pk != user.pk and not _heads(by, user):
        raise PermissionDenied("only the person or the head of the office names a deputy")
    if end < start or deputy.pk == user.pk or not deputy.is_staff or not user.is_staff:
        raise ValueError("an absence needs days in order and another member of staff as deputy")
    absence: Absence = Absence.objects.create(user=user, deputy=deputy, start=start, end=end)
    event = AbsenceSet(deputy=str(deputy.pk), start=start.isoformat(), end=end.isoformat())
    record(event, stream=stream_of(user), actor=actor_of(by) if by else SYSTEM)
    forget_roles(deputy)
    return absence


@transaction.atomic
def end_absence(*, absence: Absence, by: User) -> None:
    """Somebody is back earlier, or an absence was a mistake; raises ``PermissionDenied`` for strangers."""
    if by.pk != absence.user_id and not _heads(by, absence.user):
        raise PermissionDenied("only the person or the head of the office ends an absence")
    record(AbsenceEnded(), stream=stream_of(absence.user), actor=actor_of(by))
    absence.delete()


def _heads(by: User, user: User) -> bool:
    own = set(Membership.objects.filter(user=user).values_list("unit_id", flat=True))
    return bool(units_of(by, Role.HEAD, Role.ADMIN) & own)


def _may_change_roles(by: User | None, unit: Unit) -> None:
    if by is not None:
        require_role(by, Role.ADMIN, unit)
