"""Reminding of what is overdue: levels with fees."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from ..booking import RECEIVABLE, Move, book, revenue_of
from ..errors import ClaimClosedError
from ..events import ClaimDunned
from ..models import Claim, ClaimItem
from ..rules import levels
from .state import lock, settle, text


@transaction.atomic
def dun(
    *,
    claim: Claim,
    actor: Actor,
    on: dt.date | None = None,
) -> Claim:
    """Remind of an overdue claim at the next level: its fee is owed too, and there is a new day by which to pay.

    Raises ``ClaimClosedError`` where nothing is overdue or the last level is reached.
    """
    claim = lock(claim)
    on, known = on or timezone.localdate(), levels()
    if not claim.is_payable or claim.due_on >= on or claim.dunning_level >= len(known):
        raise ClaimClosedError(_("There is nothing to remind of."))
    level = known[claim.dunning_level]
    if level.fee:
        place = claim.items.count() + 1
        item = ClaimItem.objects.create(
            claim=claim,
            position=place,
            label=level.name,
            net=level.fee,
            gross=level.fee,
            account=level.account,
        )
        book([Move(RECEIVABLE, revenue_of(item), level.fee, item)], kind="dunning", claim=claim, actor=actor)
        claim.total += level.fee
    claim.dunning_level += 1
    claim.dunned_on, claim.due_on = on, on + dt.timedelta(days=level.days)
    claim.save(update_fields=["dunning_level", "dunned_on", "due_on"])
    settle(claim)
    record(
        ClaimDunned(
            claim=str(claim.pk), level=claim.dunning_level, fee=text(level.fee), due_on=claim.due_on.isoformat()
        ),
        stream=claim.subject, actor=actor,
    )  # fmt: skip
    return claim
