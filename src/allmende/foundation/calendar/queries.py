"""Reads that others use."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from allmende.foundation.kept import Kept
from allmende.foundation.tenants.context import current_tenant, current_tenant_id
from allmende.foundation.tenants.models import Tenant

from .days import Calendar
from .holidays import REGIONAL, holiday_names
from .models import ClosingDays

#: Where a tenant's settings name the holidays of its commune.
SETTING = "regional_holidays"
_kept: Kept[Calendar] = Kept(seconds=30)


def current_calendar() -> Calendar:
    """The calendar of the current tenant: its state's and commune's holidays, its closing days."""
    return _kept.get("calendar", _read)


def forget_calendar() -> None:
    """Read the calendar anew: it was changed here, or a job must know what another process changed."""
    _kept.forget()


def day_off(day: date) -> str:
    """Why nobody works on ``day``: the holiday's name, or the reason of a closing day; empty on other days."""
    calendar = current_calendar()
    holiday = holiday_names(day.year, calendar.state, calendar.regional).get(day)
    return str(holiday) if holiday else calendar.reasons.get(day, "")


def closing_days(since: date | None = None) -> list[ClosingDays]:
    """The tenant's closing days, those that are over before ``since`` left out."""
    rows = ClosingDays.objects.all()
    return list(rows.filter(last_day__gte=since) if since else rows)


def regional_holidays() -> frozenset[str]:
    """Which holidays of single communes hold here, such as ``augsburg``."""
    settings = Tenant.objects.values_list("settings", flat=True).get(pk=current_tenant_id())
    return frozenset(key for key in settings.get(SETTING, []) if key in REGIONAL)


def days_of(ranges: Iterable[tuple[date, date]]) -> frozenset[date]:
    """Every day of the ranges, ends included."""
    return frozenset(
        first + timedelta(days=number) for first, last in ranges for number in range((last - first).days + 1)
    )


def _read() -> Calendar:
    rows = ClosingDays.objects.values_list("first_day", "last_day", "reason")
    reasons = {day: reason for first, last, reason in rows for day in days_of([(first, last)])}
    return Calendar(current_tenant().state, regional_holidays(), frozenset(reasons), reasons)
