"""Reads of the directory that other apps use."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from allmende.base.addresses.models import Area

from .models import Responsibility, Service, Topic, Unit


def services() -> QuerySet[Service]:
    """The services shown to the public."""
    return Service.objects.filter(is_active=True)


def topics(kind: Topic.Kind) -> QuerySet[Topic]:
    """Life situations or subjects, by name."""
    return Topic.objects.filter(kind=kind).order_by("name")


def units() -> QuerySet[Unit]:
    """The units that have a page on the website."""
    return Unit.objects.filter(is_public=True).order_by("position", "name")


def responsible_unit(
    service: Service, area: Area | Collection[Area] | None = None, on: date | None = None
) -> Unit | None:
    """The unit responsible for ``service`` in ``area`` on a day (today): the area's own before the general one."""
    day = on or timezone.localdate()
    areas = [area] if isinstance(area, Area) else list(area or [])
    rows = (
        Responsibility.objects.filter(service=service)
        .filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_until=None) | Q(valid_until__gte=day))
        .filter(Q(area=None) | Q(area__in=areas))
        .select_related("unit__building")
    )
    best = min(
        rows, key=lambda row: (row.area_id is None, -(row.valid_from or date.min).toordinal()), default=None
    )
    return best.unit if best else None
