"""Figures in words: durations, deviations, why something is not told."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .figures import Figures, Odd
from .replay import SKIPPED

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def duration(seconds: float | None) -> str:
    """A length of time as people say it, rounded: 20 min, 5 h, 3.5 days."""
    if seconds is None:
        return ""
    if seconds < _MINUTE:
        return _("at once")
    if seconds < 2 * _HOUR:
        return _("%(n)s min") % {"n": round(seconds / _MINUTE)}
    if seconds < 2 * _DAY:
        return _("%(n)s h") % {"n": round(seconds / _HOUR)}
    days = seconds / _DAY
    if days < 10:
        return _("%(n)s days") % {"n": number_format(days, 1)}
    return _("%(n)s days") % {"n": round(days)}


def short(seconds: float) -> str:
    """As ``duration``, for a badge in a diagram."""
    if seconds < _HOUR:
        return f"{round(seconds / _MINUTE)} min"
    if seconds < 2 * _DAY:
        return f"{round(seconds / _HOUR)} h"
    return _("%(n)s d") % {"n": round(seconds / _DAY)}


def deviation(found: Figures, row: Odd) -> str:
    """What was done otherwise than drawn, as a sentence."""
    name = name_of(found, row.element)
    text = (
        ngettext(
            "In %(n)s case the step “%(name)s” was left out.",
            "In %(n)s cases the step “%(name)s” was left out.",
            row.cases,
        )
        if row.kind == SKIPPED
        else ngettext(
            "In %(n)s case the step “%(name)s” was done although the model does not have it there.",
            "In %(n)s cases the step “%(name)s” was done although the model does not have it there.",
            row.cases,
        )
    )
    return text % {"n": row.cases, "name": name}


def name_of(found: Figures, element: str) -> str:
    """How people know a step."""
    return _("Added by hand") if element == "+" else found.names.get(element, element)


def share(part: int | None, rest: int | None) -> str:
    """A part of a whole in per cent where both may be told. Else the number of the one that may: in the same words
    where the other has no cases as where it has too few, so that nothing is given away."""
    if part is not None and rest is not None:
        return _("%(n)s %%") % {"n": round(100 * part / (part + rest))}
    if part is not None:
        return _("%(n)s; others: none or too few") % {"n": part}
    if rest is not None:
        return _("none or too few; others: %(n)s") % {"n": rest}
    return ""
