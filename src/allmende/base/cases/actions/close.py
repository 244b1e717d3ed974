"""The end of a case, and its reopening."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.base.cases.access import Who
from allmende.base.cases.models import Case


@transaction.atomic
def close_case(*, case: Case, by: Who, version: int | None = None, at: datetime | None = None) -> Case:
    """Close the case: open tasks end, the record is frozen and its retention begins."""
    raise NotImplementedError


@transaction.atomic
def withdraw_case(
    *, case: Case, by: Who, reason: str = "", version: int | None = None, at: datetime | None = None
) -> Case:
    """The customer takes the application back (or the office notes that); not after the decision."""
    raise NotImplementedError


@transaction.atomic
def reopen_case(
    *, case: Case, by: Who, reason: str, version: int | None = None, at: datetime | None = None
) -> Case:
    """Take a decided, closed or withdrawn case up again, for instance after an appeal; the record opens again."""
    raise NotImplementedError
