"""Whole months: the only periods that can be asked for, and only those that are over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

#: A page offers so many months.
OFFERED = 60


class PeriodError(ValueError):
    """A period that cannot be read; the message is for people."""


@dataclass(frozen=True)
class Period:
    """From the first to the last month, both included; months since the year 0."""

    first: int
    last: int

    @property
    def anchor(self) -> int:
        """Where counting begins: January, so that groups do not depend on the question."""
        return self.first - self.first % 12

    def since(self) -> datetime:
        """The moment at which counting begins."""
        return _moment(self.anchor)

    def before(self) -> datetime:
        """The moment after the last month."""
        return _moment(self.last + 1)

    def __str__(self) -> str:
        if self.first == self.last:
            return month_name(self.first)
        return _("%(first)s to %(last)s") % {"first": month_name(self.first), "last": month_name(self.last)}


def read_period(first: str = "", last: str = "") -> Period:
    """The period from texts like 2026-03 (or a day in that month); by default the last twelve months that are over.

    What lies in the running month or later is cut off. Raises ``PeriodError``.
    """
    over = last_over()
    end = min(_month(last), over) if last else over
    begin = _month(first) if first else end - 11
    if begin > end:
        raise PeriodError(_("The period must begin before it ends, and its months must be over."))
    return Period(begin, end)


def last_over() -> int:
    """The last month that is over."""
    today = timezone.localdate()
    return today.year * 12 + today.month - 2


def month_key(month: int) -> str:
    """As in addresses: 2026-03."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def month_name(month: int) -> str:
    """As people say it: March 2026."""
    return f"{MONTHS[month % 12 + 1]} {month // 12}"


def _month(text: str) -> int:
    found = re.fullmatch(r"(\d{4})-(\d{2})(?:-\d{2})?", text.strip())
    try:
        day = date(int(found[1]), int(found[2]), 1) if found else None
    except ValueError:
        day = None
    if day is None or day.year < 1990:
        raise PeriodError(
            _("“%(text)s” is no month. Please write year and month, like 2026-03.") % {"text": text}
        )
    return day.year * 12 + day.month - 1


def _moment(month: int) -> datetime:
    return timezone.make_aware(datetime(month // 12, month % 12 + 1, 1))  # noqa: DTZ001
