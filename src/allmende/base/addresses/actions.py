"""Every write to the address register."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor
from allmende.foundation.tables import Refusal

from .entries import Entry, Report
from .events import AddressesImported, AreaSaved
from .folding import fold_street
from .models import Area, HouseNumber, Street

STREAM = "addresses"
_BATCH = 500
_UPDATED = ("postcode", "x", "y", "lat", "lon")


@transaction.atomic
def save_area(
    *,
    kind: str,
    key: str,
    name: str,
    polygon: dict[str, Any],
    actor: Actor,
    degrees: bool = False,
    data: dict[str, Any] | None = None,
) -> Area:
    """Create or change an area. ``polygon``: GeoJSON geometry in EPSG:25832, or [lon, lat] with ``degrees``.

    Raises ``areas.PolygonError`` for a geometry that is no valid polygon.
    """
    from .areas import read_polygon
    from .coordinates import to_metres

    read_polygon(polygon)
    placed = to_metres(polygon) if degrees else polygon
    area: Area
    area, created = Area.objects.update_or_create(
        kind=kind, key=key, defaults={"name": name, "polygon": placed, "data": data or {}}
    )
    record(AreaSaved(kind=kind, key=key, created=created), stream=STREAM, actor=actor)
    return area


@transaction.atomic
def import_addresses(
    *,
    entries: Iterable[Entry],
    refused: Sequence[Refusal] = (),
    actor: Actor,
    advance: Callable[[int], None] = lambda count: None,
) -> Report:
    """Create and update streets and house numbers; what did not change is left alone."""
    entries = list(entries)
    report = Report(rows=len(entries) + len(refused), refused=list(refused))
    streets = _save_streets(entries)
    report.streets = len(streets)
    write = _changed(entries, streets, report)
    _place(write)
    advance(report.unchanged)
    for start in range(0, len(write), _BATCH):
        batch = write[start : start + _BATCH]
        HouseNumber.objects.bulk_create(
            batch, update_conflicts=True, unique_fields=["id"], update_fields=list(_UPDATED)
        )
        advance(len(batch))
    if write:
        event = AddressesImported(
            streets=report.streets, created=report.created, updated=report.updated,
            unchanged=report.unchanged, refused=len(report.refused),
        )  # fmt: skip
        record(event, stream=STREAM, actor=actor)
    return report


def _save_streets(entries: list[Entry]) -> dict[str, Street]:
    """The streets that the entries name, by key; a new name of a known key renames the street."""
    known = {row.key: row for row in Street.objects.all()}
    write: dict[str, Street] = {}
    for key, name in {entry.street_key: entry.street for entry in entries}.items():
        row = known.get(key)
        if row is None or row.name != name:
            row = row or Street(key=key)
            row.name, row.folded, row.changed_at = name, fold_street(name), timezone.now()
            write[key] = row
    Street.objects.bulk_create(
        write.values(), update_conflicts=True, unique_fields=["id"],
        update_fields=["name", "folded", "changed_at"],
    )  # fmt: skip
    named = {entry.street_key for entry in entries}
    return {key: row for key, row in {**known, **write}.items() if key in named}


def _changed(entries: list[Entry], streets: dict[str, Street], report: Report) -> list[HouseNumber]:
    """House numbers to write, without their degrees yet; counts into ``report``."""
    known = {(row.street_id, row.number, row.suffix): row for row in HouseNumber.objects.all()}
    write: list[HouseNumber] = []
    for entry in entries:
        street = streets[entry.street_key]
        row = known.get((street.pk, entry.number, entry.suffix))
        if row is None:
            row = HouseNumber(street=street, number=entry.number, suffix=entry.suffix)
            report.created += 1
        elif (row.x, row.y, row.postcode) == (entry.x, entry.y, entry.postcode or row.postcode):
            report.unchanged += 1
            continue
        else:
            report.updated += 1
        row.x, row.y, row.postcode = entry.x, entry.y, entry.postcode or row.postcode
        write.append(row)
    return write


def _place(rows: list[HouseNumber]) -> None:
    """Fill in latitude and longitude."""
    from .coordinates import to_degrees

    places = to_degrees([row.x for row in rows], [row.y for row in rows]) if rows else []
    for row, (lat, lon) in zip(rows, places, strict=True):
        row.lat, row.lon = lat, lon
