"""File names from outside, made harmless."""

from __future__ import annotations

import unicodedata

LONGEST = 200
#: Not allowed in names on some system that a file may end up on.
_FORBIDDEN = dict.fromkeys(map(ord, '<>:"|?*'), "_")
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def clean_name(name: str, fallback: str = "file") -> str:
    """The last part of ``name`` without path, control and direction characters; NFC; at most 200 characters.

    The ending survives shortening. ``fallback`` stands in where nothing is left.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    # Cc control, Cf invisible and right-to-left overrides, Cs/Co/Cn not characters, Zl/Zp line ends
    visible = "".join(
        " " if c in "\t\r\n" else c
        for c in last
        if c in "\t\r\n" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    )
    tidy = " ".join(visible.translate(_FORBIDDEN).split()).strip(" .")
    if not tidy.strip("_"):
        return fallback
    if tidy.partition(".")[0].lower() in _DEVICES:
        tidy = f"_{tidy}"
    if len(tidy) > LONGEST:
        ending = extension(tidy)
        ending = f".{ending}" if ending and len(ending) <= 10 else ""
        tidy = tidy[: LONGEST - len(ending)].rstrip(" .") + ending
    return tidy


def extension(name: str) -> str:
    """The ending in lower case without its dot; empty where there is none."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem else ""
