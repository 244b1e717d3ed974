"""Who may: roles in units, and who acts."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone

from allmende.base.directory.models import Unit
from allmende.foundation.events.types import PUBLIC, Actor

from .models import Absence, Membership, Role, User

View = Callable[..., HttpResponseBase]
Roles = dict[str, frozenset[uuid.UUID]]
#: What a deputy may do in the absent colleague's place; the other roles are not lent.
LENT_ROLES = (Role.CLERK, Role.HEAD)
_REMEMBERED = "_allmende_roles"


def units_of(user: User | AnonymousUser, *roles: str) -> frozenset[uuid.UUID]:
    """Keys of the units in which ``user`` has one of ``roles`` (any role where none is named).

    Units below are included, and those of colleagues whom the user stands in for today. Two queries per
    user object, so two per request.
    """
    found = _roles(user)
    return frozenset().union(*(found.get(str(role), frozenset()) for role in (roles or found)))


def has_role(user: User | AnonymousUser, role: str, unit: Unit | uuid.UUID | None = None) -> bool:
    """Whether ``user`` has ``role`` in ``unit``, or anywhere where no unit is named."""
    units = units_of(user, role)
    if unit is None:
        return bool(units)
    return (unit.pk if isinstance(unit, Unit) else unit) in units


def require_role(user: User | AnonymousUser, role: str, unit: Unit | uuid.UUID | None = None) -> None:
    """Raise ``PermissionDenied`` unless ``has_role``; for actions."""
    if not has_role(user, role, unit):
        raise PermissionDenied(f"needs the role {role}")


def administers_all(user: User | AnonymousUser) -> bool:
    """Whether ``user`` is an administrator of the whole municipality: of every unit that has none above it.

    Log-in services open every account and give roles anywhere, so an administrator of one office must not set them up.
    """
    units = units_of(user, Role.ADMIN)
    tops = set(Unit.objects.filter(parent=None).values_list("pk", flat=True)) if units else set()
    return bool(tops) and tops <= units


def require_administrator_of_all(user: User | AnonymousUser) -> None:
    """Raise ``PermissionDenied`` unless ``administers_all``; for actions."""
    if not administers_all(user):
        raise PermissionDenied("needs an administrator of the whole municipality")


def may_administer(by: User, user: User) -> bool:
    """Whether ``by`` is an administrator in one of the units of ``user``, or above them."""
    own = Membership.objects.filter(user_id=user.pk).values_list("unit_id", flat=True)
    return bool(units_of(by, Role.ADMIN) & set(own))


def may_stand_in(user: User) -> QuerySet[User]:
    """Colleagues whom ``user`` may name as deputy: active staff, by name."""
    staff = User.objects.filter(kind=User.Kind.STAFF, is_active=True)
    return staff.exclude(pk=user.pk).order_by("name", "pk")


def is_staff(user: object) -> bool:
    """Whether ``user`` is a logged-in member of staff."""
    return isinstance(user, User) and user.is_staff


def is_citizen(request: object) -> bool:
    """Whether a citizen is logged in: for the navigation."""
    user = getattr(request, "user", None)
    return isinstance(user, User) and not user.is_staff


def absent_colleagues(user: User) -> frozenset[uuid.UUID]:
    """Keys of the colleagues whom ``user`` stands in for today."""
    today = timezone.localdate()
    rows = Absence.objects.filter(deputy_id=user.pk, start__lte=today, end__gte=today)
    return frozenset(rows.values_list("user_id", flat=True))


def actor_of(who: User | AnonymousUser | HttpRequest | None) -> Actor:
    """Who acts, for the log: staff or customer with the account's key, else the public."""
    user = who.user if isinstance(who, HttpRequest) else who
    if not isinstance(user, User):
        return PUBLIC
    return Actor("staff" if user.is_staff else "customer", user.pk)


def staff_required(view: View) -> View:
    """Only for staff: others are asked to log in; a citizen's account finds nothing here."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not is_staff(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def role_required(*roles: str) -> Callable[[View], View]:
    """Only for staff with one of ``roles`` in some unit; for the others the page does not exist."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not units_of(request.user, *roles):
                raise Http404
            return view(request, *args, **kwargs)

        return staff_required(guarded)

    return decorate


def forget_roles(user: User) -> None:
    """Drop the roles remembered on ``user``, after they changed."""
    user.__dict__.pop(_REMEMBERED, None)


def _roles(user: User | AnonymousUser) -> Roles:
    if not isinstance(user, User) or not user.is_staff or not user.is_active:
        return {}
    known: Roles | None = getattr(user, _REMEMBERED, None)
    if known is None:
        known = _read_roles(user)
        setattr(user, _REMEMBERED, known)
    return known


def _read_roles(user: User) -> Roles:
    today = timezone.localdate()
    absent = Absence.objects.filter(deputy_id=user.pk, start__lte=today, end__gte=today).values("user_id")
    rows = list(Membership.objects.filter(user_id=user.pk).values_list("role", "unit_id"))
    rows += Membership.objects.filter(
        user_id__in=absent, user__is_active=True, role__in=LENT_ROLES
    ).values_list("role", "unit_id")
    if not rows:
        return {}
    children: dict[uuid.UUID | None, list[uuid.UUID]] = defaultdict(list)
    for key, parent in Unit.objects.values_list("pk", "parent_id"):
        children[parent].append(key)
    granted: dict[str, set[uuid.UUID]] = defaultdict(set)
    for role, unit in rows:
        granted[role].add(unit)
    return {role: _with_units_below(units, children) for role, units in granted.items()}


def _with_units_below(
    units: Iterable[uuid.UUID], children: dict[uuid.UUID | None, list[uuid.UUID]]
) -> frozenset[uuid.UUID]:
    found: set[uuid.UUID] = set()
    waiting = list(units)
    while waiting:
        unit = waiting.pop()
        if unit not in found:
            found.add(unit)
            waiting.extend(children[unit])
    return frozenset(found)
