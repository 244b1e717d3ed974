"""What people type into a cell, as FEEL: commas in numbers, German days, yes and no, words without quotation marks.

Only what is typed anew is put into FEEL; what stands in a file stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from allmende.base.workflow.decisions.kinds import Kind

_STRING = re.compile(r'("(?:[^"\\]|\\.)*")')
_QUOTED = re.compile(r"[„“”»«]([^„“”»«\"]*)[„“”»«]")
_DAY = re.compile(r"(?<![\d.\"@])(\d{1,2})\.(\d{1,2})\.(\d{4})(?![\d.])")
_YES_NO = {"ja": "true", "yes": "true", "nein": "false", "no": "false"}
_NUMBER = r"-?(?:\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)"
_MONEY = r"(?:\s*(?:€|Euro|EUR))?"
_VALUE = rf"(?:{_NUMBER}{_MONEY}|date\([^)]*\))"
_SIGNS = {"≥": ">=", "≤": "<=", "≠": "!="}
#: How people say a range → FEEL; ``0`` and ``1`` are its ends.
_SAID = [
    (rf"(?:ab|mindestens|at least|>=)\s*({_VALUE})", ">= {0}"),
    (rf"({_VALUE})\s*(?:oder mehr|or more|und mehr)", ">= {0}"),
    (rf"(?:bis(?: zu)?|höchstens|up to|at most|<=)\s*({_VALUE})", "<= {0}"),
    (rf"(?:über|mehr als|nach|over|more than|>)\s*({_VALUE})", "> {0}"),
    (rf"(?:unter|weniger als|vor|under|less than|<)\s*({_VALUE})", "< {0}"),
    (rf"(?:von\s+)?({_VALUE})\s*(?:bis|to|–|—)\s*({_VALUE})", "[{0}..{1}]"),
    (rf"({_NUMBER}{_MONEY})", "{0}"),
]
_RANGES = [(re.compile(pattern, re.IGNORECASE), feel) for pattern, feel in _SAID]
_INTERVAL = re.compile(rf"([\[\](])\s*({_VALUE})\s*\.\.\s*({_VALUE})\s*([\])\[])")
_WORD = re.compile(r"[^\W\d_][\w \-./&()]*", re.UNICODE)
_PATH = re.compile(r"\w+(?:\.\w+)+")
_ORDERED = frozenset({Kind.NUMBER, Kind.INTEGER, Kind.DATE, Kind.MOMENT})


def as_feel(typed: str, kind: Kind, *, answer: bool = False, names: Collection[str] = ()) -> str:
    """``typed`` as the cell holds it. ``names`` are those that mean a value, so they are no words of their own."""
    text = typed.strip()
    if not answer and text.lower() in ("–", "—", "egal", "beliebig", "any", "beliebiger wert"):
        return "-"
    text = "".join(
        piece if number % 2 else _outside_strings(piece, kind)
        for number, piece in enumerate(_STRING.split(text))
    )
    if kind in _ORDERED or (kind is Kind.ANY and answer):
        return _range(text, answer)
    return _in_quotes(text, answer, names) if kind is Kind.TEXT else text


def _outside_strings(text: str, kind: Kind) -> str:
    text = _QUOTED.sub(r'"\1"', text)
    for sign, feel in _SIGNS.items():
        text = text.replace(sign, feel)
    if kind is Kind.YES_NO:
        return re.sub(
            r"\b(ja|nein|yes|no)\b", lambda found: _YES_NO[found[1].lower()], text, flags=re.IGNORECASE
        )
    return _DAY.sub(_day, text) if kind in (Kind.DATE, Kind.MOMENT) else text


def _day(found: re.Match[str]) -> str:
    try:
        return f'date("{date(int(found[3]), int(found[2]), int(found[1])).isoformat()}")'
    except ValueError:
        return found[0]


def _range(text: str, answer: bool) -> str:
    for pattern, feel in _RANGES[-1:] if answer else _RANGES:
        found = pattern.fullmatch(text)
        if found:
            return feel.format(*(_number(end) for end in found.groups()))
    return _INTERVAL.sub(lambda i: f"{i[1]}{_number(i[2])}..{_number(i[3])}{i[4]}", text)


def _number(text: str) -> str:
    """A number as FEEL writes it: ``1.200,50 €`` is 1200.50; ``1.200`` is 1200, as people here mean it."""
    text = re.sub(rf"{_MONEY}$", "", text)
    if re.fullmatch(r"-?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?", text):
        text = text.replace(".", "")
    return text.replace(",", ".") if "date" not in text else text


def _in_quotes(text: str, answer: bool, names: Collection[str]) -> str:
    if '"' in text or not text:
        return text
    pieces = [text] if answer else [piece.strip() for piece in text.split(",")]
    return ", ".join(f'"{piece}"' for piece in pieces) if all(_is_word(p, names) for p in pieces) else text


def _is_word(text: str, names: Collection[str]) -> bool:
    """Whether somebody wrote a text as it is: no name of a value, no path, no call, no word of FEEL."""
    if text in names or text in ("true", "false", "null") or _PATH.fullmatch(text):
        return False
    return bool(_WORD.fullmatch(text)) and not re.search(r"\w\(|\b(?:if|and|or|not|then|else|in)\b", text)
