"""Keys from what people call things: "Straße und Nr." becomes ``strasse_und_nr``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def key_for(label: str, taken: Collection[str], *, fallback: str = "frage", separator: str = "_") -> str:
    """A key that begins with a letter, fits the label and is not among ``taken``."""
    plain = unicodedata.normalize("NFKD", label.casefold().translate(_SPELLED))
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode())
    base = separator.join(words)[:60].strip(separator).lstrip("0123456789_-") or fallback
    key, number = base, 2
    while key in taken:
        key = f"{base}{separator}{number}"
        number += 1
    return key
