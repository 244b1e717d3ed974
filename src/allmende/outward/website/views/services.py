from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from allmende.base.directory.models import Service
from allmende.base.directory.queries import brief, services
from allmende.outward.website.ended import ended
from allmende.outward.website.kept import kept_for_strangers
from allmende.outward.website.linked_data import service_data
from allmende.outward.website.online import ways_to_apply
from allmende.outward.website.responsible import offices_for

_RELATED = 6
#: An address is not longer.
_LONGEST = 120


@kept_for_strangers
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about one service, and the way to apply for it."""
    shown = Service.objects.filter(is_active=True).select_related("life_situation", "subject")
    row = get_object_or_404(shown, slug=slug)
    if row.has_ended:
        return ended(request, row)
    ways = ways_to_apply(row)
    typed = " ".join(request.GET.get("q", "").split())[:_LONGEST]
    offices = offices_for(row, typed)
    cards = [entry.card for entry in offices.all]
    context: dict[str, Any] = {
        "service": row,
        "texts": row.local,
        "ways": ways,
        "offices": offices,
        "related": _related(row),
        "linked_data": service_data(request, row, cards, [way.url for way in ways]),
    }
    return render(request, "website/service.html", context)


def _related(row: Service) -> list[Service]:
    if not row.group_key:
        return []
    rows = brief(services()).filter(group_key=row.group_key).exclude(pk=row.pk)
    return list(rows.order_by("name")[:_RELATED])
