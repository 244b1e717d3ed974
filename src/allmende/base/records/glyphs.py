"""Characters that no font of ours has: PDF/A refuses them, so a document names them instead of failing for ever."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

_REPORTED = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
#: They bind a sign to the one before it; beside a name they have nothing to bind.
_JOINERS = "\u200d\ufe0e\ufe0f"
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
#: Blocks that our fonts have: Latin (all of DIN 91379), Greek, Cyrillic, punctuation, currencies, superscripts.
_SURE = (
    (0x20, 0x52F),
    (0x1E00, 0x1FFF),
    (0x2010, 0x2027),
    (0x2030, 0x205E),
    (0x2070, 0x20BF),
    (0xFFFD, 0xFFFD),
)


def without_controls(value: Any) -> Any:
    """Nested JSON data with control characters and halves of characters replaced by the sign for "unreadable"."""
    if isinstance(value, str):
        if value.isprintable():  # most is, and asking is a hundred times faster than looking at each sign
            return value
        return "".join(
            c if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs") else "\ufffd" for c in value
        )
    if isinstance(value, dict):
        return {key: without_controls(item) for key, item in value.items()}
    return [without_controls(item) for item in value] if isinstance(value, list | tuple) else value


def missing_in(error: str) -> str:
    """The characters that the layout program's message says it cannot display; empty where it says something else."""
    found = _REPORTED.search(error)
    if found is None:
        return ""
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), found[1])
    return "".join(dict.fromkeys(c for c in text if ord(c) > 127))


def name_them(text: str, missing: str) -> str:
    """``text`` with each of ``missing`` named, such as "[U+1F600 grinning face]": nothing is lost."""
    return text.translate({ord(c): _name(c) for c in _JOINERS + missing})


def name_all_unsure(text: str) -> str:
    """``text`` with everything named that is not surely in our fonts."""
    unsure = {c for c in text if ord(c) > 127 and not any(first <= ord(c) <= last for first, last in _SURE)}
    return name_them(text, "".join(unsure))


def _name(character: str) -> str:
    if unicodedata.category(character) in ("Cf", "Mn", "Me"):  # joiners and variants of the sign before them
        return ""
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "").lower()
    return f"[{code}]" if not name or "ideograph" in name else f"[{code} {name}]"
