"""Changing the municipality's calendar: who edits everything may."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.core.exceptions import PermissionDenied

from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User
from allmende.foundation.calendar import actions
from allmende.foundation.calendar.models import ClosingDays

from .access import edits_all


def close_town(*, by: User, first_day: date, last_day: date | None, reason: str) -> ClosingDays:
    """Close the whole administration on these days. Raises ``ValueError`` with a sentence."""
    _require(by)
    return actions.add_closing_days(first_day=first_day, last_day=last_day, reason=reason, actor=actor_of(by))


def open_town(*, by: User, days: ClosingDays) -> None:
    """Work on these days after all."""
    _require(by)
    actions.remove_closing_days(days=days, actor=actor_of(by))


def name_holidays(*, by: User, keys: Collection[str]) -> None:
    """Say which holidays of single communes hold here. Raises ``ValueError``."""
    _require(by)
    actions.set_regional_holidays(keys=keys, actor=actor_of(by))


def _require(by: User) -> None:
    if not edits_all(by):
        raise PermissionDenied("only who edits the whole directory changes the calendar")
