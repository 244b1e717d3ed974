"""FEEL's words: names may hold spaces, so those that are known are looked for first."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|//[^\n]*|/\*.*?\*/)
  | (?P<string>"(?:[^"\\]|\\.)*")
  | (?P<op>\.\.|<=|>=|!=|\*\*|[-+*/<>=()\[\]{},:?@])
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)
  | (?P<dot>\.)
  | (?P<name>[^\W\d]\w*)
    """,
    re.VERBOSE | re.DOTALL,
)
#: FEEL's own functions whose names hold spaces.
SPACED = (
    "date and time", "string length", "starts with", "ends with", "upper case", "lower case", "list contains",
    "round half up", "days and time duration", "years and months duration",
)  # fmt: skip
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})


class FeelSyntaxError(ValueError):
    """The text is no FEEL; it may be CEL."""


class FeelUnsupportedError(ValueError):
    """FEEL that cannot be said in CEL; the message names it."""


@dataclass(frozen=True)
class Token:
    kind: str
    text: str


def identifier(name: str) -> str:
    """The name by which CEL knows ``name``: ``Größe des Hundes`` is ``Groesse_des_Hundes``."""
    plain = re.sub(r"[^A-Za-z0-9_]+", "_", " ".join(name.split()).translate(_UMLAUTS))
    return f"_{plain}" if plain[:1].isdigit() else plain


def tokenise(text: str, names: Collection[str]) -> list[Token]:
    """The words of ``text``; ``names`` are known names. Raises ``FeelSyntaxError``."""
    spaced = [name for name in _spaced(tuple(names)) if name in text]
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        known = next((name for name in spaced if _stands_at(text, place, name)), None) if spaced else None
        if known is not None:
            tokens.append(Token("name", known))
            place += len(known)
            continue
        match = _TOKEN.match(text, place)
        if match is None:
            raise FeelSyntaxError(text[place : place + 20])
        if match.lastgroup != "space":
            kind = "op" if match.lastgroup == "dot" else str(match.lastgroup)
            tokens.append(Token(kind, match.group()))
        place = match.end()
    return tokens


@lru_cache(maxsize=200)
def _spaced(names: tuple[str, ...]) -> list[str]:
    """Names that are more than one word, the longest first."""
    return sorted((name for name in (*names, *SPACED) if not name.isidentifier()), key=len, reverse=True)


def _stands_at(text: str, place: int, name: str) -> bool:
    if not text.startswith(name, place):
        return False
    end = place + len(name)
    before = place == 0 or not (text[place - 1].isalnum() or text[place - 1] in '_."')
    return before and (end == len(text) or not (text[end].isalnum() or text[end] == "_"))
