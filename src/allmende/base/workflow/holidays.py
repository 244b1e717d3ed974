"""Public holidays of the German states.

Written here because they are few and settled by law, while the package that knows every country's holidays takes
46 MB in each worker; the tests compare the two.
"""

from __future__ import annotations

import functools
from datetime import date, timedelta

#: Federal states as in ISO 3166-2:DE.
STATES = frozenset(
    ["BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"]
)

_FIXED: list[tuple[int, int, str]] = [  # month, day, states (empty: all)
    (1, 1, ""),
    (1, 6, "BW BY ST"),
    (5, 1, ""),
    (8, 15, "SL"),
    (10, 3, ""),
    (11, 1, "BW BY NW RP SL"),
    (12, 25, ""),
    (12, 26, ""),
]
_SINCE: list[tuple[int, int, int, str]] = [  # first year, month, day, states
    (2019, 3, 8, "BE"),
    (2023, 3, 8, "MV"),
    (2019, 9, 20, "TH"),
    (1991, 10, 31, "BB MV SN ST TH"),
    (2018, 10, 31, "HB HH NI SH"),
]
_ONCE: list[tuple[date, str]] = [
    (date(2017, 10, 31), ""),
    (date(2020, 5, 8), "BE"),
    (date(2025, 5, 8), "BE"),
    (date(2028, 6, 17), "BE"),
]
_AROUND_EASTER: list[tuple[int, str]] = [  # days after Easter Sunday, states
    (-2, ""),
    (0, "BB"),
    (1, ""),
    (39, ""),
    (49, "BB"),
    (50, ""),
    (60, "BW BY HE NW RP SL"),
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
def public_holidays(year: int, state: str) -> frozenset[date]:
    """The public holidays of ``year`` in ``state``; holidays of single communes are not among them."""
    found = {date(year, month, day) for month, day, states in _FIXED if not states or state in states.split()}
    found |= {
        date(year, month, day)
        for since, month, day, states in _SINCE
        if year >= since and state in states.split()
    }
    found |= {day for day, states in _ONCE if day.year == year and (not states or state in states.split())}
    found |= {
        easter(year) + timedelta(days=days)
        for days, states in _AROUND_EASTER
        if not states or state in states.split()
    }
    if state == "SN":
        found.add(_repentance_day(year))
    return frozenset(found)
