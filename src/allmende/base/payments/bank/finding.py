"""Which claim a transfer means: by the Kassenzeichen in its words, however people type it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..references import is_kassenzeichen, of_creditor_reference

_RF = re.compile(r"RF\d\d[0-9A-Z]{4,21}")
_NOT_SIGNS = re.compile(r"[^0-9A-Z]+")
#: What people read for a digit.
_MISREAD = str.maketrans("OILSB", "01158")
_DIGITS = re.compile(r"\d+")
#: More windows than these has only a text that was made to keep us busy.
MOST_WINDOWS = 200


def named_in(text: str, lengths: Sequence[int]) -> list[str]:
    """Kassenzeichen that stand in ``text`` with the right check digits; spaces and line breaks do not matter.

    ``lengths`` are those that the municipality has given out. More than one may be right by chance: whether there is
    such a claim says the database.
    """
    squeezed = _squeeze(text)
    found = [kassenzeichen for match in _RF.findall(squeezed) if (kassenzeichen := _of_rf(match, lengths))]
    found += [window for window in _windows(squeezed, lengths) if is_kassenzeichen(window)]
    if not found:
        found = [w for w in _windows(squeezed.translate(_MISREAD), lengths) if is_kassenzeichen(w)]
    return list(dict.fromkeys(found))


def mistyped_in(text: str, lengths: Sequence[int]) -> list[str]:
    """What somebody may have meant who typed one digit wrong, left one out, or changed two neighbours."""
    squeezed = _squeeze(text).translate(_MISREAD)
    meant: list[str] = []
    for length in lengths:
        for window in _windows(squeezed, [length]):
            meant += _close_to(window)
        for window in _windows(squeezed, [length - 1]):
            meant += _longer(window)
        for window in _windows(squeezed, [length + 1]):
            meant += [w for i in range(length + 1) if is_kassenzeichen(w := window[:i] + window[i + 1 :])]
    return list(dict.fromkeys(meant))


def _close_to(window: str) -> Iterable[str]:
    for place, digit in enumerate(window):
        for other in "0123456789":
            if other != digit and _right(changed := window[:place] + other + window[place + 1 :]):
                yield changed
        if place and window[place - 1] != digit:
            swapped = window[: place - 1] + digit + window[place - 1] + window[place + 1 :]
            if _right(swapped):
                yield swapped


def _longer(window: str) -> Iterable[str]:
    for place in range(len(window) + 1):
        for digit in "0123456789":
            if _right(changed := window[:place] + digit + window[place:]):
                yield changed


def _right(digits: str) -> bool:
    return int(digits) % 97 == 1


def _squeeze(text: str) -> str:
    return _NOT_SIGNS.sub("", text.upper())


def _windows(squeezed: str, lengths: Sequence[int]) -> list[str]:
    """Every run of so many digits, also inside longer runs, where a date or an invoice number stands beside it."""
    runs = _DIGITS.findall(squeezed)
    found = [run[i : i + size] for size in lengths for run in runs for i in range(len(run) - size + 1)]
    return found[:MOST_WINDOWS]


def _of_rf(text: str, lengths: Sequence[int]) -> str | None:
    """The Kassenzeichen of a creditor reference, whatever is glued to its end."""
    return next(
        (found for size in lengths if (found := of_creditor_reference(text[: size + 4])) is not None), None
    )
