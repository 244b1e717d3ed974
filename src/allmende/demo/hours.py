"""Opening hours as people write them: ``Mo-Mi 8-16; Do 8-12, 14-18``."""

from __future__ import annotations

from datetime import time

_DAYS = {"Mo": 0, "Di": 1, "Mi": 2, "Do": 3, "Fr": 4, "Sa": 5, "So": 6}


def read_hours(text: str) -> dict[int, list[tuple[time, time]]]:
    """Weekday (0 is Monday) → openings."""
    found: dict[int, list[tuple[time, time]]] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        days, _space, spans = part.partition(" ")
        first, _dash, last = days.partition("-")
        for day in range(_DAYS[first], _DAYS[last or first] + 1):
            found.setdefault(day, []).extend(_span(span) for span in spans.split(","))
    return found


def _span(text: str) -> tuple[time, time]:
    opens, _dash, closes = text.strip().partition("-")
    return _time(opens), _time(closes)


def _time(text: str) -> time:
    hour, _colon, minute = text.partition(":")
    return time(int(hour), int(minute or 0))
