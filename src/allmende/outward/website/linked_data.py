"""What search engines read: schema.org GovernmentService and GovernmentOffice as JSON-LD."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from allmende.base.directory.models import Building, Service
from allmende.foundation.tenants.context import current_tenant

from .offices import OfficeCard

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def service_data(
    request: HttpRequest, service: Service, cards: Sequence[OfficeCard], apply_urls: Sequence[str]
) -> dict[str, Any]:
    """GovernmentService: https://schema.org/GovernmentService."""
    texts = service.local
    channels: list[dict[str, Any]] = [
        {"@type": "ServiceChannel", "serviceUrl": request.build_absolute_uri(url)} for url in apply_urls
    ]
    channels += [{"@type": "ServiceChannel", "serviceLocation": _office(request, card)} for card in cards]
    return _without_gaps(
        {
            "@context": "https://schema.org",
            "@type": "GovernmentService",
            "name": texts.name,
            "description": texts.summary,
            "url": request.build_absolute_uri(request.path),
            "identifier": service.leika_key,
            "jurisdiction": current_tenant().name,
            "serviceOperator": {"@type": "GovernmentOrganization", "name": current_tenant().name},
            "availableChannel": channels,
        }
    )


def office_data(request: HttpRequest, card: OfficeCard) -> dict[str, Any]:
    """GovernmentOffice: https://schema.org/GovernmentOffice."""
    return {"@context": "https://schema.org", **_office(request, card)}


def _office(request: HttpRequest, card: OfficeCard) -> dict[str, Any]:
    unit = card.unit
    hours = [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"https://schema.org/{_DAYS[row.weekday]}",
            "opens": f"{row.opens:%H:%M}",
            "closes": f"{row.closes:%H:%M}",
        }
        for row in unit.hours.all()
    ]
    place = unit.building
    return _without_gaps(
        {
            "@type": "GovernmentOffice",
            "name": unit.local.name,
            "url": request.build_absolute_uri(reverse("website:office", args=[unit.key])),
            "telephone": unit.phone,
            "email": unit.email,
            "address": _address(place) if place else None,
            "geo": _geo(place) if place else None,
            "openingHoursSpecification": hours,
        }
    )


def _address(place: Building) -> dict[str, Any]:
    return {
        "@type": "PostalAddress",
        "streetAddress": place.street_line,
        "postalCode": place.postcode,
        "addressLocality": place.city,
        "addressCountry": "DE",
    }


def _geo(place: Building) -> dict[str, Any] | None:
    if place.lat is None or place.lon is None:
        return None
    return {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon}


def _without_gaps(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value}
