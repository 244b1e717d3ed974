"""Who may edit what: the role of editor (or administrator) in a unit holds for it and those below."""

from __future__ import annotations

import uuid
from typing import TypeVar

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from allmende.base.directory.models import Building, Service, Topic, Unit
from allmende.base.identity.access import role_required, units_of
from allmende.base.identity.models import Role, User

T = TypeVar("T")
EDITORS = (Role.EDITOR, Role.ADMIN)
editor_required = role_required(*EDITORS)


def is_editor(request: HttpRequest) -> bool:
    """Whether an editor of some unit is logged in."""
    return bool(units_of(request.user, *EDITORS))


def editable(by: User) -> frozenset[uuid.UUID]:
    """The keys of the units that ``by`` may edit."""
    return units_of(by, *EDITORS)


def edits_all(by: User) -> bool:
    """Whether ``by`` edits a unit at the top, and thereby services that no office has yet."""
    return Unit.objects.filter(pk__in=editable(by), parent=None).exists()


def units_for(by: User) -> QuerySet[Unit]:
    """The units that ``by`` may edit, by name."""
    rows: QuerySet[Unit] = Unit.objects.filter(pk__in=editable(by)).order_by("name")
    return rows


def services_for(by: User) -> QuerySet[Service]:
    """The services that ``by`` may edit: those of her units, all of them at the top."""
    rows: QuerySet[Service] = Service.objects.order_by("name", "id")
    if edits_all(by):
        return rows
    return rows.filter(responsibilities__unit_id__in=editable(by)).distinct()


def buildings_for(by: User) -> QuerySet[Building]:
    """The buildings in which one of her units is, or none at all yet; all of them at the top."""
    rows: QuerySet[Building] = Building.objects.order_by("name")
    if edits_all(by):
        return rows
    return rows.filter(Q(units__in=editable(by)) | Q(units=None)).distinct()


def topics_for(by: User) -> QuerySet[Topic]:
    """Life situations and subjects, by name: they are of all offices, so those at the top keep them."""
    rows: QuerySet[Topic] = Topic.objects.order_by("name", "id")
    return rows if edits_all(by) else rows.none()


def get_unit_for(by: User, key: str) -> Unit:
    """The unit ``key``; 404 where there is none or where it is not hers."""
    return _found(units_for(by).filter(key=key).select_related("parent", "building").first())


def get_service_for(by: User, slug: str) -> Service:
    """The service ``slug``; 404 where there is none or where it is not hers."""
    return _found(services_for(by).filter(slug=slug).first())


def get_building_for(by: User, key: str) -> Building:
    """The building ``key``; 404 where there is none or where it is not hers."""
    return _found(buildings_for(by).filter(key=key).first())


def get_topic_for(by: User, kind: str, key: str) -> Topic:
    """The life situation or subject ``key``; 404 where there is none or where it is not hers."""
    return _found(topics_for(by).filter(kind=kind, key=key).first())


def _found(row: T | None) -> T:
    if row is None:
        raise Http404
    return row
