from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, cast

from django.utils.translation import gettext_lazy as _
from pydantic import Field, field_validator

from ...levels import TrustLevel
from ...providers import Attribute, Confirmed, RefusedError
from ..saml.config import SamlSettings
from ..saml.variant import SamlVariant
from ..saml.words import WORDS
from .names import ADDRESS, BPK2, LEVEL, LEVELS, NAMES, PROVED_BY

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from ..saml.response import Said

_LONGEST = 200
_NUMBER = re.compile(r"^(?P<street>.*\D)\s+(?P<number>\d+\s*[a-zA-Z]?(?:\s*[-–/]\s*\d+\s*[a-zA-Z]?)?)$")
#: As vehicles bear it, which the electronic ID card still writes.
_COUNTRIES = {
    "D": "DE",
    "A": "AT",
    "CH": "CH",
    "F": "FR",
    "I": "IT",
    "E": "ES",
    "B": "BE",
    "L": "LU",
    "S": "SE",
}


class BundIdSettings(SamlSettings):
    """What differs from one municipality to the next; the rest is BundID's own."""

    attributes: dict[str, str] = NAMES
    levels: dict[str, TrustLevel] = LEVELS
    default_level: TrustLevel = TrustLevel.NONE
    signature: Literal["rsa-sha256", "rsa-pss-sha256"] = "rsa-pss-sha256"
    #: shown by BundID to the person
    organisation: str = Field(default="", max_length=100)
    #: asked for where a page does not say what it needs
    ask_for: list[str] = ["given_name", "family_name", "email"]

    @field_validator("allow_plain")
    @classmethod
    def is_encrypted(cls, value: bool) -> bool:
        """BundID always encrypts."""
        if value:
            raise ValueError("BundID encrypts what it says")
        return value

    @field_validator("ask_for")
    @classmethod
    def has_names(cls, value: list[str]) -> list[str]:
        """Only what BundID has."""
        unknown = set(value) - {*NAMES, "street", "house_number"}
        if unknown:
            raise ValueError(f"BundID does not know: {', '.join(sorted(unknown))}")
        return value


class BundIdProvider(SamlVariant):
    """BundID: persons with their electronic ID card, an ELSTER certificate or a password."""

    key = "bundid"
    label = _("BundID")
    settings = BundIdSettings
    words = WORDS

    def extension(self, settings: SamlSettings, wanted: Sequence[str]) -> Element | None:
        """Which attributes are needed, and who asks."""
        from .extension import authentication_request

        own = cast(BundIdSettings, settings)
        # An account has a name whatever is asked; nothing else is fetched that nobody needs.
        names = dict.fromkeys(["given_name", "family_name", *(wanted or own.ask_for)])
        asked = [ADDRESS if name in ("street", "house_number") else NAMES.get(name, "") for name in names]
        return authentication_request([one for one in dict.fromkeys(asked) if one], own.organisation)

    def confirmed(self, said: Said, settings: SamlSettings) -> Confirmed:
        """BundID's words in ours: the pseudonym is the bPK2, each attribute has its own level."""
        from ..saml.said import session_of

        subject = _value(said, BPK2)
        if not subject:
            raise RefusedError("subject")
        level = LEVELS.get(said.context, TrustLevel.NONE)
        if _value(said, LEVEL):
            level = min(level, LEVELS.get(_value(said, LEVEL), TrustLevel.NONE))
        found: dict[str, Attribute] = {}
        for name, oid in [*NAMES.items(), ("address", ADDRESS)]:
            for value, its_level in said.attributes.get(oid, [])[:1]:
                how_sure = min(level, LEVELS.get(its_level, TrustLevel.NONE))
                found |= {key: Attribute(text[:_LONGEST], how_sure) for key, text in _ours(name, value)}
        return Confirmed(subject, level, found, session=session_of(said))


def proved_by(said: Said) -> str:
    """By what the person showed who she is: "eID", "Elster", "Benutzername"…"""
    return _value(said, PROVED_BY)


def _value(said: Said, name: str) -> str:
    return next((value for value, _level in said.attributes.get(name, [])), "")


def _ours(name: str, value: str) -> list[tuple[str, str]]:
    """Our names and ways of writing; nothing where the value is none."""
    if not value:
        return []
    if name == "address":
        parts = _NUMBER.match(value)
        return (
            [("street", parts["street"]), ("house_number", parts["number"])] if parts else [("street", value)]
        )
    if name in ("country", "nationality"):
        return (
            [(name, _COUNTRIES.get(value.upper(), value.upper()))]
            if re.fullmatch("[A-Za-z]{1,2}", value)
            else []
        )
    if name == "birth_date":
        return [(name, day)] if (day := _day(value)) else []
    return [(name, value)]


def _day(value: str) -> str:
    """An ISO date; empty for a date of birth of which only a part is known."""
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.datetime.strptime(value, form).date().isoformat()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return ""
