"""Every write to resources and their dependencies by people; imports write in bulk (see ``offers.importing``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.identity.models import User
from allmende.foundation import sql
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor
from allmende.foundation.ids import uuid7
from allmende.foundation.tenants.context import current_tenant_id
from allmende.provider.offers.access import require_provider
from allmende.provider.offers.models import Institution, Variant

from .events import DependenciesFound, DependencyAdded, DependencyRemoved, ResourceEnded, ResourceSaved
from .fields import FieldsRefusedError, read_fields
from .finding import Page, find, pages
from .importing.writing import insert_rows
from .models import Dependency, Resource
from .types import resource_types

_BATCH = 1000


class DependencyRefusedError(ValueError):
    """Two resources cannot be connected so; the message says why."""


@dataclass(frozen=True)
class Finding:
    """What looking for dependencies changed."""

    added: int
    removed: int
    kept: int


@transaction.atomic
def save_resource(
    *,
    type: str,
    number: str,
    by: User | Actor,
    name: str = "",
    institution: Institution | None = None,
    variant: Variant | None = None,
    fields: Mapping[str, Any] | None = None,
    state: str = Resource.State.ACTIVE,
    since: date | None = None,
    contract_until: date | None = None,
    resource: Resource | None = None,
) -> Resource:
    """Enter a resource, or change ``resource`` or the one that has this type and number.

    Raises ``fields.FieldsRefusedError`` with the errors by field in words, ``registry.UnknownKeyError`` for a type
    that is not registered, ``PermissionDenied``.
    """
    actor = require_provider(by)
    known = resource_types[type]
    number = number.strip()
    if not number or len(number) > 120:
        raise FieldsRefusedError({"number": _("The number is missing or longer than 120 characters.")})
    stored = read_fields(known, fields or {})
    row = resource or Resource.objects.filter(type=type, number=number).first()
    if resource and Resource.objects.filter(type=type, number=number).exclude(pk=resource.pk).exists():
        raise FieldsRefusedError({"number": _("Another resource of this type has this number.")})
    values = {
        "type": type, "number": number, "name": name.strip()[:253] or known.name_of(number, stored),
        "institution_id": institution.pk if institution else None, "variant_id": variant.pk if variant else None,
        "fields": stored, "state": state, "since": since, "contract_until": contract_until,
    }  # fmt: skip
    created = row is None
    row = row or Resource()
    changed = tuple(key.removesuffix("_id") for key, value in values.items() if getattr(row, key) != value)
    if changed or created:
        for key, value in values.items():
            setattr(row, key, value)
        row.save()
        event = ResourceSaved(resource=str(row.pk), kind=type, created=created, changed=changed)
        record(event, stream=row.stream, actor=actor)
    return row


@transaction.atomic
def end_resource(*, resource: Resource, by: User | Actor, on: date | None = None) -> None:
    """The resource is no longer provided after ``on`` (today where left out); what it needed is kept for the record."""
    actor = require_provider(by)
    if resource.state == Resource.State.ENDED:
        return
    resource.state, resource.ended_on = Resource.State.ENDED, on or timezone.localdate()
    resource.save(update_fields=["state", "ended_on"])
    event = ResourceEnded(resource=str(resource.pk), kind=resource.type, ended_on=str(resource.ended_on))
    record(event, stream=resource.stream, actor=actor)


@transaction.atomic
def add_dependency(
    *, resource: Resource, needs: Resource, kind: str, by: User | Actor, note: str = ""
) -> Dependency:
    """Enter by hand that ``resource`` does not work without ``needs``; once only.

    Raises ``DependencyRefusedError`` where both are the same, ``PermissionDenied``.
    """
    actor = require_provider(by)
    if resource.pk == needs.pk:
        raise DependencyRefusedError(_("A resource cannot depend on itself."))
    row, created = Dependency.objects.get_or_create(
        resource=resource, needs=needs, kind=kind,
        defaults={"source": Dependency.Source.HAND, "note": note[:200]},
    )  # fmt: skip
    if created:
        event = DependencyAdded(resource=str(resource.pk), needs=str(needs.pk), kind=kind)
        record(event, stream=resource.stream, actor=actor)
    return row


@transaction.atomic
def remove_dependency(*, dependency: Dependency, by: User | Actor) -> None:
    """Take out what somebody entered or a list said. Raises ``DependencyRefusedError`` for what was found in the data.

    A found one would be found again: its reason stands in a field of the resource and goes with it.
    """
    actor = require_provider(by)
    if dependency.source == Dependency.Source.FOUND:
        raise DependencyRefusedError(
            _("This dependency follows from the data of the resource. Change the data, and it goes.")
        )
    event = DependencyRemoved(
        resource=str(dependency.resource_id), needs=str(dependency.needs_id), kind=dependency.kind
    )
    dependency.delete()
    record(event, stream=f"resource:{event.resource}", actor=actor)


@transaction.atomic
def find_dependencies(*, by: User | Actor, institution: Institution | None = None) -> Finding:
    """Read from the data what needs what, of one institution's resources or of all; only what was found so is touched.

    One event for the act, where anything changed. What stands by hand or from a list is left as it is.
    """
    actor = require_provider(by)
    added = removed = kept = 0
    for page in pages(sql.key(institution.pk) if institution else None):
        wanted = find(page.rows)
        standing = {tuple(row[1:4]): (row[0], row[4]) for row in _standing(page, institution)}
        found = Dependency.Source.FOUND.value
        gone = [
            sql.to_uuid(key)
            for edge, (key, source) in standing.items()
            if source == found and edge not in wanted
        ]
        new = [
            [uuid7(), sql.to_uuid(a), sql.to_uuid(b), kind, found]
            for a, b, kind in wanted
            if (a, b, kind) not in standing
        ]
        for start in range(0, len(gone), _BATCH):
            Dependency.objects.filter(pk__in=gone[start : start + _BATCH]).delete()
        insert_rows(Dependency, ["resource_id", "needs_id", "kind", "source"], new, keep=True)
        added, removed, kept = added + len(new), removed + len(gone), kept + len(wanted) - len(new)
    if added or removed:
        event = DependenciesFound(
            institution=str(institution.pk) if institution else "", added=added, removed=removed, kept=kept
        )
        record(event, stream="resources", actor=actor)
    return Finding(added, removed, kept)


def _standing(page: Page, institution: Institution | None) -> list[tuple[Any, ...]]:
    """Key, ends, kind and source of what the resources of a page are said to need."""
    statement = (
        "SELECT d.id, d.resource_id, d.needs_id, d.kind, d.source FROM resources_dependency d"
        " JOIN resources_resource r ON r.id = d.resource_id WHERE r.tenant_id = %s AND r.id <= %s"
    )
    given = [sql.key(current_tenant_id()), page.last]
    if page.after is not None:
        statement, given = f"{statement} AND r.id > %s", [*given, page.after]
    if institution is not None:
        statement, given = f"{statement} AND r.institution_id = %s", [*given, sql.key(institution.pk)]
    return sql.rows(statement, given)
