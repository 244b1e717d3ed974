"""The one place where a case's row changes: guarded against two clerks, told to the log."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import F

from allmende.base.cases.access import Who, actor
from allmende.base.cases.errors import StaleCaseError, WrongStateError
from allmende.base.cases.models import NO_DEADLINE, OPEN_STATES, Case, State
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import DomainEvent


def change(
    case: Case,
    *events: DomainEvent,
    by: Who,
    version: int | None = None,
    personal: dict[str, Any] | None = None,
    at: datetime | None = None,
    **fields: Any,
) -> Case:
    """Set ``fields`` and record ``events``; raises ``StaleCaseError`` where the row is newer than what was read.

    ``version`` is what the page showed; without it, what ``case`` holds counts.
    """
    derive(fields, case)
    seen = case.version if version is None else version
    rows = Case.objects.filter(pk=case.pk, version=seen).update(version=F("version") + 1, **fields)
    if not rows:
        raise StaleCaseError
    for name, value in fields.items():
        setattr(case, name, value)
    case.version = seen + 1
    if events:
        record(*events, stream=case.subject, actor=actor(by), personal=personal, at=at)
    return case


def derive(fields: dict[str, Any], case: Case | None = None) -> None:
    """Add the columns that follow from others: the inbox reads them from its indexes.

    Once decided, a case's deadline is met: it no longer stands among the overdue.
    """
    if "state" in fields:
        fields["is_open"] = fields["state"] in OPEN_STATES
    if "due_on" in fields or "state" in fields:
        due: date | None = fields.get("due_on", case.due_on if case else None)
        decided = fields.get("state", case.state if case else "") == State.DECIDED
        fields["sort_on"] = due if due and not decided else NO_DEADLINE


def require_state(case: Case, *states: State) -> None:
    """Raise ``WrongStateError`` unless the case is in one of ``states``."""
    if case.state not in states:
        raise WrongStateError


def require_open(case: Case) -> None:
    """Raise ``WrongStateError`` where the case is closed, withdrawn or merged."""
    if not case.is_open:
        raise WrongStateError
