"""Which area a point lies in: an R-tree over the polygons of one kind. Imports shapely: use it lazily."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import shapely
from shapely.geometry import shape

from .models import Area


class PolygonError(ValueError):
    """A geometry cannot be used as an area; the message says why."""


def read_polygon(geometry: Any) -> Any:
    """The shapely geometry of a GeoJSON Polygon or MultiPolygon; raises ``PolygonError``."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise PolygonError(
            f"the geometry is a {kind or 'thing without a type'}, not a Polygon or MultiPolygon"
        )
    try:
        polygon = shape(geometry)
    except Exception as error:  # shapely raises whatever the broken coordinates cause
        raise PolygonError(f"the coordinates cannot be read ({error})") from None
    if polygon.is_empty:
        raise PolygonError("the polygon is empty")
    if not polygon.is_valid:
        raise PolygonError(f"the polygon is not valid: {shapely.is_valid_reason(polygon)}")
    return polygon


class AreaIndex:
    """The areas of one kind by place; a border belongs to both sides."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self._areas = list(areas)
        self._tree = shapely.STRtree([read_polygon(area.polygon) for area in self._areas])

    def at(self, x: float, y: float) -> list[Area]:
        """The areas that cover the point, in the order they were given."""
        found = self._tree.query(shapely.Point(x, y), predicate="covered_by")
        return [self._areas[number] for number in sorted(int(number) for number in found)]
