"""A provider's claims in our words."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from ...levels import TrustLevel
from ...providers import Attribute, Confirmed
from .config import OidcSettings

_LONGEST = 200
_COUNTRY = re.compile(r"[A-Za-z]{2}")


def confirmed_from(claims: Mapping[str, Any], settings: OidcSettings) -> Confirmed:
    """What the provider said, as everybody here understands it; values that make no sense are left out."""
    level = settings.levels.get(str(claims.get("acr", "")), settings.level)
    said: dict[str, Attribute] = {}
    for name, path in settings.claims.items():
        value = _value(name, at(claims, path))
        if value:
            said[name] = Attribute(value, level)
    checked = claims.get("email_verified") in (True, "true") or settings.trust_email
    if "email" in said and not checked:
        said["email"] = Attribute(said["email"].value, TrustLevel.NONE)
    ways = claims.get("amr")
    two = isinstance(ways, list) and bool(set(settings.two_factors) & {str(way) for way in ways})
    return Confirmed(
        subject=str(claims["sub"]), level=level, attributes=said, second_factor=two,
        groups=_texts(at(claims, settings.groups_claim)), session=_session(claims),
    )  # fmt: skip


def _session(claims: Mapping[str, Any]) -> str:
    found = claims.get("sid", "")
    return found if isinstance(found, str) and len(found) <= 255 else ""


def at(claims: Mapping[str, Any], path: str) -> Any:
    """The value at a path such as ``address.locality``; a claim whose own name has dots comes first."""
    if path in claims:
        return claims[path]
    found: Any = claims
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _value(name: str, found: Any) -> str:
    if isinstance(found, list):
        found = found[0] if found else ""
    if isinstance(found, bool):
        found = ("yes" if found else "no") if name == "over_18" else ""
    if not isinstance(found, str | int):
        return ""
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in str(found)).split())[
        :_LONGEST
    ]
    if name == "birth_date":
        return text if _is_day(text) else ""
    if name in ("country", "nationality"):
        return text.upper() if _COUNTRY.fullmatch(text) else ""
    return text


def _is_day(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _texts(found: Any) -> tuple[str, ...]:
    rows = [found] if isinstance(found, str) else found if isinstance(found, list) else []
    return tuple(row for row in rows if isinstance(row, str))
