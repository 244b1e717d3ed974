"""Duplicates."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from allmende.base.cases.access import Who
from allmende.base.cases.models import Case


@transaction.atomic
def merge_duplicate(
    *, case: Case, into: Case, by: Who, version: int | None = None, at: datetime | None = None
) -> Case:
    """Close ``case`` as a duplicate of ``into``; both of the same customer or of none. Returns ``into``."""
    raise NotImplementedError
