"""Open data of the catalogue: what the provider offers, to whom, at what price, and how long."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.db.models import Prefetch
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema

from allmende.foundation.api.keyset import MOST, Page, keyset_page

from .comparison import POINTS, facts_of, in_words, successors_of
from .models import Alternative, Institution, Offer, Variant
from .queries import prices_on

router = Router(tags=["it-services"])
Limit = Annotated[int, Query(ge=1, le=MOST, description="Rows on a page")]
After = Annotated[str, Query(description="`next` of the page before")]


class OfferBrief(Schema):
    """An offer in a list; ``stage`` is planned, on_sale, sale_stopped, ending or ended, as of today."""

    key: str
    name: str
    summary: str
    audiences: list[str]
    stage: str
    on_sale_from: date | None
    sale_stops_on: date | None
    ends_on: date | None


class PriceOut(Schema):
    """What one payer (state, body, school) pays per period (once, month, quarter, year), in Euro."""

    payer: str
    period: str
    amount: str


class VariantOut(Schema):
    """A variant with the prices of today; ``term_months``: so long both sides are bound."""

    key: str
    name: str
    description: str
    term_months: int
    prices: list[PriceOut]


class FactOut(Schema):
    """One point of the service level, in words."""

    point: str
    label: str
    text: str


class SuccessorOut(Schema):
    """What can follow, in alphabetical order; ``key`` is that of an own offer. Nobody is recommended."""

    key: str | None
    name: str
    supplier: str
    website: str
    facts: list[FactOut]


class DataProtection(Schema):
    """How personal data are processed; empty where it is not known."""

    contract: str = ""
    location: str = ""
    contact: str = ""
    categories: list[str] = []


class OfferFull(OfferBrief):
    """An offer with everything that customers see."""

    description: str
    variants: list[VariantOut]
    facts: list[FactOut]
    data_protection: DataProtection
    successors: list[SuccessorOut]


@router.get("/it-services", response=Page[OfferBrief], summary="IT services for schools and offices")
def list_offers(
    request: HttpRequest,
    audience: Annotated[str, Query(description="school, body or office")] = "",
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    rows = Offer.objects.all()
    if audience:
        wanted = (
            [row.pk for row in rows if audience in row.audiences]
            if audience in Institution.Kind.values
            else []
        )
        rows = rows.filter(pk__in=wanted)
    found, following = keyset_page(rows, order=("name", "id"), after=after, limit=limit)
    return {"items": [_brief(row) for row in found], "next": following}


@router.get("/it-services/{key}", response=OfferFull, summary="One IT service")
def get_offer(request: HttpRequest, key: str) -> dict[str, Any]:
    prices = Prefetch("variants__prices", queryset=prices_on(timezone.localdate()), to_attr="now")
    offer = Offer.objects.filter(key=key).prefetch_related(prices).first()
    if offer is None:
        raise Http404
    variants = sorted(offer.variants.all(), key=lambda one: (one.order, one.name, one.pk))
    return {
        **_brief(offer), "description": offer.description, "facts": _facts(offer),
        "variants": [_variant(row) for row in variants], "data_protection": offer.data_protection,
        "successors": [_successor(row) for row in successors_of(offer)],
    }  # fmt: skip


def _brief(offer: Offer) -> dict[str, Any]:
    names = ("key", "name", "summary", "audiences", "on_sale_from", "sale_stops_on", "ends_on")
    return {**{name: getattr(offer, name) for name in names}, "stage": offer.stage.value}


def _variant(variant: Variant) -> dict[str, Any]:
    names = ("key", "name", "description", "term_months")
    prices = [
        {"payer": row.payer, "period": row.period, "amount": str(row.amount)}
        for row in variant.now  # type: ignore[attr-defined]  # prefetched above
    ]
    return {**{name: getattr(variant, name) for name in names}, "prices": prices}


def _facts(what: Offer | Alternative) -> list[dict[str, str]]:
    facts = facts_of(what)
    return [
        {"point": point.key, "label": str(point.label), "text": in_words(point, facts[point.key])}
        for point in POINTS
        if facts.get(point.key)
    ]


def _successor(row: Alternative) -> dict[str, Any]:
    own = row.own
    return {
        "key": own.key if own else None, "name": str(row), "supplier": row.supplier, "website": row.website,
        "facts": _facts(row),
    }  # fmt: skip
