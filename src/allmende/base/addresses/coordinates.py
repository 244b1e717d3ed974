"""Coordinates of registers as EPSG:25832 (metres) and WGS 84 (degrees). Imports pyproj: use it lazily."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from pyproj import Transformer

#: Registers put the zone before the easting: 32364931.398 is 364931.398 in zone 32.
_ZONE = 1_000_000
#: Germany in EPSG:25832, with room; EPSG:25833 eastings are brought there.
_EASTINGS = (200_000.0, 1_000_000.0)
_NORTHINGS = (5_200_000.0, 6_150_000.0)


class CoordinateError(ValueError):
    """Not a place in Germany; the message says why."""


def read_position(easting: str, northing: str) -> tuple[float, float]:
    """(x, y) in EPSG:25832 of texts such as "32364931.398" and "5706331,993"; raises ``CoordinateError``."""
    try:
        x, y = float(easting.replace(",", ".")), float(northing.replace(",", "."))
    except ValueError:
        raise CoordinateError(
            f"easting {easting[:20]!r} or northing {northing[:20]!r} is no number"
        ) from None
    zone, x = (int(x // _ZONE), x % _ZONE) if x >= _ZONE else (32, x)
    if zone == 33:
        x, y = _transformer("EPSG:25833", "EPSG:25832").transform(x, y)
    elif zone != 32:
        raise CoordinateError(f"easting {easting[:20]} is in zone {zone}, not 32 or 33")
    if not (_EASTINGS[0] <= x <= _EASTINGS[1] and _NORTHINGS[0] <= y <= _NORTHINGS[1]):
        raise CoordinateError(f"({easting[:20]}, {northing[:20]}) is not in Germany (EPSG:25832)")
    return round(x, 3), round(y, 3)  # millimetres: the prefix costs digits


def to_degrees(xs: Sequence[float], ys: Sequence[float]) -> list[tuple[float, float]]:
    """(lat, lon) in WGS 84 for points in EPSG:25832, all at once."""
    lons, lats = _transformer("EPSG:25832", "EPSG:4326").transform(list(xs), list(ys))
    return list(zip(lats, lons, strict=True))


def to_metres(geometry: dict[str, Any]) -> dict[str, Any]:
    """A GeoJSON geometry in degrees ([lon, lat], RFC 7946) as one in EPSG:25832 ([x, y])."""
    transformer = _transformer("EPSG:4326", "EPSG:25832")

    def walk(value: Any) -> Any:
        if value and isinstance(value[0], int | float):
            return [round(number, 3) for number in transformer.transform(value[0], value[1])]
        return [walk(item) for item in value]

    return {"type": geometry["type"], "coordinates": walk(geometry["coordinates"])}


@lru_cache(maxsize=4)
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)
