"""Who may design forms."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from allmende.base.identity.access import has_role
from allmende.base.identity.models import Membership, User
from allmende.foundation.events.types import Actor

DESIGNERS = (Membership.Role.DESIGNER, Membership.Role.ADMIN)


def may_design(user: User) -> bool:
    """Whether this account may change and publish forms."""
    return user.is_active and any(has_role(user, role) for role in DESIGNERS)


def require_designer(actor: Actor) -> None:
    """Raises ``PermissionDenied`` unless ``actor`` is the system or a designer of forms."""
    if actor.kind == "system":
        return
    user = User.objects.filter(pk=actor.id).first() if actor.kind == "staff" and actor.id else None
    if user is None or not may_design(user):
        raise PermissionDenied("only designers may change forms")
