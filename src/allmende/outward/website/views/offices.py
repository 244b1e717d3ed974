from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from allmende.base.directory.models import Service, Unit
from allmende.base.directory.queries import brief, services, unit_by_key, unit_path, units
from allmende.outward.website.ended import ended
from allmende.outward.website.kept import kept_for_strangers
from allmende.outward.website.linked_data import office_data
from allmende.outward.website.offices import change_lines, office_card

_SERVICES = 60


@dataclass
class Node:
    """A unit with the units below it, for the tree."""

    unit: Unit
    below: list[Node] = field(default_factory=list)


@kept_for_strangers
def offices(request: HttpRequest) -> HttpResponse:
    """All offices as a tree."""
    return render(request, "website/offices.html", {"nodes": _tree(list(units()))})


def _tree(rows: list[Unit]) -> list[Node]:
    """Units below their parents; one whose parent has no page stands at the top."""
    nodes = {row.pk: Node(row) for row in rows}
    below: dict[bool, list[Node]] = defaultdict(list)
    for row in rows:
        parent = nodes.get(row.parent_id) if row.parent_id else None
        (parent.below if parent else below[True]).append(nodes[row.pk])
    return below[True]


@kept_for_strangers
def office(request: HttpRequest, key: str) -> HttpResponse:
    """One office: where, when, how to reach it, what it does."""
    unit = unit_by_key(key)
    if unit is None:
        return ended(request, _closed(key))
    card = office_card(unit)
    context: dict[str, Any] = {
        "unit": unit,
        "texts": unit.local,
        "card": card,
        "changes": change_lines(unit),
        "path": [above for above in unit_path(unit) if above.is_public],
        "below": units().filter(parent=unit),
        "services": _services(unit),
        "linked_data": office_data(request, card),
    }
    return render(request, "website/office.html", context)


def _closed(key: str) -> Unit:
    """An office that had a page and is closed."""
    unit: Unit | None = Unit.objects.filter(key=key, is_public=True, last_day__isnull=False).first()
    if unit is None:
        raise Http404
    return unit


def _services(unit: Unit) -> list[Service]:
    rows = brief(services()).filter(responsibilities__unit=unit).distinct().order_by("name")
    return list(rows[:_SERVICES])
