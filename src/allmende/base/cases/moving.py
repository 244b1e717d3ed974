"""Open cases' deadlines follow the calendar: each that moves has its event, and is in its place in the inbox."""

from __future__ import annotations

import logging
from datetime import date

from django.db import transaction
from django.utils import timezone

from allmende.base.workflow.actions.deadlines import arguments_of, chunks, moved_before
from allmende.base.workflow.calendar import forget_calendars
from allmende.base.workflow.shifting import Shift, shift_of
from allmende.foundation.calendar.events import CalendarChanged
from allmende.foundation.events.models import Event
from allmende.foundation.jobs.actions import enqueue, job

from .access import PROCESS
from .actions.change import change
from .deadlines import counts_from, due_date
from .errors import StaleCaseError
from .events import DeadlineMoved, DeadlineSet
from .models import Case, State

log = logging.getLogger(__name__)


def follow_calendar(event: CalendarChanged, stored: Event) -> None:
    """Queue the moving: there may be many cases."""
    enqueue(move_due_dates, **arguments_of(event, stored))


@job
def move_due_dates(
    first_day: str, last_day: str, closed: bool, holidays: bool, unit: str, cause: int
) -> None:
    """Move the deadlines that a change of the calendar concerns; a second run changes nothing.

    A day that somebody set by hand stays.
    """
    forget_calendars()
    shift = shift_of(first_day, last_day, closed=closed, unit=unit, cause=cause)
    cases = Case.objects.filter(is_open=True, due_on__gte=max(shift.first_day, timezone.localdate()))
    cases = cases.exclude(state=State.DECIDED).exclude(procedure_version=None)
    if shift.unit is not None:
        cases = cases.filter(unit_id=shift.unit)
    for some in chunks(cases.select_related("procedure_version")):
        for case in some:
            _move(case, shift, legal=holidays)


def _move(case: Case, shift: Shift, *, legal: bool) -> None:
    version = case.procedure_version
    if version is None or case.due_on is None:
        return
    due: date | None = case.due_on
    if version.deadline_working_days:
        due = shift.day(case.due_on, case.unit_id, timezone.localdate())
    elif legal:
        due = due_date(version, counts_from(case), case.unit_id)
    if due is None or due == case.due_on or _set_by_hand(case):
        return
    event = DeadlineMoved(due_on=due, previous=case.due_on, cause=shift.cause)
    if moved_before(case.subject, event):
        return
    try:
        with transaction.atomic():
            change(case, event, by=PROCESS, due_on=due)
    except StaleCaseError:
        log.info("case %s changed while its deadline moved", case.pk)
        _move(Case.objects.select_related("procedure_version").get(pk=case.pk), shift, legal=legal)


def _set_by_hand(case: Case) -> bool:
    return Event.objects.filter(stream=case.subject, type=DeadlineSet.type).exists()
