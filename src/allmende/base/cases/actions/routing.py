"""Which office a new case goes to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.base.addresses.queries import area_of_address
from allmende.base.cases.errors import CaseError
from allmende.base.directory.models import Responsibility, Service, Unit
from allmende.base.directory.queries import responsibilities
from allmende.base.procedures.models import ProcedureVersion
from allmende.foundation.kept import Kept

_kept: Kept[list[Responsibility]] = Kept(seconds=60)


def responsible(version: ProcedureVersion, address: Any = None, on: date | None = None) -> Unit:
    """The office that the directory makes responsible, in the address' area where that matters; else the
    procedure's own. Raises ``CaseError`` where there is none: importing a procedure checks that.
    """
    procedure = version.procedure
    unit = None
    if procedure.service is not None:
        unit = _best(_rows(procedure.service, on or timezone.localdate()), address)
    unit = unit or procedure.unit
    if unit is None:
        raise CaseError(_("No office is responsible for this application. Please call us."))
    return unit


def _rows(service: Service, on: date) -> list[Responsibility]:
    """Who is responsible on a day; kept for a minute."""
    return _kept.get(
        (service.pk, on), lambda: list(responsibilities(service, on=on).select_related("unit", "area"))
    )


def _best(rows: list[Responsibility], address: Any) -> Unit | None:
    """One for the address' area before one for everywhere; of those the one that began last."""
    in_areas = [row for row in rows if row.area_id is not None]
    areas = _areas_of(address, {row.area.kind for row in in_areas if row.area is not None})
    fitting = [row for row in in_areas if row.area_id in areas] or [
        row for row in rows if row.area_id is None
    ]
    best = max(fitting, key=lambda row: row.valid_from or date.min, default=None)
    return best.unit if best else None


def _areas_of(address: Any, kinds: set[str]) -> set[Any]:
    if not kinds or not isinstance(address, Mapping):
        return set()
    street, number = str(address.get("street", "")), str(address.get("house_number", ""))
    found = (area_of_address(street, number, kind) for kind in kinds)
    return {area.pk for area in found if area is not None}
