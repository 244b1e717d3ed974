"""Whole numbers in texts that came from outside: requests, files, other systems."""

from __future__ import annotations


def whole_number(text: str, digits: int = 9) -> int | None:
    """The number that ``text`` writes in one to ``digits`` plain digits, else None.

    ``str.isdigit`` also takes "²", which ``int`` refuses, and more digits than ``int`` or a column hold.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def whole_number_or_less(text: str, digits: int = 9) -> int | None:
    """The same with a minus before it where it is less than nothing."""
    number = whole_number(text.removeprefix("-"), digits)
    return -number if number is not None and text.startswith("-") else number
