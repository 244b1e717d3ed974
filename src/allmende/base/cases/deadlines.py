"""Until when a case must be decided."""

from __future__ import annotations

from datetime import date

from allmende.base.procedures.models import ProcedureVersion
from allmende.base.workflow.calendar import add_working_days, legal_deadline
from allmende.foundation.tenants.context import current_tenant


def due_date(version: ProcedureVersion, received: date) -> date | None:
    """The last day by the procedure's rule: working days of the state, or legal months (sections 187 to 193 BGB)."""
    state = current_tenant().state
    if version.deadline_working_days:
        return add_working_days(received, version.deadline_working_days, state)
    if version.deadline_months:
        return legal_deadline(received, months=version.deadline_months, state=state)
    return None
