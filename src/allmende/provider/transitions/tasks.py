from __future__ import annotations

from datetime import timedelta

from allmende.foundation.ids import NO_KEY, read_key
from allmende.foundation.jobs.actions import enqueue, job, periodic

from .actions import fix_effects
from .models import Programme


@job
def refresh_programme(programme: str) -> None:
    """Bring effects and checklists up to date: due days after a date moved, the target of a merger."""
    row = Programme.objects.filter(pk=read_key(programme) or NO_KEY, state=Programme.State.ANNOUNCED).first()
    if row is not None:
        fix_effects(programme=row, by=None)


@periodic(every=timedelta(days=1))
def refresh_programmes() -> None:
    """Resources come and go while a programme runs; who is reached anew is told with the next revision."""
    for key in Programme.objects.filter(state=Programme.State.ANNOUNCED).values_list("pk", flat=True):
        enqueue(refresh_programme, programme=str(key))
