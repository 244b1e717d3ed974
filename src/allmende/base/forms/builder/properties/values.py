"""Between what is stored and what is typed: one pair of functions per kind of property."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

Json = dict[str, Any]
_DAY = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$")
_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")


def typed(kind: str, stored: Any) -> Any:
    """A stored value as a person would type it."""
    match kind:
        case "text" | "lines":
            return (
                stored.get("de") or next(iter(stored.values()), "")
                if isinstance(stored, dict)
                else stored or ""
            )
        case "english":
            return stored.get("en", "") if isinstance(stored, dict) else ""
        case "megabytes":
            return None if stored is None else max(1, round(stored / 1_000_000))
        case "decimal":
            return "" if stored is None else str(stored).replace(".", ",")
        case "day":
            return _typed_day(stored)
        case _:
            return stored


def stored_text(old: Any, new: str, language: str) -> Any:
    """A text with ``new`` in ``language``: plain where there is only German, else by language."""
    by_language = dict(old) if isinstance(old, dict) else ({"de": old} if old else {})
    if new:
        by_language[language] = new
    else:
        by_language.pop(language, None)
    if not by_language:
        return None
    return by_language["de"] if set(by_language) == {"de"} else by_language


def stored(kind: str, value: Any) -> Any:
    """What a person typed as it is stored, None for nothing; raises ``ValidationError`` in her words."""
    if value in (None, "", []):
        return None
    match kind:
        case "decimal":
            return _decimal(str(value))
        case "megabytes":
            return int(value) * 1_000_000
        case "day":
            return _day(str(value))
        case "bool":
            return True if value else None
        case "time":
            return value.strftime("%H:%M:%S")
        case _:
            return value.strip() if isinstance(value, str) else value


def _decimal(value: str) -> str:
    text = value.strip()
    plain = text.replace(".", "").replace(",", ".") if "," in text else text
    try:
        return str(Decimal(plain))
    except InvalidOperation:
        raise ValidationError(_("Please write a number such as 12,50.")) from None


def _day(value: str) -> str:
    text = value.strip()
    if text.casefold() in ("heute", "today"):
        return "today()"
    hit = _DAY.match(text)
    return f"{hit[3]}-{int(hit[2]):02}-{int(hit[1]):02}" if hit else text


def _typed_day(value: Any) -> str:
    if value == "today()":
        return "heute"
    hit = _ISO.match(str(value or ""))
    return f"{hit[3]}.{hit[2]}.{hit[1]}" if hit else str(value or "")
