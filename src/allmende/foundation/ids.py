"""Identifiers: UUIDv7 keys for rows, short references with a check character for people."""

from __future__ import annotations

import secrets
import uuid

from uuid_utils.compat import uuid7 as _uuid7

#: No 0/O, 1/I/L, U: read aloud on the telephone without mistakes. 29 characters, a prime, so that the check
#: character finds every single wrong character and every swap of two neighbours.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXY"
#: A key that no row has: to ask for a row by a text that is no key.
NO_KEY = uuid.UUID(int=0)


def uuid7() -> uuid.UUID:
    """A time-ordered UUID (RFC 9562, section 5.7)."""
    return _uuid7()


def read_key(text: str) -> uuid.UUID | None:
    """A row's key as it stands in an address or a form; None where it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def check_character(body: str) -> str:
    """The check character of ``body``: weighted sum modulo 29."""
    total = sum((place + 1) * LETTERS.index(letter) for place, letter in enumerate(body))
    return LETTERS[total % len(LETTERS)]


def new_reference(length: int = 9) -> str:
    """An unguessable reference such as ``K7P-4MZ-Q2X-H``: ``length`` random letters and the check."""
    body = "".join(secrets.choice(LETTERS) for _ in range(length))
    groups = [body[i : i + 3] for i in range(0, length, 3)]
    return "-".join([*groups, check_character(body)])


def clean_reference(typed: str) -> str | None:
    """What a person typed as the canonical reference, or None where the check character says it is wrong."""
    letters = [c for c in typed.upper() if c.isalnum()]
    if len(letters) < 4 or any(c not in LETTERS for c in letters):
        return None
    body, check = "".join(letters[:-1]), letters[-1]
    if check_character(body) != check:
        return None
    return "-".join([*(body[i : i + 3] for i in range(0, len(body), 3)), check])


def new_code(length: int = 8) -> str:
    """A secret code to type, such as the one that opens a case without an account."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))
