"""The public catalogue: what the provider offers, to whom, at what price, and how long."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from allmende.foundation.ui.sections import drawn

from ..comparison import POINTS, compare, facts_of, in_words, successors_of
from ..models import Institution, Offer
from ..queries import prices_on
from ..sections import offer_sections
from ..taxes import KEY, tax_words

#: Stages in the order in which they are shown; ended offers are found by their address only.
SHOWN = (Offer.Stage.ON_SALE, Offer.Stage.PLANNED, Offer.Stage.SALE_STOPPED, Offer.Stage.ENDING)


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """All offers by stage, or those for schools, school bodies or offices only."""
    kind, today = request.GET.get("fuer", ""), timezone.localdate()
    rows = [row for row in Offer.objects.order_by("name", "id") if kind in ("", *row.audiences)]
    stages = [(stage, [row for row in rows if row.stage_on(today) == stage]) for stage in SHOWN]
    context = {
        "stages": [(stage.label, found) for stage, found in stages if found], "kind": kind,
        "kinds": Institution.Kind.choices,
    }  # fmt: skip
    return render(request, "offers/public/catalogue.html", context)


@require_safe
def offer(request: HttpRequest, key: str) -> HttpResponse:
    """One offer: variants and prices, service level, data protection, its stage, and what can follow."""
    today = timezone.localdate()
    prices = Prefetch("variants__prices", queryset=prices_on(today), to_attr="now")
    row = Offer.objects.filter(key=key).prefetch_related(prices).first()
    if row is None:
        raise Http404
    facts = facts_of(row)
    shown = [(point, in_words(point, facts[point.key])) for point in POINTS if facts.get(point.key)]
    context = {
        "offer": row, "stage": row.stage_on(today), "today": today, "sections": drawn(offer_sections, request, row),
        "variants": sorted(row.variants.all(), key=lambda one: (one.order, one.name, one.pk)),
        "level": [(point.label, words) for point, words in shown if not point.protection and point.key != KEY],
        "tax": tax_words(row),
        "protection": _protection(row), "kinds": _kinds(row), **_successors(row, today),
    }  # fmt: skip
    return render(request, "offers/public/offer.html", context)


def _successors(row: Offer, today: date) -> dict[str, object]:
    """What can follow, by name: nobody is recommended; only where the offer is being given up."""
    found = successors_of(row)
    return {"alternatives": found, "table": compare(row, found, today)} if found else {}


def _protection(row: Offer) -> dict[str, object]:
    names = ("contract", "location", "contact", "categories")
    return {name: row.data_protection[name] for name in names if row.data_protection.get(name)}


def _kinds(row: Offer) -> list[str]:
    return [str(label) for kind, label in Institution.Kind.choices if kind in row.audiences]
