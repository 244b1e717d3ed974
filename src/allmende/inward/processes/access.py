"""Who reads and who draws: published processes are for all staff, working copies for designers."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from allmende.base.identity.access import has_role, is_staff, role_required
from allmende.base.identity.models import Role, User
from allmende.foundation.events.types import Actor

from .models import ProcessModel

DESIGNERS = (Role.DESIGNER, Role.ADMIN)
designer_required = role_required(*DESIGNERS)


def is_staff_request(request: HttpRequest) -> bool:
    """Whether somebody of the staff is logged in."""
    return is_staff(getattr(request, "user", None))


def may_draw(user: object) -> bool:
    """Whether this account may change and publish process models."""
    return isinstance(user, User) and user.is_active and any(has_role(user, role) for role in DESIGNERS)


def require_designer(actor: Actor) -> None:
    """Raises ``PermissionDenied`` unless ``actor`` is the system or a designer."""
    if actor.kind == "system":
        return
    user = User.objects.filter(pk=actor.id).first() if actor.kind == "staff" and actor.id else None
    if not may_draw(user):
        raise PermissionDenied("only designers may change processes")


def models_for(user: User) -> QuerySet[ProcessModel]:
    """The models that ``user`` may read: all for designers, published ones for the rest of the staff."""
    rows: QuerySet[ProcessModel] = ProcessModel.objects.filter(kind=ProcessModel.Kind.PROCESS)
    return rows if may_draw(user) else rows.filter(publications__isnull=False).distinct()


def get_model_for(user: User, key: str, *, draw: bool = False) -> ProcessModel:
    """The model, or ``Http404`` where it does not exist or is not for ``user``."""
    if draw and not may_draw(user):
        raise Http404
    row = models_for(user).filter(key=key).select_related("unit", "service", "owner", "current").first()
    if row is None:
        raise Http404
    return row
