"""Public holidays of the German states.

Written here because they are few and settled by law, while the package that knows every country's holidays takes
46 MB in each worker; the tests compare the two.
"""

from __future__ import annotations

import functools
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: Federal states as in ISO 3166-2:DE.
STATES = frozenset(
    ["BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"]
)

_FIXED: list[tuple[int, int, str, str | Promise]] = [  # month, day, states (empty: all), name
    (1, 1, "", _("New Year's Day")),
    (1, 6, "BW BY ST", _("Epiphany")),
    (5, 1, "", _("Labour Day")),
    (8, 15, "SL", _("Assumption Day")),
    (10, 3, "", _("German Unity Day")),
    (11, 1, "BW BY NW RP SL", _("All Saints' Day")),
    (12, 25, "", _("Christmas Day")),
    (12, 26, "", _("Boxing Day")),
]
_SINCE: list[tuple[int, int, int, str, str | Promise]] = [  # first year, month, day, states, name
    (2019, 3, 8, "BE", _("International Women's Day")),
    (2023, 3, 8, "MV", _("International Women's Day")),
    (2019, 9, 20, "TH", _("World Children's Day")),
    (1991, 10, 31, "BB MV SN ST TH", _("Reformation Day")),
    (2018, 10, 31, "HB HH NI SH", _("Reformation Day")),
]
_ONCE: list[tuple[date, str, str | Promise]] = [
    (date(2017, 10, 31), "", _("Reformation Day")),
    (date(2020, 5, 8), "BE", _("Liberation Day")),
    (date(2025, 5, 8), "BE", _("Liberation Day")),
    (date(2028, 6, 17), "BE", _("Anniversary of the uprising of 17 June 1953")),
]
#: Holidays of single communes: key → (states that know it, how a municipality says it).
REGIONAL: dict[str, tuple[str, str | Promise]] = {
    "assumption": ("BY", _("Assumption Day (Catholic communes of Bavaria)")),
    "augsburg": ("BY", _("Augsburg Peace Festival (city of Augsburg)")),
    "corpus-christi": ("SN TH", _("Corpus Christi (Catholic communes of Saxony and Thuringia)")),
}
_AROUND_EASTER: list[tuple[int, str, str | Promise]] = [  # days after Easter Sunday, states, name
    (-2, "", _("Good Friday")),
    (0, "BB", _("Easter Sunday")),
    (1, "", _("Easter Monday")),
    (39, "", _("Ascension Day")),
    (49, "BB", _("Whit Sunday")),
    (50, "", _("Whit Monday")),
    (60, "BW BY HE NW RP SL", _("Corpus Christi")),
]


def easter(year: int) -> date:
    """Easter Sunday of ``year`` in the Gregorian calendar (Gauss's rule as Lichtenberg completed it)."""
    century = year // 100
    moon = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    sun = 2 - (3 * century + 3) // 4
    golden = year % 19
    seed = (19 * golden + moon) % 30
    correction = (seed + golden // 11) // 29
    full_moon = 21 + seed - correction
    first_sunday = 7 - (year + year // 4 + sun) % 7
    return date(year, 3, 1) + timedelta(days=full_moon + 7 - (full_moon - first_sunday) % 7 - 1)


def _repentance_day(year: int) -> date:
    """Buß- und Bettag: the Wednesday before 23 November."""
    last = date(year, 11, 22)
    return last - timedelta(days=(last.weekday() - 2) % 7)


@functools.lru_cache(maxsize=512)
def holiday_names(year: int, state: str, regional: frozenset[str] = frozenset()) -> dict[date, str | Promise]:
    """The public holidays of ``year`` in ``state`` with their names; of single communes those named in ``regional``."""
    found = {date(year, month, day): name for month, day, states, name in _FIXED if _holds(state, states)}
    for since, month, day, states, name in _SINCE:
        if year >= since and _holds(state, states):
            found[date(year, month, day)] = name
    found |= {day: name for day, states, name in _ONCE if day.year == year and _holds(state, states)}
    for days, states, name in _AROUND_EASTER:
        if _holds(state, states):
            found.setdefault(easter(year) + timedelta(days=days), name)
    if state == "SN":
        found[_repentance_day(year)] = _("Day of Repentance and Prayer")
    if "assumption" in regional:
        found[date(year, 8, 15)] = _("Assumption Day")
    if "augsburg" in regional:
        found[date(year, 8, 8)] = _("Augsburg Peace Festival")
    if "corpus-christi" in regional:
        found[easter(year) + timedelta(days=60)] = _("Corpus Christi")
    return found


@functools.lru_cache(maxsize=512)
def public_holidays(year: int, state: str, regional: frozenset[str] = frozenset()) -> frozenset[date]:
    """The public holidays of ``year`` in ``state``, and of the commune where ``regional`` says so."""
    return frozenset(holiday_names(year, state, regional))


def _holds(state: str, states: str) -> bool:
    return not states or state in states.split()
