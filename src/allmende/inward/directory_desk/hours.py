"""Opening hours as editors type them, one line for each weekday: ``8–12, 14–18:30``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time
from itertools import pairwise

from django.utils.translation import gettext as _

_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|—|bis|to)\s*(\d{1,2})(?:[:.](\d{2}))?")


class HoursError(ValueError):
    """A line cannot be read; the message is for people."""


def read_line(text: str) -> list[tuple[time, time]]:
    """The openings of one day, by time; raises ``HoursError``."""
    found = [_span(part) for part in re.split(r"[,;]|\bund\b|\band\b", text) if part.strip(" –-")]
    found.sort()
    for before, after in pairwise(found):
        if after[0] < before[1]:
            raise HoursError(_("Two times overlap. Please separate them, such as “8–12, 14–18”."))
    return found


def write_line(openings: Iterable[tuple[time, time]]) -> str:
    """The line of a day."""
    return ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in openings)


def _span(text: str) -> tuple[time, time]:
    match = _SPAN.fullmatch(text.strip().removesuffix("Uhr").strip())
    if match is None:
        raise HoursError(
            _("Please write hours like this: “8–12, 14–18:30”. Leave the line empty where it is closed.")
        )
    try:
        opens, closes = (
            time(int(match[1]), int(match[2] or 0)),
            time(23, 59) if match[3] == "24" else time(int(match[3]), int(match[4] or 0)),
        )
    except ValueError:
        raise HoursError(_("There is no such time of day.")) from None
    if closes <= opens:
        raise HoursError(_("It would close before it opens."))
    return opens, closes


def _clock(moment: time) -> str:
    return f"{moment:%H:%M}"
