"""Reads of the directory that other apps use."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from allmende.base.addresses.models import Area
from allmende.foundation.events.queries import position_of, timeline

from .events import STREAM, DirectoryRowEnded, DirectoryRowSaved, OpeningHoursSet
from .hours import Opening, State, open_now, opening_state
from .models import Responsibility, Service, Topic, Unit, lasting
from .online import online_service_ids
from .search import service_index

__all__ = [
    "Hit",
    "Opening",
    "State",
    "open_now",
    "opening_state",
    "responsible_unit",
    "search_services",
    "services",
    "topics",
    "unit_by_key",
    "unit_path",
    "units",
    "working_units",
]

#: What lists do not show and need not read.
_LONG_TEXTS = ("description", "legal_basis", "required_documents", "cost", "processing_time", "deadline")


#: Whoever changed something while a page was open did so not long ago.
_LOOK_BACK = 200


@dataclass(frozen=True)
class Hit:
    """A service that a search found; ``online``: it can be applied for online."""

    service: Service
    online: bool


def directory_stamp() -> int:
    """A number that grows with every write to the directory: what is built from it may be kept so long."""
    return position_of(STREAM)


def last_actor(key: str) -> str:
    """Who changed the entry ``key`` last, as the log names actors ("staff:…"); "" where that was long ago."""
    kinds = [event.type for event in (DirectoryRowSaved, DirectoryRowEnded, OpeningHoursSet)]
    newest = timeline(STREAM).filter(type__in=kinds).order_by("-seq")[:_LOOK_BACK]
    found = (row.actor for row in newest if key in (row.data.get("key"), row.data.get("unit")))
    return next(found, "")


def services() -> QuerySet[Service]:
    """The services shown to the public."""
    rows: QuerySet[Service] = Service.objects.filter(lasting(), is_active=True)
    return rows


def brief(rows: QuerySet[Service]) -> QuerySet[Service]:
    """The same services without the long texts, for lists."""
    return rows.defer(*_LONG_TEXTS)


def search_services(text: str, *, limit: int = 20, audience: str = "") -> list[Hit]:
    """The services that fit what somebody typed, best first: name, synonym or LeiKa key, errors forgiven."""
    online = online_service_ids()
    found = service_index().search(text, limit=limit if not audience else 500, favoured=online)
    rows = brief(services()).in_bulk([hit.key for hit in found])
    hits = [Hit(rows[hit.key], hit.key in online) for hit in found if hit.key in rows]
    return [hit for hit in hits if not audience or audience in hit.service.audiences][:limit]


def topics(kind: str) -> QuerySet[Topic]:
    """Life situations ("situation") or subjects ("subject") that have not ended, by name."""
    rows: QuerySet[Topic] = Topic.objects.filter(lasting(), kind=kind).order_by("name")
    return rows


def units() -> QuerySet[Unit]:
    """The units that have a page on the website."""
    return working_units().filter(is_public=True).order_by("position", "name")


def working_units() -> QuerySet[Unit]:
    """All units that have not ended, also those without a page: what work may be given to."""
    rows: QuerySet[Unit] = Unit.objects.filter(lasting())
    return rows


def unit_path(unit: Unit) -> list[Unit]:
    """The units above ``unit``, the topmost first; one query per level."""
    path: list[Unit] = []
    seen: set[uuid.UUID] = {unit.pk}
    above = unit.parent
    while above is not None and above.pk not in seen:
        path.insert(0, above)
        seen.add(above.pk)
        above = above.parent
    return path


def responsible_unit(
    service: Service, area: Area | Collection[Area] | None = None, on: date | None = None
) -> Unit | None:
    """The unit responsible for ``service`` on a day (today): one for ``area`` before one for everywhere."""
    areas = [area] if isinstance(area, Area) else list(area or [])
    rows = responsibilities(service, on=on).filter(Q(area=None) | Q(area__in=areas))
    best = min(
        rows.select_related("unit__building").prefetch_related("unit__hours", "unit__exceptions"),
        key=lambda row: (row.area_id is None, -(row.valid_from or date.min).toordinal()),
        default=None,
    )
    return best.unit if best else None


def responsibilities(service: Service, *, on: date | None = None) -> QuerySet[Responsibility]:
    """Who is responsible for ``service`` on a day (today), in all areas."""
    day = on or timezone.localdate()
    rows: QuerySet[Responsibility] = Responsibility.objects.filter(service=service).filter(
        Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_until=None) | Q(valid_until__gte=day)
    )
    return rows


def unit_by_key(key: str) -> Unit | None:
    """A public unit with building and hours; None where there is none."""
    return (
        units()
        .filter(key=key)
        .select_related("building", "parent")
        .prefetch_related("hours", "exceptions")
        .first()
    )
