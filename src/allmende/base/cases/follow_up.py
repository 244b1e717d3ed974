"""The follow-up (Wiedervorlage): cases on hold come up by themselves."""

from __future__ import annotations

import logging
from datetime import date, timedelta

from django.utils import timezone

from allmende.foundation.jobs.actions import periodic

from .access import PROCESS
from .actions.hold import resume_case
from .errors import CaseError
from .models import Case, State

log = logging.getLogger(__name__)


@periodic(every=timedelta(minutes=15))
def bring_up_held_cases() -> None:
    """Take up again what is on hold until today."""
    bring_up(timezone.localdate())


def bring_up(on: date, limit: int = 1000) -> int:
    """Take up again the cases on hold until the day ``on``; returns how many. One that changes meanwhile is left."""
    due = Case.objects.filter(state=State.ON_HOLD, follow_up_on__lte=on).order_by("follow_up_on", "id")
    count = 0
    for case in due[:limit]:
        try:
            resume_case(case=case, by=PROCESS)
            count += 1
        except CaseError:
            log.info("case %s changed while it came up", case.pk)
    return count
