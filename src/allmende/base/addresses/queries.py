"""Reads of the address register that other apps use. The register advises; it never refuses an address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Max

from allmende.foundation.search.cache import TenantCache
from allmende.foundation.search.folding import words
from allmende.foundation.tenants.context import current_tenant

from .folding import fold_street, split_address, split_number
from .models import Area, HouseNumber, Street
from .streets import StreetIndex, StreetName

if TYPE_CHECKING:
    from .areas import AreaIndex


@dataclass(frozen=True)
class Suggestion:
    """A street, or an address with ``number``, while somebody types; ``text`` is both together."""

    street: str
    number: str = ""
    postcode: str = ""

    @property
    def text(self) -> str:
        return f"{self.street} {self.number}".strip()


def suggest(text: str, *, limit: int = 8) -> list[Suggestion]:
    """Streets for what was typed so far, and their house numbers as soon as a number follows."""
    street, number = split_address(text)
    if number:
        return suggest_numbers(street, number, limit=limit)
    return [Suggestion(name) for name in suggest_streets(text, limit=limit)]


def suggest_streets(text: str, *, limit: int = 8) -> list[str]:
    """Names of streets that begin so, have a word that begins so, or were mistyped."""
    return [street.name for street in _street_index().search(text, limit=limit)]


def suggest_numbers(street: str, number: str, *, limit: int = 8) -> list[Suggestion]:
    """House numbers of the street (the best fit for ``street``) that begin with ``number``."""
    found = _street_index().search(street, limit=1)
    if not found:
        return []
    wanted = "".join(number.split()).upper()
    rows = HouseNumber.objects.filter(street_id=found[0].id).order_by("number", "suffix")
    labels = ((row.label, row.postcode) for row in rows.only("number", "suffix", "postcode"))
    fitting = [row for row in labels if row[0].replace(" ", "").upper().startswith(wanted)]
    return [Suggestion(found[0].name, label, postcode) for label, postcode in fitting[:limit]]


def find(street: str, number: str) -> HouseNumber | None:
    """The register's house number ("5 A" or "5a"), with its street; None: not in the register."""
    parts = split_number(number)
    if parts is None:
        return None
    row: HouseNumber | None = (
        HouseNumber.objects.filter(
            street__folded=fold_street(street), number=parts[0], suffix__iexact=parts[1]
        )
        .select_related("street")
        .first()
    )
    return row


def is_doubtful(street: str, number: str, *, postcode: str = "", city: str = "") -> bool:
    """Whether an address should be in the register and is not.

    One in another town is not doubted: neither its postcode nor its town are ours. Nothing is doubted by a
    municipality without a register.
    """
    if find(street, number) is not None:
        return False
    postcodes = _postcodes.get(stamp=_changed(), build=_read_postcodes)
    if postcodes is None:
        return False
    told = [postcode.strip() in postcodes] if postcode.strip() and postcodes else []
    told += [bool(set(words(city)) & set(words(current_tenant().name)))] if city.strip() else []
    return any(told) if told else True


def _read_postcodes() -> frozenset[str] | None:
    """The register's postcodes (empty: it names none); None where there is no register."""
    if not Street.objects.exists():
        return None
    found = HouseNumber.objects.order_by().values_list("postcode", flat=True).distinct()
    return frozenset(found) - {""}


def areas_at(x: float, y: float, kind: str) -> list[Area]:
    """The areas of ``kind`` that cover the point (metres, EPSG:25832), by name."""
    return _area_index(kind).at(x, y)


def areas(kind: str) -> list[Area]:
    """All areas of a kind, by name."""
    return list(Area.objects.filter(kind=kind).order_by("name"))


def area_of_address(street: str, number: str, kind: str) -> Area | None:
    """The area of ``kind`` in which an address lies; None where address or area is unknown."""
    house = find(street, number)
    found = areas_at(house.x, house.y, kind) if house else []
    return found[0] if found else None


def _street_index() -> StreetIndex:
    return _streets.get(stamp=_changed(), build=_build_streets)


def _changed() -> datetime | None:
    last: datetime | None = Street.objects.aggregate(last=Max("changed_at"))["last"]
    return last


def _build_streets() -> StreetIndex:
    rows = Street.objects.order_by("name").values_list("id", "name", "folded")
    return StreetIndex(StreetName(*row) for row in rows)


def _area_index(kind: str) -> AreaIndex:
    last = Area.objects.filter(kind=kind).aggregate(last=Max("changed_at"))["last"]
    return _areas.get(kind, stamp=last, build=lambda: _build_areas(kind))


def _build_areas(kind: str) -> AreaIndex:
    from .areas import AreaIndex

    return AreaIndex(Area.objects.filter(kind=kind).order_by("name"))


_postcodes: TenantCache[frozenset[str] | None] = TenantCache()
_streets: TenantCache[StreetIndex] = TenantCache()
_areas: TenantCache[AreaIndex] = TenantCache(size=128)
