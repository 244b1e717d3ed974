"""By when, how long and how often, in words."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from allmende.foundation.numbers import whole_number

from .making import repeat_of
from .tree import Element, child, our, words

#: How often a step runs, by the property of that name.
REPEATS = {
    "parallel": gettext_lazy("several times at once"),
    "sequential": gettext_lazy("several times, one after the other"),
    "while": gettext_lazy("again and again"),
}


def often_words(node: Element) -> str:
    """How often a step runs, in words; empty: once."""
    return str(REPEATS.get(repeat_of(node), ""))


def due_words(node: Element, say: Callable[[str], str] = str, holds: Callable[[str], str] = str) -> str:
    """By when a step is due, or how long an event waits, in words."""
    if days := our(node, "dueDays"):
        return _working_days(days, say)
    if period := our(node, "due"):
        return _("within %(period)s") % {"period": duration_words(period, say)}
    conditional = child(node, "conditionalEventDefinition")
    if conditional is not None and (condition := words(child(conditional, "condition"))):
        return _("as soon as this holds: %(condition)s") % {"condition": holds(condition)}
    timer = child(node, "timerEventDefinition")
    if timer is None:
        return ""
    duration, moment = words(child(timer, "timeDuration")), words(child(timer, "timeDate"))
    if duration:
        working = our(timer, "workingDays") == "true"
        text = duration_words(duration, say)
        return (_("after %(period)s (working days)") if working else _("after %(period)s")) % {"period": text}
    if moment:
        return _("at %(moment)s") % {"moment": say(moment) if moment.startswith("=") else moment}
    return _cycle(words(child(timer, "timeCycle")))


def _working_days(days: str, say: Callable[[str], str]) -> str:
    if (number := whole_number(days)) is None:
        return _("within so many working days: %(rule)s") % {"rule": say(days)}
    return ngettext("within %(n)s working day", "within %(n)s working days", number) % {"n": days}


def _cycle(text: str) -> str:
    times, _slash, period = text.partition("/")
    if not period.startswith("P"):
        return text
    said = {"period": duration_words(period), "n": times.removeprefix("R")}
    return (_("every %(period)s, %(n)s times") if said["n"] else _("every %(period)s")) % said


def duration_words(text: str, say: Callable[[str], str] = str) -> str:
    """``P1M`` as “1 month”; anything else as it stands."""
    found = re.fullmatch(
        r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", text
    )
    if found is None or not any(found.groups()):
        return say(text) if text.startswith("=") else text
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    parts = [
        ngettext("%(n)s year", "%(n)s years", years) % {"n": years} if years else "",
        ngettext("%(n)s month", "%(n)s months", months) % {"n": months} if months else "",
        ngettext("%(n)s week", "%(n)s weeks", weeks) % {"n": weeks} if weeks else "",
        ngettext("%(n)s day", "%(n)s days", days) % {"n": days} if days else "",
        ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours} if hours else "",
        ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes} if minutes else "",
        ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": seconds} if seconds else "",
    ]
    return " ".join(part for part in parts if part)
