"""Days that people wrote into a text, and what they said about them: to compare with the record of dates.

German and English. A mention is a span of days: a month, a summer, the end of a school year (31 July, § 26 SchG BW).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from .models import MeasureDate

Kind = MeasureDate.Kind
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar january jänner", "februar february", "märz march", "april", "mai may", "juni june", "juli july",
            "august", "september", "oktober october", "november", "dezember december",
        ), 1,
    )
    for name in names.split()
}  # fmt: skip
SEASONS = {
    "frühjahr": (3, 5), "frühling": (3, 5), "spring": (3, 5), "sommer": (6, 9), "summer": (6, 9), "herbst": (9, 11),
    "autumn": (9, 11), "winter": (11, 12), "mitte": (5, 8), "mid": (5, 8), "ende": (10, 12), "end of": (10, 12),
    "anfang": (1, 3), "early": (1, 3),
}  # fmt: skip
_MONTH = "|".join(MONTHS)
_SEASON = "|".join(SEASONS)
_SCHOOL_YEAR = "ende des schuljahres|end of (?:the )?school year"
_YEAR = r"(?P<year>20\d\d)"
PATTERNS = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("iso", r"\b(?P<year>20\d\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)\b"),
        ("day", r"\b(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>20\d\d|\d\d)\b"),
        ("named", rf"\b(?P<day>\d{{1,2}})\.?\s(?P<month>{_MONTH})\s{_YEAR}\b"),
        ("month", rf"\b(?P<month>{_MONTH})\s{_YEAR}\b"),
        ("school_year", rf"\b(?:{_SCHOOL_YEAR})\s(?P<first>20\d\d)/(?:20)?(?P<last>\d\d)\b"),
        ("season", rf"\b(?P<season>{_SEASON})[\s-]{_YEAR}\b"),
    )
)  # fmt: skip
#: What stands before a date (nearest first found) → what it says about it.
_BEFORE = (
    (Kind.NOT_BEFORE, re.compile(r"(nicht vor|frühestens|not before|at the earliest)\W+(\w+\W+){0,3}$", re.I)),
    (Kind.AT_LATEST, re.compile(r"(spätestens|bis|by|until|no later than|at the latest)\W+(\w+\W+){0,2}$", re.I)),
    (Kind.EXPECTED, re.compile(r"(voraussichtlich|expected)\W+(\w+\W+){0,2}$", re.I)),
)  # fmt: skip


@dataclass(frozen=True)
class Mention:
    """A date as written, the days it can mean, and which kind the words before it make it (None: they say nothing)."""

    text: str
    first: date
    last: date
    kind: Kind | None


def find_dates(text: str) -> list[Mention]:
    """All dates in ``text``, in order; each place once, by the first pattern that takes it."""
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, Mention]] = []
    for name, pattern in PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < other_end and end > other for other, other_end in taken):
                continue
            span = _span(name, match)
            if span is not None:
                taken.append((start, end))
                found.append((start, Mention(match.group(), *span, _kind(text[:start]))))
    return [mention for _place, mention in sorted(found, key=lambda item: item[0])]


def _span(name: str, match: re.Match[str]) -> tuple[date, date] | None:
    said = match.groupdict()
    try:
        if name == "school_year":
            year = 2000 + int(said["last"])
            return (date(year, 7, 1), date(year, 7, 31)) if year == int(said["first"]) + 1 else None
        year = int(said["year"]) + (2000 if len(said["year"]) == 2 else 0)
        if name == "season":
            first, last = SEASONS[said["season"].lower()]
            return date(year, first, 1), _last_day(year, last)
        if name == "month":
            month = MONTHS[said["month"].lower()]
            return date(year, month, 1), _last_day(year, month)
        month = MONTHS[said["month"].lower()] if name == "named" else int(said["month"])
        day = date(year, month, int(said["day"]))
    except ValueError:
        return None
    return day, day


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _kind(before: str) -> Kind | None:
    near = before[-60:]
    return next((kind for kind, pattern in _BEFORE if pattern.search(near)), None)
