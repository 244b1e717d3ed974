"""The key by which a customer is found: folded, and compared byte by byte on every database."""

from __future__ import annotations

from allmende.foundation.search.folding import words

#: What no key goes beyond, and what stands behind every key with the same beginning.
_LONGEST, _BEHIND = 120, b"\xff"


def name_key(family_name: str, given_name: str) -> bytes:
    """The words of the name, family name first, without case, accents and umlauts."""
    return " ".join(words(f"{family_name} {given_name}")).encode()[:_LONGEST]


def beginning(word: str) -> tuple[bytes, bytes]:
    """From where to before where the keys lie that begin with ``word``."""
    first = word.encode()[:_LONGEST]
    return first, first + _BEHIND
