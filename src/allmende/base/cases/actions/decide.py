"""The decision (Bescheid)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.base.cases.access import Who
from allmende.base.cases.models import Case, Decision


@transaction.atomic
def decide_case(
    *,
    case: Case,
    outcome: str,
    by: Who,
    reasons: str = "",
    template: str = "",
    appeal: str | None = None,
    version: int | None = None,
    at: datetime | None = None,
) -> Decision:
    """Decide: grant, partly or refuse. The document is made, filed and sent in the same transaction.

    ``template`` is a key of the procedure's templates, by default the first that fits the outcome.
    ``appeal`` overrides the procedure's instructions on appeal. Reasons are needed unless all is granted.
    """
    raise NotImplementedError
