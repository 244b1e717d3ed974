"""How urgent a day is, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from allmende.base.cases.models import Case, State


@dataclass(frozen=True)
class Due:
    """A deadline as the inbox shows it; ``urgency`` is overdue, today, soon (three days) or "" ."""

    day: date | None
    text: str
    urgency: str


def due(day: date | None, today: date | None = None) -> Due:
    """``day`` in words: "3 days overdue", "today", "tomorrow", else the date."""
    if day is None:
        return Due(None, "", "")
    left = (day - (today or timezone.localdate())).days
    if left < 0:
        words = ngettext("%(days)s day overdue", "%(days)s days overdue", -left) % {"days": -left}
        return Due(day, words, "overdue")
    if left == 0:
        return Due(day, _("today"), "today")
    if left == 1:
        return Due(day, _("tomorrow"), "soon")
    return Due(day, formats.date_format(day, "SHORT_DATE_FORMAT"), "soon" if left <= 3 else "")


def due_of(case: Case) -> Due:
    """What is left of a case's time: nothing to say once it is decided or over."""
    return due(case.due_on if case.is_open and case.state != State.DECIDED else None)
