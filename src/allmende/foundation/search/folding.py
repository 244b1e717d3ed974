"""How words are compared: without case, accents, umlauts and endings."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[a-z0-9]+")
_UMLAUTS = re.compile(r"([aou])e")
#: German endings, longest first; only what is left with four letters or more is a stem.
_ENDINGS = ("ungen", "ung", "ern", "en", "em", "er", "es", "e", "n", "s")


def fold(text: str) -> str:
    """Small letters without accents; "ä" and "ae" become "a", "ß" becomes "ss": both spellings meet."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return _UMLAUTS.sub(r"\1", letters)


def words(text: str) -> list[str]:
    """The folded words of ``text``, in order."""
    return _WORD.findall(fold(text))


def stem(word: str) -> str:
    """A folded word without its ending: "anmeldung" and "anmelden" both give "anmeld"."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
