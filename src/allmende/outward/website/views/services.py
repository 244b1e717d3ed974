from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from allmende.base.directory.models import Responsibility, Service
from allmende.base.directory.queries import brief, responsibilities, services
from allmende.outward.website.kept import kept_for_strangers
from allmende.outward.website.linked_data import service_data
from allmende.outward.website.offices import OfficeCard, office_card
from allmende.outward.website.online import ways_to_apply

_RELATED = 6


@dataclass(frozen=True)
class Responsible:
    """An office that is responsible, and where (``area`` "" is everywhere)."""

    area: str
    card: OfficeCard


@kept_for_strangers
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about one service, and the way to apply for it."""
    row = get_object_or_404(services().select_related("life_situation", "subject"), slug=slug)
    ways = ways_to_apply(row)
    responsible = _responsible(row)
    cards = [entry.card for entry in responsible]
    context: dict[str, Any] = {
        "service": row,
        "texts": row.local,
        "ways": ways,
        "responsible": responsible,
        "related": _related(row),
        "linked_data": service_data(request, row, cards, [way.url for way in ways]),
    }
    return render(request, "website/service.html", context)


def _responsible(row: Service) -> list[Responsible]:
    """Who is responsible today: the general office first, then those of single areas; each office once."""
    found = responsibilities(row).select_related("unit__building", "area")
    rows = sorted(found.prefetch_related("unit__hours", "unit__exceptions"), key=_order)
    now = timezone.localtime()
    seen: set[tuple[str, str]] = set()
    result: list[Responsible] = []
    for entry in rows:
        area = entry.area.name if entry.area else ""
        if entry.unit.is_public and (entry.unit.key, area) not in seen:
            seen.add((entry.unit.key, area))
            result.append(Responsible(area, office_card(entry.unit, now)))
    return result


def _order(entry: Responsibility) -> tuple[bool, str, int]:
    start = entry.valid_from or date.min
    return (entry.area_id is not None, entry.area.name if entry.area else "", -start.toordinal())


def _related(row: Service) -> list[Service]:
    if not row.group_key:
        return []
    rows = brief(services()).filter(group_key=row.group_key).exclude(pk=row.pk)
    return list(rows.order_by("name")[:_RELATED])
