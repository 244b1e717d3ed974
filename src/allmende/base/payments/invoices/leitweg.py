"""Leitweg-ID: how an invoice finds its office (Format-Spezifikation Leitweg-ID 2.0, KoSIT)."""

from __future__ import annotations

import re

_SHAPE = re.compile(r"(\d{2,12})(?:-([A-Z0-9]{1,30}))?-(\d{2})")


def is_leitweg_id(text: str) -> bool:
    """Whether it has the shape and the right check digits (ISO 7064 MOD 97-10 over digits and letters, A = 10)."""
    found = _SHAPE.fullmatch(text.upper())
    if not found:
        return False
    digits = "".join(str(int(letter, 36)) for letter in f"{found[1]}{found[2] or ''}{found[3]}")
    return int(digits) % 97 == 1
