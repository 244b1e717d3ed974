"""Who may: the register is for staff of the provider; customers see what is theirs on their own pages."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from allmende.base.identity.access import has_role
from allmende.base.identity.models import Role, User

from .models import Resource


def get_resource_for(by: User, key: UUID) -> Resource:
    """The resource for staff of the provider; 404 for others and where there is none."""
    found = Resource.objects.select_related("institution", "variant__offer").filter(pk=key).first()
    if found is None or not has_role(by, Role.PROVIDER):
        raise Http404
    return found
