"""Staff who log in by their municipality's own directory: accounts and roles follow what it says."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from allmende.base.directory.models import Unit
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM

from ..access import forget_roles
from ..events import RoleGranted, RoleWithdrawn
from ..levels import TrustLevel
from ..managers import clean_email
from ..models import LoginService, Membership, User
from ..providers import Confirmed
from ..queries import find_user
from ..services import staff_rules
from .accounts import create_staff
from .streams import stream_of


@transaction.atomic
def staff_account(*, service: LoginService, confirmed: Confirmed) -> User | None:
    """The account of staff who log in by ``service`` for the first time, or None where it makes none.

    An existing account of the same address where the service says that addresses are to be trusted, else a
    new one where it says that unknown staff get one.
    """
    rules = staff_rules(service)
    said = confirmed.attributes.get("email")
    email = clean_email(said.value) if said and said.level.reaches(TrustLevel.LOW) else ""
    known = find_user(email) if email else None
    if known is not None:
        return known if rules.link_by_email and known.is_staff else None
    if not rules.create_unknown or not email or User.objects.filter(email=email).exists():
        return None
    names = [
        confirmed.attributes[key].value
        for key in ("given_name", "family_name")
        if key in confirmed.attributes
    ]
    return create_staff(email=email, name=" ".join(names) or email, password=None)


@transaction.atomic
def follow_groups(*, user: User, service: LoginService, groups: Sequence[str]) -> None:
    """Bring the roles that came from ``service`` in line with ``groups``; roles given by hand stay."""
    rules = [rule for rule in staff_rules(service).groups if rule.group in groups]
    units = {unit.key: unit for unit in Unit.objects.filter(key__in={rule.unit for rule in rules})}
    wanted = {(rule.role.value, units[rule.unit].pk) for rule in rules if rule.unit in units}
    rows = Membership.objects.select_for_update().filter(user=user)
    have = {(row.role, row.unit_id): row for row in rows}
    for (role, unit), row in have.items():
        if row.service_id == service.pk and (role, unit) not in wanted:
            record(RoleWithdrawn(role=role, unit=str(unit)), stream=stream_of(user), actor=SYSTEM)
            row.delete()
    for role, unit in sorted(wanted - set(have), key=str):
        Membership.objects.create(user=user, unit_id=unit, role=role, service=service)
        record(RoleGranted(role=role, unit=str(unit)), stream=stream_of(user), actor=SYSTEM)
    forget_roles(user)
