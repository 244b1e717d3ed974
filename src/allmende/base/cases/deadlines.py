"""Until when a case must be decided."""

from __future__ import annotations

import uuid
from datetime import date

from django.utils import timezone

from allmende.base.procedures.models import ProcedureVersion
from allmende.base.signatures.cosigning.models import SigningRound
from allmende.base.workflow.calendar import calendar_of
from allmende.foundation.calendar.periods import Period
from allmende.foundation.events.models import Event

from .events import FeeThere
from .models import Case


def due_date(version: ProcedureVersion, received: date, unit: uuid.UUID | None = None) -> date | None:
    """The last day by the procedure's rule: working days of the office, or legal months (sections 187 to 193 BGB)."""
    calendar = calendar_of(unit)
    if version.deadline_working_days:
        return calendar.add_working_days(received, version.deadline_working_days)
    if version.deadline_months:
        return calendar.legal_deadline(received, Period(months=version.deadline_months))
    return None


def counts_from(case: Case) -> date:
    """The day from which the office's time counts: of the last signature where several people had to sign, of the
    payment where the fee came first.
    """
    paid = Event.objects.filter(stream=case.subject, type=FeeThere.type).values_list("at", flat=True).first()
    if paid:
        return timezone.localdate(paid)
    ended = SigningRound.objects.filter(subject=case.subject).values_list("ended_at", flat=True).first()
    return timezone.localdate(ended or case.received_at)
