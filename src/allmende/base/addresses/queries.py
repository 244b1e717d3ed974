"""Reads of the address register that other apps use."""

from __future__ import annotations

from dataclasses import dataclass

from .models import Area, HouseNumber


@dataclass(frozen=True)
class Suggestion:
    """A street or an address while somebody types: ``text`` is what goes into the field."""

    text: str
    street: str
    number: str
    postcode: str


def suggest(text: str, *, limit: int = 8) -> list[Suggestion]:
    """Streets, and their house numbers once a number is typed, for what was typed so far."""
    raise NotImplementedError


def find(street: str, number: str) -> HouseNumber | None:
    """The register's house number ("5 A" or "5a"), with its street; None where it is not in the register."""
    raise NotImplementedError


def areas_at(x: float, y: float, kind: str) -> list[Area]:
    """The areas of ``kind`` that cover the point (metres, EPSG:25832), by name."""
    raise NotImplementedError


def area_of_address(street: str, number: str, kind: str) -> Area | None:
    """The area of ``kind`` in which an address lies; None where address or area is unknown."""
    raise NotImplementedError
