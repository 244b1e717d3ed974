"""Wait until a day, and take up again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.cases.access import Who, require_work
from allmende.base.cases.errors import CaseError
from allmende.base.cases.events import CaseHeld, CaseResumed
from allmende.base.cases.models import Case, State

from .change import change, require_state


@transaction.atomic
def hold_case(
    *,
    case: Case,
    until: date,
    by: Who,
    reason: str = "",
    version: int | None = None,
    at: datetime | None = None,
) -> Case:
    """Put the case on hold until the follow-up day (Wiedervorlage), when it comes up by itself."""
    require_work(by, case)
    require_state(case, State.RECEIVED, State.IN_PROGRESS, State.WAITING_CUSTOMER)
    if until <= timezone.localdate(at):
        raise CaseError(_("The follow-up day must lie in the future."))
    personal = {"text": reason} if reason else None
    return change(
        case, CaseHeld(until=until), by=by, version=version, personal=personal, at=at,
        state=State.ON_HOLD, follow_up_on=until,
    )  # fmt: skip


@transaction.atomic
def resume_case(*, case: Case, by: Who, version: int | None = None, at: datetime | None = None) -> Case:
    """Take the case up again, before its follow-up day or on it."""
    require_work(by, case)
    require_state(case, State.ON_HOLD, State.WAITING_CUSTOMER)
    return change(
        case, CaseResumed(), by=by, version=version, at=at, state=State.IN_PROGRESS, follow_up_on=None
    )
