"""Whether the record says what was published: letters are never written from what nobody released."""

from __future__ import annotations

import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder

from allmende.provider.transitions.models import OpenPoint, Programme, Revision
from allmende.provider.transitions.queries import measures_of, unpublished_changes
from allmende.provider.transitions.revisions import snapshot


def digest_now(programme: Programme) -> str:
    """SHA-256 over what the programme says now."""
    points = OpenPoint.objects.filter(programme=programme).order_by("id")
    content = snapshot(Programme.objects.get(pk=programme.pk), measures_of(programme), points)
    return hashlib.sha256(json.dumps(content, sort_keys=True, cls=DjangoJSONEncoder).encode()).hexdigest()


def latest_revision(programme: Programme) -> Revision | None:
    """The newest published state."""
    found: Revision | None = Revision.objects.filter(programme=programme).order_by("-number").first()
    return found


def is_as_published(programme: Programme) -> bool:
    """Whether nothing was changed that has not been published."""
    return not unpublished_changes(Programme.objects.get(pk=programme.pk))
