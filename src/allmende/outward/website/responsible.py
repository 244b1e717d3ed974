"""Which office is responsible: everywhere the same, or the one for the visitor's address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from allmende.base.addresses.folding import split_address
from allmende.base.addresses.queries import areas_at, find
from allmende.base.directory.models import Responsibility, Service
from allmende.base.directory.queries import responsibilities

from .offices import OfficeCard, office_card


@dataclass(frozen=True)
class Responsible:
    """An office that is responsible, and where (``area`` "" is everywhere)."""

    area: str
    card: OfficeCard


@dataclass(frozen=True)
class Offices:
    """Who is responsible. ``asks``: it depends on the address; then ``shown`` are the offices for ``typed``."""

    shown: list[Responsible]
    all: list[Responsible]
    asks: bool = False
    typed: str = ""
    unknown: bool = False


def offices_for(service: Service, typed: str) -> Offices:
    """Who is responsible for ``service`` today, at the address ``typed`` ("Kirchgasse 5") where that matters."""
    found = responsibilities(service).select_related("unit__building", "area")
    rows = sorted(found.prefetch_related("unit__hours", "unit__exceptions"), key=_order)
    rows = [row for row in rows if row.unit.is_public]
    every = _cards(rows)
    if not any(row.area_id for row in rows):
        return Offices(shown=every, all=every)
    if not typed:
        return Offices(shown=[entry for entry in every if not entry.area], all=every, asks=True)
    house = find(*split_address(typed))
    if house is None:
        return Offices(shown=[], all=every, asks=True, typed=typed, unknown=True)
    kinds = {row.area.kind for row in rows if row.area}
    here = {area.pk for kind in kinds for area in areas_at(house.x, house.y, kind)}
    fitting = [row for row in rows if row.area_id in here] or [row for row in rows if row.area_id is None]
    return Offices(shown=_cards(fitting), all=every, asks=True, typed=typed, unknown=not fitting)


def _cards(rows: Sequence[Responsibility]) -> list[Responsible]:
    """The general office first, then those of single areas; each office once for an area."""
    now = timezone.localtime()
    entries = {(row.unit.key, row.area.name if row.area else ""): row.unit for row in rows}
    return [Responsible(area, office_card(unit, now)) for (_key, area), unit in entries.items()]


def _order(entry: Responsibility) -> tuple[bool, str, int]:
    start = entry.valid_from or date.min
    return (entry.area_id is not None, entry.area.name if entry.area else "", -start.toordinal())
