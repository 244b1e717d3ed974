"""Whether a confirmed name is that of the person who was invited."""

from __future__ import annotations

import re
import unicodedata

#: Spellings that people mix on keyboards and in registers (ICAO 9303 writes the same way).
_SPELLINGS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "æ": "ae", "å": "aa", "ł": "l"}
)
_TITLES = frozenset({"dr", "prof", "med", "dipl", "ing", "herr", "frau", "mag", "phil", "rer", "nat", "jur"})


def words_of(name: str) -> list[str]:
    """Lower-case words without accents, hyphens and academic titles: "Dr. Änne-Marie Groß" → aenne, marie, gross."""
    text = unicodedata.normalize("NFC", name).casefold().translate(_SPELLINGS)
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return [word for word in re.findall(r"[^\W\d_]+", plain) if word not in _TITLES]


def compare_whole(given: str, confirmed: str) -> str:
    """As ``compare``, where the confirmed name is one text, as certificates have it."""
    wanted, found = set(words_of(given)), set(words_of(confirmed))
    if wanted and wanted == found:
        return "same"
    return "alike" if len(wanted & found) > 1 and (wanted <= found or found <= wanted) else "other"


def compare(given: str, *, given_names: str, family_name: str) -> str:
    """ "same", "alike" or "other": ``given`` is what the application says, the rest what a service confirmed.

    Alike is the same family name with at least one common given name: registers list all given names, people write the
    one they use. Anything else is another person, since nobody here can tell.
    """
    wanted, first, family = words_of(given), words_of(given_names), words_of(family_name)
    if not wanted or not first or not family:
        return "other"
    if sorted(wanted) == sorted([*first, *family]):
        return "same"
    rest = list(wanted)
    for word in family:
        if word not in rest:
            return "other"
        rest.remove(word)
    return "alike" if rest and set(rest) & set(first) else "other"
