"""The list, and one resource with what hangs together."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from allmende.base.identity.views.shared import account_user
from allmende.foundation.api.keyset import keyset_page
from allmende.foundation.api.problems import Problem
from allmende.provider.offers.access import provider_required
from allmende.provider.offers.models import Institution

from ..access import get_resource_for
from ..drawing import draw
from ..forms import DependencyForm, shown_fields, type_choices
from ..models import Resource
from ..queries import needed_by, needs_of
from ..reach import MOST, reach_of
from ..types import kind_label, type_label

PAGE = 50
#: So many are listed one by one where something breaks.
_SHOWN = 300
#: So many of what needs it, and of what it needs.
_LISTED = 50


@require_safe
@provider_required
def listed(request: HttpRequest) -> HttpResponse:
    """All resources in keyset pages; by words, type, institution (its number), owner and state."""
    given = {name: request.GET.get(name, "").strip() for name in ("q", "typ", "einrichtung", "wer", "stand")}
    try:
        rows, after = keyset_page(
            _wanted(given), order=("type", "number"), after=request.GET.get("after", ""), limit=PAGE
        )
    except Problem:
        rows, after = keyset_page(_wanted(given), order=("type", "number"), limit=PAGE)
    filters = {name: value for name, value in given.items() if value}
    context = {
        "rows": [(row, type_label(row.type)) for row in rows],
        "given": given,
        "types": type_choices(),
        "first": f"?{urlencode(filters)}" if request.GET.get("after") else "",
        "next": f"?{urlencode({**filters, 'after': after})}" if after else "",
        "institution": Institution.objects.filter(number=given["einrichtung"]).first()
        if given["einrichtung"]
        else None,
    }
    return render(request, "resources/list.html", context)


def _wanted(given: dict[str, str]) -> QuerySet[Resource]:
    rows = Resource.objects.select_related("institution").defer("fields")
    ended = given["stand"] == "beendet"
    rows = rows.filter(state="ended") if ended else rows.exclude(state="ended")
    if given["q"]:
        rows = rows.filter(Q(name__icontains=given["q"]) | Q(number__icontains=given["q"]))
    if given["typ"]:
        rows = rows.filter(type=given["typ"])
    if given["einrichtung"]:
        rows = rows.filter(institution__number=given["einrichtung"])
    if given["wer"] == "niemand":
        rows = rows.filter(institution=None)
    return rows


@require_safe
@provider_required
def one(request: HttpRequest, key: UUID) -> HttpResponse:
    """One resource: its facts, what it needs, what needs it."""
    return page(request, get_resource_for(account_user(request), key), DependencyForm())


def page(request: HttpRequest, row: Resource, form: DependencyForm) -> HttpResponse:
    """The page of a resource; ``form`` adds a dependency."""
    needs, needing = list(needs_of(row)[: _LISTED + 1]), list(needed_by(row)[: _LISTED + 1])
    context = {
        "row": row, "type": type_label(row.type), "facts": shown_fields(row), "form": form,
        "needs": [(each, each.needs, kind_label(each.kind), type_label(each.needs.type)) for each in needs[:_LISTED]],
        "needing": [
            (each, each.resource, kind_label(each.kind), type_label(each.resource.type)) for each in needing[:_LISTED]
        ],
        "more_needs": len(needs) > _LISTED, "more_needing": len(needing) > _LISTED, "drawing": draw(row),
    }  # fmt: skip
    return render(request, "resources/one.html", context, status=422 if form.errors else 200)


@require_safe
@provider_required
def end_of(request: HttpRequest, key: UUID) -> HttpResponse:
    """What no longer works when this one ends."""
    row = get_resource_for(account_user(request), key)
    reach = reach_of(row)
    groups, left = [], _SHOWN
    for type, hits in reach.by_type():
        groups.append((type_label(type), len(hits), hits[: max(0, left)]))
        left -= len(hits)
    context = {"row": row, "type": type_label(row.type), "reach": reach, "groups": groups, "most": MOST}
    return render(request, "resources/end.html", context)
