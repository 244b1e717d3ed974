"""Deciding the cash office's rules: not by those whom they bind."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from allmende.base.identity.access import actor_of, require_administrator_of_all
from allmende.base.identity.models import User
from allmende.foundation.events.actions import record

from ..errors import PaymentError
from ..events import CashRulesChanged
from ..models import CashRules
from ..money import ZERO, money
from ..rules import MOST_LEVELS, Level
from .state import text


@transaction.atomic
def save_rules(*, by: User, second_person_from: Decimal, levels: Sequence[Level]) -> CashRules:
    """From what amount a refund needs a second person, and the levels of dunning; counts from now on.

    Raises ``PermissionDenied`` unless ``by`` administers the whole municipality, ``PaymentError`` in words.
    """
    require_administrator_of_all(by)
    if not 1 <= len(levels) <= MOST_LEVELS:
        raise PaymentError(_("Please give at least one level of reminders."))
    for level in levels:
        if not level.name.strip() or level.fee < ZERO or not 1 <= level.days <= 365:
            raise PaymentError(_("Each level needs a name, a fee and between 1 and 365 days."))
    rows = [{"name": one.name.strip()[:60], "fee": text(money(one.fee)), "days": one.days} for one in levels]
    values = {"second_person_from": money(second_person_from), "levels": rows}
    row, _made = CashRules.objects.update_or_create(defaults=values)
    event = CashRulesChanged(second_person_from=text(row.second_person_from), levels=len(rows))
    record(event, stream="cash-office", actor=actor_of(by))
    saved: CashRules = row
    return saved
