"""Deciding many equal cases with one confirmation: begun here, done one by one in the background."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.cases.access import cases_for, get_case_for
from allmende.base.cases.actions import decide_case
from allmende.base.cases.errors import CaseError
from allmende.base.cases.models import Case
from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User
from allmende.foundation.events.actions import record
from allmende.foundation.jobs.actions import enqueue, job, periodic

from .events import MassDecisionBegun
from .filters import Filters, key_of
from .inbox import inbox
from .models import MassDecision, MassItem

log = logging.getLogger(__name__)
MOST_AT_ONCE = 200
#: How long the list of what was decided together is kept; the decisions stay with their cases.
KEPT = timedelta(days=90)


def chosen_cases(by: User, keys: Sequence[str]) -> list[Case]:
    """The cases of these keys that ``by`` may see, in this order."""
    wanted = [key for key in map(key_of, keys[:MOST_AT_ONCE]) if key]
    related = ("unit", "assignee", "customer", "service", "procedure_version__procedure")
    found = {str(case.pk): case for case in cases_for(by).filter(pk__in=wanted).select_related(*related)}
    return [found[key] for key in dict.fromkeys(wanted) if key in found]


def found_keys(by: User, filters: Filters) -> list[str]:
    """The keys of the first cases that the filters find, over all pages."""
    keys: list[str] = []
    while len(keys) < MOST_AT_ONCE:
        page = inbox(by, filters)
        keys += [str(row.case.pk) for row in page.rows]
        if not page.next:
            break
        filters = Filters(**{**vars(filters), "after": page.next})
    return keys[:MOST_AT_ONCE]


@transaction.atomic
def begin_mass_decision(
    *, cases: Mapping[uuid.UUID, int], outcome: str, reasons: str, template: str, appeal: str | None, by: User
) -> MassDecision:
    """Decide each of ``cases`` (key → version that was seen) in the background. Raises ``CaseError`` for none."""
    mine = set(cases_for(by).filter(pk__in=cases).values_list("pk", flat=True))
    if not mine:
        raise CaseError(_("There is no case to decide. Nothing has changed."))
    mass = MassDecision.objects.create(
        decided_by=by, outcome=outcome, reasons=reasons, template=template, appeal=appeal
    )
    items = [MassItem(mass=mass, case_id=key, version=cases[key]) for key in cases if key in mine]
    MassItem.objects.bulk_create(items)
    begun = MassDecisionBegun(outcome=outcome, cases=len(items))
    record(begun, stream=f"mass:{mass.pk}", actor=actor_of(by))
    for item in items:
        enqueue(decide_item, item_id=str(item.pk))
    return mass


@transaction.atomic
def try_failed_again(*, mass: MassDecision, by: User) -> int:
    """Queue again what failed, on the cases as they are now; returns how many."""
    if mass.decided_by_id != by.pk:
        raise PermissionDenied("not this person's decision")
    failed = list(mass.items.filter(state=MassItem.State.FAILED).select_related("case"))
    for item in failed:
        changed = {"state": MassItem.State.QUEUED, "error": "", "version": item.case.version}
        if MassItem.objects.filter(pk=item.pk, state=MassItem.State.FAILED).update(**changed):
            enqueue(decide_item, item_id=str(item.pk))
    return len(failed)


@job
def decide_item(*, item_id: str) -> None:
    """Decide one case; a second run changes nothing. What fails is kept with its reason."""
    try:
        with transaction.atomic():
            _decide(item_id)
    except (CaseError, Http404, PermissionDenied, LookupError, ValueError) as error:
        told = isinstance(error, CaseError | ValueError) and str(error)
        _fail(item_id, told or _("The case is no longer yours to decide."))
    except Exception:
        log.exception("mass decision: an item failed")
        _fail(item_id, _("A technical step failed. Nothing was decided; please try again."))


def _decide(item_id: str) -> None:
    rows = MassItem.objects.select_for_update(of=("self",)).select_related("mass__decided_by")
    item = rows.filter(pk=item_id, state=MassItem.State.QUEUED).first()
    if item is None:
        return
    mass, by = item.mass, item.mass.decided_by
    if by is None:
        raise PermissionDenied("the account is gone")
    decide_case(
        case=get_case_for(by, item.case_id), outcome=mass.outcome, by=by, reasons=mass.reasons,
        template=mass.template, appeal=mass.appeal, version=item.version,
    )  # fmt: skip
    MassItem.objects.filter(pk=item.pk).update(state=MassItem.State.DONE)


def _fail(item_id: str, reason: str) -> None:
    waiting = MassItem.objects.filter(pk=item_id, state=MassItem.State.QUEUED)
    waiting.update(state=MassItem.State.FAILED, error=reason[:2000])


@periodic(every=timedelta(days=1))
def forget_mass_decisions() -> None:
    """Delete the lists of what was decided together long ago."""
    MassDecision.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
