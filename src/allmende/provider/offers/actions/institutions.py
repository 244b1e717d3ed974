"""Schools, bodies and offices: recorded, changed, closed down, made one."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict, Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from allmende.base.directory.models import Unit
from allmende.base.identity.models import User
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor

from ..access import require_provider
from ..events import InstitutionEnded, InstitutionEndPlanned, InstitutionSaved, InstitutionsMerged
from ..models import ContactRole, Institution
from .saving import save_row


class InstitutionFields(TypedDict, total=False):
    """What may be said about an institution."""

    kind: str
    name: str
    school_type: str
    body: Institution | None
    unit: Unit | None
    street: str
    postcode: str
    city: str
    land: str
    users: int


@transaction.atomic
def save_institution(*, number: str, by: User | Actor, **fields: Unpack[InstitutionFields]) -> Institution:
    """Create or change the institution ``number``; raises ``ValidationError``."""
    actor = require_provider(by)
    body = fields.get("body")
    if body is not None and body.kind != Institution.Kind.BODY:
        raise ValidationError({"body": _("Only a school body can run a school.")})
    row, created, changed = save_row(Institution, {"number": number}, fields)
    if row.kind == Institution.Kind.BODY and row.body_id is not None:
        raise ValidationError({"body": _("A school body is not run by another one.")})
    if created or changed:
        event = InstitutionSaved(institution=str(row.pk), created=created, fields=changed)
        record(event, stream=row.stream, actor=actor)
    return row


@transaction.atomic
def plan_closing(*, institution: Institution, on: date | None, by: User | Actor) -> Institution:
    """It closes down by itself after ``on``, or goes on after all (None). Raises ``ValidationError``."""
    actor = require_provider(by)
    row = _active(institution)
    if row.ended_on != on:
        row.ended_on = on
        row.save(update_fields=["ended_on"])
        event = InstitutionEndPlanned(institution=str(row.pk), on=on.isoformat() if on else "")
        record(event, stream=row.stream, actor=actor)
    return row


@transaction.atomic
def close_institution(*, institution: Institution, on: date, by: User | Actor) -> Institution:
    """Close it down now, ``on`` being its last day; its contacts still see what was. Raises ``ValidationError``."""
    actor = require_provider(by)
    row = _active(institution)
    if row.schools.filter(state=Institution.State.ACTIVE).exists():
        raise ValidationError(_("This body still runs schools. Give them to another body first."))
    row.state, row.ended_on = Institution.State.CLOSED, on
    row.save(update_fields=["state", "ended_on"])
    record(InstitutionEnded(institution=str(row.pk), on=on.isoformat()), stream=row.stream, actor=actor)
    return row


@transaction.atomic
def merge_institutions(
    *, source: Institution, target: Institution, on: date, by: User | Actor
) -> Institution:
    """``source`` becomes part of ``target``: contacts and schools go there, and what apps above keep, by the event.

    Raises ``ValidationError`` where it is the same one or one of them has ended.
    """
    actor = require_provider(by)
    if source.pk == target.pk:
        raise ValidationError(_("An institution cannot become part of itself."))
    # Always in the same order: a merger the other way round waits, and is told that one has ended.
    rows = {one.pk: _active(one) for one in sorted((source, target), key=lambda one: one.pk)}
    source, target = rows[source.pk], rows[target.pk]
    if source.kind != target.kind:
        raise ValidationError(_("Only institutions of the same kind can become one."))
    known = set(target.roles.values_list("contact_id", "role"))
    for role in source.roles.all():
        if (role.contact_id, role.role) in known:
            role.delete()
        else:
            ContactRole.objects.filter(pk=role.pk).update(institution=target)
    source.schools.update(body=target)
    source.state, source.ended_on, source.merged_into = Institution.State.MERGED, on, target
    source.save(update_fields=["state", "ended_on", "merged_into"])
    Institution.objects.filter(merged_into=source).update(merged_into=target)
    told: dict[str, Any] = {"institution": str(source.pk), "target": str(target.pk), "on": on.isoformat()}
    record(InstitutionsMerged(**told), stream=source.stream, actor=actor)
    return target


def _active(institution: Institution) -> Institution:
    row: Institution = Institution.objects.select_for_update(of=("self",)).get(pk=institution.pk)
    if row.state != Institution.State.ACTIVE:
        raise ValidationError(_("%(name)s has ended already.") % {"name": row.name})
    return row
