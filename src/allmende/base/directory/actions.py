"""Every write to the directory. Rows are saved by their key: a second call changes, it does not double."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any, TypeVar, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from allmende.base.addresses.models import Area
from allmende.foundation.calendar.events import STREAM as CALENDAR
from allmende.foundation.calendar.events import CalendarChanged
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor
from allmende.foundation.tenants.models import TenantModel, claim_for_tenant

from .events import STREAM, DirectoryRowSaved, OpeningHoursSet, ResponsibilityEnded, ResponsibilitySet
from .fields import BuildingFields, ServiceFields, TopicFields, UnitFields
from .models import Building, OpeningException, OpeningHours, Responsibility, Service, Topic, Unit

M = TypeVar("M", bound=TenantModel)


@transaction.atomic
def save_building(*, key: str, actor: Actor, **fields: Unpack[BuildingFields]) -> Building:
    """Create or change the building ``key``; raises ``ValidationError`` for values that do not fit."""
    return _save(Building, {"key": key}, fields, actor)


@transaction.atomic
def save_unit(*, key: str, actor: Actor, **fields: Unpack[UnitFields]) -> Unit:
    """Create or change the unit ``key``; raises ``ValidationError``, also for a ring of parents."""
    unit = _save(Unit, {"key": key}, fields, actor)
    above = unit.parent
    while above is not None:
        if above.pk == unit.pk:
            raise ValidationError({"parent": _("A unit cannot be below itself.")})
        above = above.parent
    return unit


@transaction.atomic
def save_topic(*, kind: str, key: str, actor: Actor, **fields: Unpack[TopicFields]) -> Topic:
    """Create or change a life situation or subject; raises ``ValidationError``."""
    return _save(Topic, {"kind": kind, "key": key}, fields, actor)


@transaction.atomic
def save_service(*, slug: str, actor: Actor, **fields: Unpack[ServiceFields]) -> Service:
    """Create or change the service ``slug``; raises ``ValidationError``.

    From then on the municipality keeps it itself: later imports do not overwrite its texts.
    """
    return _save(Service, {"slug": slug}, {**fields, "source": Service.Source.LOCAL}, actor)


@transaction.atomic
def set_hours(*, unit: Unit, hours: Mapping[int, Sequence[tuple[time, time]]], actor: Actor) -> None:
    """Replace the weekly hours: ``{0: [(time(8), time(12)), (time(14), time(18))]}``, 0 being Monday."""
    unit.hours.all().delete()
    rows = [
        OpeningHours(unit=unit, weekday=weekday, opens=opens, closes=closes)
        for weekday, openings in hours.items()
        for opens, closes in openings
    ]
    for row in rows:
        row.full_clean(exclude=["tenant"], validate_unique=False)
    OpeningHours.objects.bulk_create(rows)
    _record_hours(unit, actor)


@transaction.atomic
def add_exception(
    *,
    unit: Unit,
    first_day: date,
    last_day: date,
    opens: time | None = None,
    closes: time | None = None,
    reason: str = "",
    actor: Actor,
) -> OpeningException:
    """Other hours on some days, none without ``opens`` and ``closes``; said twice, it holds once."""
    row, created = OpeningException.objects.get_or_create(
        unit=unit, first_day=first_day, last_day=last_day, opens=opens, closes=closes,
        defaults={"reason": reason},
    )  # fmt: skip
    _record_hours(unit, actor)
    exception: OpeningException = row
    if created:
        _record_closing(exception, actor, closed=True)
    return exception


@transaction.atomic
def remove_exception(*, exception: OpeningException, actor: Actor) -> None:
    """Let the usual hours hold on these days again."""
    exception.delete()
    _record_hours(exception.unit, actor)
    _record_closing(exception, actor, closed=False)


@transaction.atomic
def set_responsibility(
    *,
    service: Service,
    unit: Unit,
    area: Area | None = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    actor: Actor,
) -> Responsibility:
    """Make ``unit`` responsible for ``service`` in ``area`` (everywhere). Said twice, it holds once."""
    row: Responsibility
    row, created = Responsibility.objects.get_or_create(
        service=service, unit=unit, area=area, valid_from=valid_from, defaults={"valid_until": valid_until}
    )
    if not created and row.valid_until != valid_until:
        row.valid_until = valid_until
        row.save(update_fields=["valid_until"])
    event = ResponsibilitySet(service=service.slug, unit=unit.key, area=area.key if area else "")
    record(event, stream=STREAM, actor=actor)
    return row


@transaction.atomic
def end_responsibility(*, responsibility: Responsibility, last_day: date, actor: Actor) -> None:
    """Let a responsibility end with ``last_day``; one that would never have begun is removed."""
    row = responsibility
    if row.valid_from and row.valid_from > last_day:
        row.delete()
    else:
        row.valid_until = last_day
        row.save(update_fields=["valid_until"])
    area = row.area.key if row.area else ""
    event = ResponsibilityEnded(service=row.service.slug, unit=row.unit.key, area=area, last_day=last_day)
    record(event, stream=STREAM, actor=actor)


def _save(model: type[M], key: dict[str, Any], fields: Mapping[str, Any], actor: Actor) -> M:
    row = model.objects.filter(**key).first()
    created = row is None
    row = row or model(**key)
    for name, value in fields.items():
        model._meta.get_field(name)  # an unknown column is a mistake of the caller
        setattr(row, name, value)
    claim_for_tenant(row)  # the uniqueness of keys is checked within the tenant
    row.full_clean()
    row.save()
    event = DirectoryRowSaved(what=model._meta.model_name or "", key="/".join(key.values()), created=created)
    record(event, stream=STREAM, actor=actor)
    saved: M = row
    return saved


def _record_hours(unit: Unit, actor: Actor) -> None:
    weekly, exceptions = unit.hours.count(), unit.exceptions.count()
    record(OpeningHoursSet(unit=unit.key, weekly=weekly, exceptions=exceptions), stream=STREAM, actor=actor)


def _record_closing(exception: OpeningException, actor: Actor, *, closed: bool) -> None:
    """An office that closes all day does not work: deadlines in working days move."""
    if exception.opens is None:
        event = CalendarChanged(
            first_day=exception.first_day, last_day=exception.last_day, closed=closed, unit=exception.unit_id
        )
        record(event, stream=CALENDAR, actor=actor)
