"""Who says what the municipality seals with and whom it trusts: administrators of the whole municipality."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from allmende.base.directory.models import Unit
from allmende.base.identity.access import units_of
from allmende.base.identity.models import Role, User


def may_seal(user: User | AnonymousUser) -> bool:
    """Whether ``user`` is administrator of an office that stands below no other."""
    units = units_of(user, Role.ADMIN)
    return bool(units) and Unit.objects.filter(pk__in=units, parent=None).exists()


def require_sealing(by: User | None) -> None:
    """Raise ``PermissionDenied`` unless ``by`` may; None is the system."""
    if by is not None and not may_seal(by):
        raise PermissionDenied("only administrators of the municipality decide on seals and trust")
