"""Streets, house numbers and areas of a demo municipality; invented, with plausible coordinates."""

from __future__ import annotations

from allmende.base.addresses.actions import import_addresses, save_area
from allmende.base.addresses.entries import Entry
from allmende.foundation.events.types import SYSTEM

from .files import read_csv, read_yaml


def load_places(town: str) -> None:
    """Save all areas and addresses of ``town``."""
    areas = dict(read_yaml(town, "areas"))
    east, north = areas.pop("origin")
    for kind, rows in areas.items():
        for key, row in rows.items():
            ring = [[east + x, north + y] for x, y in row["polygon"]]
            save_area(
                kind=kind, key=key, name=row["name"], data=row.get("data"), actor=SYSTEM,
                polygon={"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
            )  # fmt: skip
    import_addresses(entries=_entries(town, east, north), actor=SYSTEM)


def _entries(town: str, east: float, north: float) -> list[Entry]:
    """House numbers along each street: odd ones on the one side, even ones on the other."""
    entries = []
    for row in read_csv(town, "streets"):
        x1, y1, x2, y2 = (float(row[name]) for name in ("from_east", "from_north", "to_east", "to_north"))
        first, last = int(row["first"]), int(row["last"])
        length = max(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5, 1.0)
        aside = (-(y2 - y1) / length * 12, (x2 - x1) / length * 12)
        for number in range(first, last + 1):
            share = (number - first) / max(last - first, 1)
            side = 1 if number % 2 else -1
            entries.append(
                Entry(
                    street_key=row["key"],
                    street=row["name"],
                    number=number,
                    suffix="",
                    postcode=row["postcode"],
                    x=round(east + x1 + (x2 - x1) * share + side * aside[0], 1),
                    y=round(north + y1 + (y2 - y1) * share + side * aside[1], 1),
                )
            )
    return entries
