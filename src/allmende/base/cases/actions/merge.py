"""Duplicates."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.cases.access import Who, actor, require_work
from allmende.base.cases.errors import CaseError
from allmende.base.cases.events import CaseMerged, DuplicateTakenIn
from allmende.base.cases.models import Case, State
from allmende.foundation.events.actions import record

from .change import change, require_open
from .close import finish


@transaction.atomic
def merge_duplicate(
    *, case: Case, into: Case, by: Who, version: int | None = None, at: datetime | None = None
) -> Case:
    """Close ``case`` as a duplicate of ``into``; both of the same customer or of none. Returns ``into``.

    Nothing is copied: the duplicate keeps its record, and both cases point at each other.
    """
    require_work(by, case)
    require_work(by, into)
    require_open(case)
    require_open(into)
    if case.pk == into.pk:
        raise CaseError(_("A case cannot be merged into itself."))
    if case.customer_id and into.customer_id and not _same_customer(case, into):
        raise CaseError(_("The two cases belong to different people. They cannot be merged."))
    change(
        case, CaseMerged(into=into.pk), by=by, version=version, at=at,
        state=State.MERGED, merged_into=into, closed_at=at or timezone.now(), follow_up_on=None,
    )  # fmt: skip
    finish(case, by=by, reason="merged", at=at)
    record(DuplicateTakenIn(duplicate=case.pk), stream=into.subject, actor=actor(by), at=at)
    return into


def _same_customer(case: Case, into: Case) -> bool:
    """One person may stand twice in the register: without an account, each application makes an entry."""
    one, other = case.customer, into.customer
    if one is None or other is None or one.pk == other.pk:
        return True
    return bool(one.email) and one.email == other.email and one.family_name == other.family_name
