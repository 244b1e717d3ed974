"""Lines: which there are, their addresses and prices, and what breaks if they end."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from allmende.base.identity.views.shared import account_user
from allmende.foundation.api.keyset import keyset_page
from allmende.foundation.api.problems import Problem
from allmende.provider.connectivity.contrib.lines import Line
from allmende.provider.offers.access import provider_required
from allmende.provider.offers.models import Offer
from allmende.provider.offers.resources.access import get_resource_for
from allmende.provider.offers.resources.models import Resource
from allmende.provider.offers.resources.reach import reach_of
from allmende.provider.offers.resources.types import type_label
from allmende.provider.transitions.cascades import cascades
from allmende.provider.transitions.models import Measure
from allmende.provider.transitions.reach import Estate, Reach, load_estate, reach

from ..estate import address_prices, blocks_of, lines_where, yearly_words
from ..plan import is_administration

PAGE = 50
_SHOWN = 40


@require_safe
@provider_required
def listed(request: HttpRequest) -> HttpResponse:
    """All lines in keyset pages: technology, bandwidth, network, end of the contract."""
    given = {name: request.GET.get(name, "").strip() for name in ("q", "netz", "technik", "bis")}
    wanted = lines_where(
        text=given["q"], network=given["netz"], technology=given["technik"], ends_by=_day(given["bis"])
    )
    rows = Resource.objects.filter(wanted).select_related("institution")
    try:
        found, after = keyset_page(
            rows, order=("number", "id"), after=request.GET.get("after", ""), limit=PAGE
        )
    except Problem:
        raise Http404 from None
    filters = {name: value for name, value in given.items() if value}
    context = {
        "rows": [_as_row(row) for row in found], "given": given, "networks": Line.Network.choices[:2],
        "technologies": Line.Technology.choices,
        "first": f"?{urlencode(filters)}" if request.GET.get("after") else "",
        "next": f"?{urlencode({**filters, 'after': after})}" if after else "",
    }  # fmt: skip
    return render(request, "connectivity/lines.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _as_row(row: Resource) -> dict[str, Any]:
    fields = row.fields
    speeds = [str(fields[name]) for name in ("down_mbit", "up_mbit") if fields.get(name) is not None]
    return {
        "row": row,
        "technology": dict(Line.Technology.choices).get(str(fields.get("technology")), ""),
        "speed": f"{' / '.join(speeds)} Mbit/s" if speeds else "",
        "network": dict(Line.Network.choices).get(str(fields.get("network")), ""),
        "safe": is_administration(fields),
    }


@require_safe
@provider_required
def one(request: HttpRequest, line_id: uuid.UUID) -> HttpResponse:
    """A line with its blocks, free addresses and cost, and everything that breaks if it ends."""
    row = get_resource_for(account_user(request), line_id)
    if row.type != "line":
        raise Http404
    hits = reach_of(row)
    context = {
        **_as_row(row), "blocks": blocks_of(row), "costs": yearly_words(row), "reach": hits,
        "groups": [(type_label(type), len(of), of[:_SHOWN]) for type, of in hits.by_type()],
    }  # fmt: skip
    return render(request, "connectivity/line.html", context)


@require_safe
@provider_required
def ending(request: HttpRequest) -> HttpResponse:
    """What breaks if all lines of an offer end (``angebot``), before anybody sets a date for it. Writes nothing."""
    offers = [row for row in Offer.objects.order_by("name", "id") if "line" in row.resource_types]
    key = request.GET.get("angebot", "")
    offer = next((row for row in offers if row.key == key), None)
    context: dict[str, Any] = {
        "offers": [(row.key, row.name) for row in offers], "chosen": key, "offer": offer,
    }  # fmt: skip
    if offer is not None:
        estate = load_estate()
        asked = Measure(kind="end", offer=offer, title=offer.name, condition="resource.type == 'line'")
        extent = reach(asked, estate)
        context |= {
            "institutions": len(extent.affected), "broken": len(extent.broken), "groups": cascades([extent], estate),
            "bound": _bound(extent, estate),
        }  # fmt: skip
    return render(request, "connectivity/ending.html", context)


def _bound(extent: Reach, estate: Estate) -> date | None:
    """Until when the last of the lines is bound."""
    graph = estate.graph
    days = [graph.contracts[graph.place[key]] for own in extent.affected.values() for key in own.resources]
    return max((day for day in days if day), default=None)


@require_safe
@provider_required
def prices(request: HttpRequest) -> HttpResponse:
    """What several addresses on one line cost, and whom."""
    context = {"prices": address_prices(), "none": _("no price has been set")}
    return render(request, "connectivity/prices.html", context)
