"""Open data of the address register."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from . import queries

router = Router(tags=["addresses"])


class SuggestionOut(Schema):
    """A street, or an address once a house number was typed."""

    text: str
    street: str
    number: str
    postcode: str


class AddressOut(Schema):
    """A house number: ``x``/``y`` in metres (EPSG:25832), ``lat``/``lon`` in degrees (WGS 84)."""

    street: str
    number: str
    postcode: str
    x: float
    y: float
    lat: float
    lon: float


class AreaOut(Schema):
    """An area of a kind, such as a district."""

    kind: str
    key: str
    name: str


@router.get("/addresses", response=list[SuggestionOut], summary="Suggestions while somebody types")
def suggest_addresses(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200)],
    limit: Annotated[int, Query(ge=1, le=50)] = 8,
) -> list[dict[str, Any]]:
    return [
        {"text": found.text, "street": found.street, "number": found.number, "postcode": found.postcode}
        for found in queries.suggest(q, limit=limit)
    ]


@router.get("/addresses/find", response=AddressOut, summary="One address of the register")
def find_address(
    request: HttpRequest,
    street: Annotated[str, Query(max_length=200)],
    number: Annotated[str, Query(max_length=20)],
) -> dict[str, Any]:
    house = queries.find(street, number)
    if house is None:
        raise Http404
    place = {"x": house.x, "y": house.y, "lat": house.lat, "lon": house.lon}
    return {"street": house.street.name, "number": house.label, "postcode": house.postcode, **place}


@router.get("/areas/{kind}/at", response=list[AreaOut], summary="Areas that cover a point (EPSG:25832)")
def areas_at(request: HttpRequest, kind: str, x: float, y: float) -> list[dict[str, Any]]:
    return [{"kind": area.kind, "key": area.key, "name": area.name} for area in queries.areas_at(x, y, kind)]
