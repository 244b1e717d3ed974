"""Other offices take part (Beteiligung)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.cases.access import CASE_ROLES, Who, actor, may_work, require_see
from allmende.base.cases.access import require_work as require_work_on
from allmende.base.cases.errors import CaseError, CaseNotYoursError
from allmende.base.cases.events import UnitInvolved, UnitReleased
from allmende.base.cases.models import Case, Participation
from allmende.base.directory.models import Unit
from allmende.base.identity.access import has_role
from allmende.base.identity.models import User
from allmende.foundation.events.actions import record

from .change import require_open


@transaction.atomic
def involve_unit(
    *,
    case: Case,
    unit: Unit,
    by: Who,
    wanted: str = "",
    trusted: bool = False,
    at: datetime | None = None,
) -> Participation:
    """Let another office take part: it sees the case, does its tasks and notes its word, and decides nothing.

    A confidential case wants this said expressly for each office (``trusted``); then those see it who work directly in
    that office. Raises ``CaseError``.
    """
    require_work_on(by, case)
    require_open(case)
    trusted = trusted and case.confidential
    if case.confidential and not trusted:
        raise CaseError(_("This case is confidential. Please confirm that the other office may see it."))
    if unit.pk == case.unit_id:
        raise CaseError(_("%(unit)s has the case itself.") % {"unit": unit.name})
    part, _made = Participation.objects.update_or_create(
        case=case, unit=unit, defaults={"wanted": wanted[:500], "ended_at": None, "trusted": trusted}
    )
    personal = {"text": wanted} if wanted else None
    event = UnitInvolved(unit=unit.pk, trusted=trusted)
    record(event, stream=case.subject, actor=actor(by), personal=personal, at=at)
    return part


@transaction.atomic
def release_unit(
    *, participation: Participation, by: Who, word: str = "", at: datetime | None = None
) -> Participation:
    """The office has finished, with its word (``word``) for the file; said by itself or by the owner."""
    case = participation.case
    require_see(by, case)
    mine = isinstance(by, User) and any(has_role(by, role, participation.unit_id) for role in CASE_ROLES)
    if not mine and not may_work(by, case):
        raise CaseNotYoursError
    rows = Participation.objects.filter(pk=participation.pk, ended_at=None).update(
        ended_at=at or timezone.now()
    )
    if rows:
        event = UnitReleased(unit=participation.unit_id)
        personal = {"text": word} if word else None
        record(event, stream=case.subject, actor=actor(by), personal=personal, at=at)
    participation.refresh_from_db()
    return participation
