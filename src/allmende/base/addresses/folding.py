"""How street names and house numbers are compared."""

from __future__ import annotations

import re

from allmende.foundation.search.folding import words

_NUMBER = re.compile(r"(\d{1,5})\s*[-/]?\s*([a-zA-Z0-9/ .-]{0,8})$")
_WITH_NUMBER = re.compile(r"(.*?\D)[\s,]+(\d{1,5}\s*[a-zA-Z]?)\s*(?:,.*)?$")


def fold_street(name: str) -> str:
    """Both "Von-der-Tann-Straße" and "von der tann str." become "vondertannstr"."""
    return "".join(words(name)).replace("strasse", "str")


def spoken_street(name: str) -> str:
    """The name as it is indexed: its words, with "straße" shortened and cut off ("viktoria str")."""
    return " ".join(re.sub(r"(?<=\w)(strasse|str)$", " str", word) for word in words(name))


def split_number(text: str) -> tuple[int, str] | None:
    """(5, "A") of "5a" or "5 A"; None where there is no number at the beginning."""
    found = _NUMBER.match(text.strip())
    return (int(found[1]), found[2].strip().upper()) if found else None


def split_address(text: str) -> tuple[str, str]:
    """(street, number) of what was typed into one field; the number is "" where none is typed yet."""
    found = _WITH_NUMBER.match(text.strip())
    return (found[1].strip(" ,"), found[2].strip()) if found else (text.strip(), "")
