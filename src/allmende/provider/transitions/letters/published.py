"""Whether the record says what was published: letters are never written from what nobody released."""

from __future__ import annotations

from allmende.provider.transitions.models import Programme
from allmende.provider.transitions.queries import content_now, unpublished_changes
from allmende.provider.transitions.revisions import digest


def digest_now(programme: Programme) -> str:
    """Of what the programme says now, read anew."""
    return digest(content_now(Programme.objects.get(pk=programme.pk)))


def is_as_published(programme: Programme) -> bool:
    """Whether nothing was changed that has not been published."""
    return not unpublished_changes(Programme.objects.get(pk=programme.pk))
