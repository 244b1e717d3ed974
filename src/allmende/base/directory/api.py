"""Open data of the directory: services, units and topics."""

from __future__ import annotations

from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from allmende.foundation.api.keyset import MOST, Page, keyset_page

from . import queries
from .hours import opening_state, usual_week
from .models import Service, Topic, Unit, lasting
from .online import online_service_ids

router = Router(tags=["directory"])
Limit = Annotated[int, Query(ge=1, le=MOST, description="Rows on a page")]
After = Annotated[str, Query(description="`next` of the page before")]


class ServiceBrief(Schema):
    """A public service in a list."""

    slug: str
    leika_key: str
    name: str
    summary: str
    audiences: list[str]
    online: bool


class ServiceFull(ServiceBrief):
    """A public service with all its texts, in the language of the request."""

    description: str
    cost: str
    processing_time: str
    deadline: str
    required_documents: list[str]
    legal_basis: list[dict[str, str]]
    synonyms: list[str]
    life_situation: str | None
    subject: str | None
    unit: str | None


class UnitBrief(Schema):
    """An organisation unit in a list; ``parent`` is the key of the unit above."""

    key: str
    name: str
    kind: str
    parent: str | None


class Hours(Schema):
    """One opening in the week; ``weekday`` 0 is Monday."""

    weekday: int
    opens: str
    closes: str


class UnitFull(UnitBrief):
    """An organisation unit with address, contact and opening hours."""

    summary: str
    phone: str
    email: str
    website: str
    room: str
    building: str | None
    street: str | None
    postcode: str | None
    city: str | None
    lat: float | None
    lon: float | None
    open_now: bool
    hours: list[Hours]


class TopicOut(Schema):
    """A life situation or a subject."""

    kind: str
    key: str
    name: str
    audience: str


@router.get("/services", response=Page[ServiceBrief], summary="Services, searched or all")
def list_services(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200, description="Search text; the best fits on one page")] = "",
    audience: str = "",
    after: After = "",
    limit: Limit = 50,
) -> dict[str, Any]:
    if q:
        hits = queries.search_services(q, limit=limit, audience=audience)
        return {"items": [_brief(hit.service, hit.online) for hit in hits]}
    online = online_service_ids()
    rows, following = keyset_page(
        queries.brief(queries.services()), order=("name", "id"), after=after, limit=limit
    )
    return {"items": [_brief(row, row.pk in online) for row in rows], "next": following}


@router.get("/services/{slug}", response=ServiceFull, summary="One service")
def get_service(request: HttpRequest, slug: str) -> dict[str, Any]:
    service = queries.services().filter(slug=slug).select_related("life_situation", "subject").first()
    if service is None:
        raise Http404
    unit = queries.responsible_unit(service)
    texts = service.local
    return {
        **_brief(service, service.pk in online_service_ids()),
        "description": texts.description,
        "cost": texts.cost,
        "processing_time": texts.processing_time,
        "deadline": texts.deadline,
        "required_documents": texts.required_documents,
        "legal_basis": service.legal_basis,
        "synonyms": texts.synonyms,
        "life_situation": _key(service.life_situation),
        "subject": _key(service.subject),
        "unit": unit.key if unit else None,
    }


@router.get("/units", response=list[UnitBrief], summary="All organisation units, as a tree by parent")
def list_units(request: HttpRequest) -> list[dict[str, Any]]:
    return [_unit(unit) for unit in queries.units().select_related("parent")]


@router.get("/units/{key}", response=UnitFull, summary="One organisation unit")
def get_unit(request: HttpRequest, key: str) -> dict[str, Any]:
    unit = queries.unit_by_key(key)
    if unit is None:
        raise Http404
    building = unit.building
    return {
        **_unit(unit),
        "summary": unit.local.summary,
        "phone": unit.phone,
        "email": unit.email,
        "website": unit.website,
        "room": unit.room,
        "building": building.local.name if building else None,
        "street": building.street_line if building else None,
        "postcode": building.postcode if building else None,
        "city": building.city if building else None,
        "lat": building.lat if building else None,
        "lon": building.lon if building else None,
        "open_now": opening_state(unit).open,
        "hours": [
            {"weekday": day, "opens": f"{opening.opens:%H:%M}", "closes": f"{opening.closes:%H:%M}"}
            for day, openings in usual_week(unit)
            for opening in openings
        ],
    }


@router.get("/topics", response=list[TopicOut], summary="Life situations and subjects")
def list_topics(request: HttpRequest) -> list[dict[str, Any]]:
    rows: QuerySet[Topic] = Topic.objects.filter(lasting()).order_by("kind", "name")
    return [
        {"kind": row.kind, "key": row.key, "name": row.local.name, "audience": row.audience} for row in rows
    ]


def _key(topic: Topic | None) -> str | None:
    return topic.key if topic and not topic.has_ended else None


def _brief(service: Service, online: bool) -> dict[str, Any]:
    texts = service.local
    return {
        "slug": service.slug,
        "leika_key": service.leika_key,
        "name": texts.name,
        "summary": texts.summary,
        "audiences": service.audiences,
        "online": online,
    }


def _unit(unit: Unit) -> dict[str, Any]:
    return {
        "key": unit.key,
        "name": unit.local.name,
        "kind": unit.kind,
        "parent": unit.parent.key if unit.parent else None,
    }
