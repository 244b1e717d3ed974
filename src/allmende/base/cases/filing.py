"""A case's e-file."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from allmende.base.records.actions import UnknownPlanError, open_record
from allmende.base.records.models import FilingPlanEntry, Record
from allmende.base.records.queries import record_of
from allmende.foundation.events.types import SYSTEM, Actor

from .errors import CaseError
from .models import Case


def record_for(case: Case, *, actor: Actor = SYSTEM, at: datetime | None = None) -> Record:
    """The record of the case, opened at the first call.

    Raises ``CaseError`` where the filing plan is empty.
    """
    found = record_of(case.subject)
    return found or open_case_record(case, actor=actor, at=at)


def open_case_record(case: Case, *, actor: Actor = SYSTEM, at: datetime | None = None) -> Record:
    """Open the record under the procedure's place of the filing plan, else under the plan's first."""
    version = case.procedure_version
    key = version.filing_plan_key if version else ""
    try:
        return open_record(subject=case.subject, title=case.title, plan_key=key, actor=actor, at=at)
    except UnknownPlanError:
        first = FilingPlanEntry.objects.order_by("key").values_list("key", flat=True).first()
        if first is None:
            raise CaseError(
                _("The filing plan is empty: there is no place for the file of this case.")
            ) from None
        return open_record(subject=case.subject, title=case.title, plan_key=first, actor=actor, at=at)
