"""Attributes of a person and where the PID has them (CIR (EU) 2024/2977; PID Rulebook, SD-JWT VC encoding)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

Path = tuple[str, ...]

#: attribute → the claims that it is read from
PATHS: dict[str, tuple[Path, ...]] = {
    "given_name": (("given_name",),),
    "family_name": (("family_name",),),
    "birth_name": (("birth_family_name",),),
    "birth_date": (("birthdate",),),
    "birth_place": (("place_of_birth", "locality"),),
    "nationality": (("nationalities",),),
    "email": (("email",),),
    "phone": (("phone_number",),),
    "street": (("address", "street_address"),),
    "house_number": (("address", "street_address"),),
    "postcode": (("address", "postal_code"),),
    "city": (("address", "locality"),),
    "country": (("address", "country"),),
    "over_18": (("age_equal_or_over", "18"),),
}
#: What the German PID carries of them: no e-mail address, no telephone, and no number of a person.
GERMAN_PID = frozenset(PATHS) - {"email", "phone"}
#: Who only logs in says no more than a name.
NAME = ("given_name", "family_name")
NUMBER: Path = ("personal_administrative_number",)
_NUMBER_AT_END = re.compile(
    r"^(?P<street>.*\S)\s+(?P<number>\d+\s*[a-zA-Z]?(?:\s*[-–/]\s*\d+\s*[a-zA-Z]?)?)$"
)


def asked(wanted: Iterable[str], carried: Collection[str], *, number: bool) -> list[Path]:
    """The claims to ask for, each once: those of ``wanted`` that the PIDs carry, at least the name.

    Whoever must only be of age is not asked for a number either: that would say who she is.
    """
    names = [name for name in wanted if name in carried and name in PATHS] or list(NAME)
    paths = list(dict.fromkeys(path for name in names for path in PATHS[name]))
    if number and names != ["over_18"]:
        paths.append(NUMBER)
    return paths


def query(paths: Sequence[Path], vct: Sequence[str]) -> dict[str, Any]:
    """The DCQL query (OpenID4VP 1.0, section 6) for one PID with these claims."""
    return {
        "credentials": [
            {
                "id": "pid",
                "format": "dc+sd-jwt",
                "meta": {"vct_values": list(vct)},
                "claims": [{"path": list(path)} for path in paths],
            }
        ]
    }


def value_at(claims: Mapping[str, Any], path: Path) -> Any:
    """The claim at ``path``, or None."""
    found: Any = claims
    for part in path:
        if not isinstance(found, Mapping) or part not in found:
            return None
        found = found[part]
    return found


def attributes(claims: Mapping[str, Any], wanted: Iterable[str]) -> dict[str, str]:
    """The attributes ``wanted`` as the house calls them; what is empty is left out."""
    read = {name: _text(name, value_at(claims, PATHS[name][0])) for name in wanted if name in PATHS}
    return {name: text for name, text in read.items() if text}


def _text(name: str, value: Any) -> str:
    if name == "over_18":
        return {True: "yes", False: "no"}.get(value, "") if isinstance(value, bool) else ""
    if name == "nationality" and isinstance(value, list):
        value = value[0] if value else ""
    if not isinstance(value, str):
        return ""
    text = " ".join(value.split())[:200]
    if name in ("street", "house_number"):
        # The German PID writes both in one line.
        found = _NUMBER_AT_END.match(text)
        parts = (found["street"], found["number"]) if found else (text, "")
        return parts[name == "house_number"]
    return text
