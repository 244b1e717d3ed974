"""What editors change, each with the permission for the unit that it belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from itertools import chain, count
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from allmende.base.addresses.models import Area
from allmende.base.directory import actions
from allmende.base.directory.catalogue import german_slug
from allmende.base.directory.ending import delete_row, end_row
from allmende.base.directory.models import Building, OpeningException, Responsibility, Service, Topic, Unit
from allmende.base.directory.uses import Row
from allmende.base.identity.access import actor_of
from allmende.base.identity.models import User

from .access import buildings_for, editable, edits_all, services_for

Week = Mapping[int, Sequence[tuple[time, time]]]


@transaction.atomic
def change_unit(*, unit: Unit, by: User, **fields: Any) -> Unit:
    """Change a unit; it may only go below a unit that ``by`` edits too. Raises ``ValidationError``."""
    _require_unit(by, unit)
    parent = fields.get("parent", unit.parent)
    if parent != unit.parent and (parent is None or parent.pk not in editable(by)):
        raise PermissionDenied("the unit above is not hers")
    return actions.save_unit(key=unit.key, actor=actor_of(by), **fields)


@transaction.atomic
def change_hours(*, unit: Unit, by: User, week: Week) -> None:
    """Replace the weekly hours."""
    _require_unit(by, unit)
    actions.set_hours(unit=unit, hours=week, actor=actor_of(by))


@transaction.atomic
def add_exception(
    *,
    unit: Unit,
    by: User,
    first_day: date,
    last_day: date,
    opens: time | None,
    closes: time | None,
    reason: str,
) -> OpeningException:
    """Other hours on some days; closed without ``opens`` and ``closes``."""
    _require_unit(by, unit)
    return actions.add_exception(
        unit=unit, first_day=first_day, last_day=last_day, opens=opens, closes=closes, reason=reason,
        actor=actor_of(by),
    )  # fmt: skip


@transaction.atomic
def remove_exception(*, exception: OpeningException, by: User) -> None:
    """Let the usual hours hold again."""
    _require_unit(by, exception.unit)
    actions.remove_exception(exception=exception, actor=actor_of(by))


@transaction.atomic
def change_building(*, building: Building, by: User, **fields: Any) -> Building:
    """Change a building. Raises ``ValidationError``."""
    _require_building(by, building)
    return actions.save_building(key=building.key, actor=actor_of(by), **fields)


@transaction.atomic
def change_service(*, service: Service, by: User, **fields: Any) -> Service:
    """Change a service's texts; later imports leave them alone. Raises ``ValidationError``."""
    _require_service(by, service)
    return actions.save_service(slug=service.slug, actor=actor_of(by), **fields)


@transaction.atomic
def change_topic(*, topic: Topic, by: User, **fields: Any) -> Topic:
    """Change a life situation or subject; imports leave its name alone. Raises ``ValidationError``."""
    _require_topics(by)
    return actions.save_topic(kind=topic.kind, key=topic.key, actor=actor_of(by), **fields)


@transaction.atomic
def make_responsible(
    *,
    service: Service,
    unit: Unit,
    by: User,
    area: Area | None,
    valid_from: date | None,
    valid_until: date | None,
) -> Responsibility:
    """Give the service to one of her own units."""
    _require_service(by, service)
    _require_unit(by, unit)
    return actions.set_responsibility(
        service=service,
        unit=unit,
        area=area,
        valid_from=valid_from,
        valid_until=valid_until,
        actor=actor_of(by),
    )


@transaction.atomic
def end_responsibility(*, responsibility: Responsibility, last_day: date, by: User) -> None:
    """Let one of her units be responsible until ``last_day``."""
    _require_unit(by, responsibility.unit)
    actions.end_responsibility(responsibility=responsibility, last_day=last_day, actor=actor_of(by))


@transaction.atomic
def create_unit(*, by: User, **fields: Any) -> Unit:
    """A new unit below one that ``by`` edits; at the top only for who edits there. Raises ``ValidationError``."""
    parent = fields.get("parent")
    if not (edits_all(by) if parent is None else parent.pk in editable(by)):
        raise PermissionDenied("the unit above is not hers")
    return actions.save_unit(key=_free(Unit, "key", fields["name"]), actor=actor_of(by), **fields)


@transaction.atomic
def create_building(*, by: User, **fields: Any) -> Building:
    """A new building; any editor may prepare it for her office. Raises ``ValidationError``."""
    _require_editor(by)
    return actions.save_building(key=_free(Building, "key", fields["name"]), actor=actor_of(by), **fields)


@transaction.atomic
def create_service(*, by: User, office: Unit | None, **fields: Any) -> Service:
    """A new service of one of her units; without an office only at the top. Raises ``ValidationError``."""
    _require_editor(by)
    if office is None and not edits_all(by):
        raise PermissionDenied("a service without an office belongs to the top")
    if office is not None:
        _require_unit(by, office)
    slug = _free(Service, "slug", fields["name"])
    service = actions.save_service(slug=slug, actor=actor_of(by), **fields)
    if office is not None:
        actions.set_responsibility(service=service, unit=office, actor=actor_of(by))
    return service


@transaction.atomic
def create_topic(*, by: User, kind: str, **fields: Any) -> Topic:
    """A new life situation ("situation") or subject ("subject"). Raises ``ValidationError``."""
    _require_topics(by)
    key = _free(Topic, "key", fields["name"], kind=kind)
    return actions.save_topic(kind=kind, key=key, actor=actor_of(by), **fields)


@transaction.atomic
def delete_entry(*, row: Row, by: User) -> None:
    """Delete what nothing points at; raises ``InUseError``."""
    _require(by, row)
    delete_row(row=row, actor=actor_of(by))


@transaction.atomic
def end_entry(*, row: Row, by: User, last_day: date | None, note: str = "", english: str = "") -> None:
    """Let it end with ``last_day``, or go on after all (None)."""
    _require(by, row)
    end_row(row=row, last_day=last_day, note=note, english=english, actor=actor_of(by))


def _free(model: type[Row], column: str, name: str, **among: str) -> str:
    """A key made from the name, free ``among`` the rows; addresses and procedures keep it when the name changes."""
    base = german_slug(name, 50) or "neu"
    candidates = chain([base], (f"{base}-{number}" for number in count(2)))
    return next(key for key in candidates if not model.objects.filter(**{column: key}, **among).exists())


def _require(by: User, row: Row) -> None:
    if isinstance(row, Unit):
        _require_unit(by, row)
    elif isinstance(row, Service):
        _require_service(by, row)
    elif isinstance(row, Topic):
        _require_topics(by)
    else:
        _require_building(by, row)


def _require_editor(by: User) -> None:
    if not editable(by):
        raise PermissionDenied("needs the role of editor")


def _require_topics(by: User) -> None:
    if not edits_all(by):
        raise PermissionDenied("topics are of all offices")


def _require_building(by: User, building: Building) -> None:
    if not buildings_for(by).filter(pk=building.pk).exists():
        raise PermissionDenied("none of her units is in this building")


def _require_unit(by: User, unit: Unit) -> None:
    if unit.pk not in editable(by):
        raise PermissionDenied("needs the role of editor")


def _require_service(by: User, service: Service) -> None:
    if not services_for(by).filter(pk=service.pk).exists():
        raise PermissionDenied("needs the role of editor in a responsible unit")
