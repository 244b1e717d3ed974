"""What happens when a programme's core tells something."""

from __future__ import annotations

from allmende.foundation.events.actions import subscribe
from allmende.foundation.events.models import Event
from allmende.foundation.jobs.actions import enqueue
from allmende.provider.transitions.events import RevisionPublished

from .tasks import tell_followers


@subscribe(RevisionPublished)
def write_to_followers(event: RevisionPublished, row: Event) -> None:
    """Who follows the programme hears of the new revision."""
    enqueue(tell_followers, programme_id=str(event.programme), number=event.number)
