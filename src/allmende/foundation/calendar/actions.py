"""Changing the calendar. Callers have checked that the person may."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor
from allmende.foundation.tenants.context import current_tenant
from allmende.foundation.tenants.models import Tenant

from .events import STREAM, CalendarChanged
from .holidays import REGIONAL, public_holidays
from .models import ClosingDays
from .queries import SETTING, forget_calendar, regional_holidays

#: Nobody closes for longer; a wrong year would.
LONGEST_DAYS = 60
#: Another one is a slip of the keyboard, such as 0026.
YEARS = range(2000, 2101)
#: Open deadlines lie in these years; what lies beyond is counted by the new calendar when its time comes.
YEARS_AHEAD = 4


@transaction.atomic
def add_closing_days(
    *, first_day: date, reason: str, actor: Actor, last_day: date | None = None
) -> ClosingDays:
    """Close the administration; said twice, it holds once. Open deadlines in working days move by themselves.

    Raises ``ValueError`` with a sentence for days that do not fit.
    """
    last = last_day or first_day
    if last < first_day:
        raise ValueError(_("The last day is before the first."))
    if first_day.year not in YEARS:
        raise ValueError(_("Please check the year."))
    if (last - first_day).days >= LONGEST_DAYS:
        raise ValueError(
            _("These are more than %(days)s days. Please check the year.") % {"days": LONGEST_DAYS}
        )
    if not reason.strip():
        raise ValueError(_("Please say why the administration is closed."))
    row: ClosingDays
    row, created = ClosingDays.objects.get_or_create(
        first_day=first_day, last_day=last, defaults={"reason": reason.strip()[:200]}
    )
    if created:
        _changed(CalendarChanged(first_day=first_day, last_day=last), actor)
    return row


@transaction.atomic
def remove_closing_days(*, days: ClosingDays, actor: Actor) -> None:
    """Work on these days after all; open deadlines move back."""
    days.delete()
    _changed(CalendarChanged(first_day=days.first_day, last_day=days.last_day, closed=False), actor)


@transaction.atomic
def set_regional_holidays(*, keys: Collection[str], actor: Actor) -> None:
    """Say which holidays of single communes hold here. Raises ``ValueError`` for one that the state does not know."""
    tenant = Tenant.objects.select_for_update().get(pk=current_tenant().pk)
    for key in keys:
        if key not in REGIONAL or tenant.state not in REGIONAL[key][0].split():
            raise ValueError(
                _("The state %(state)s knows no holiday “%(key)s”.") % {"state": tenant.state, "key": key}
            )
    before = regional_holidays()
    if before == frozenset(keys):
        return
    tenant.settings = {**tenant.settings, SETTING: sorted(keys)}
    tenant.save(update_fields=["settings"])
    for day, closed in sorted(_other_holidays(tenant.state, before, frozenset(keys)).items()):
        _changed(CalendarChanged(first_day=day, last_day=day, closed=closed, holidays=True), actor)


def _other_holidays(state: str, before: frozenset[str], after: frozenset[str]) -> dict[date, bool]:
    """The days of this year and the next ones that become holidays (true) or stop to be."""
    this = timezone.localdate().year
    changed: dict[date, bool] = {}
    for year in range(this, this + YEARS_AHEAD):
        old, new = public_holidays(year, state, before), public_holidays(year, state, after)
        changed |= dict.fromkeys(new - old, True) | dict.fromkeys(old - new, False)
    return changed


def _changed(event: CalendarChanged, actor: Actor) -> None:
    """Tell the log after the calendar is new for everyone who hears of it."""
    forget_calendar()
    record(event, stream=STREAM, actor=actor)
