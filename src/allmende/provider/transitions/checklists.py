"""The one checklist of each institution: what the kinds of all its measures ask for, as plain rows."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from .kinds import PROVIDER, PlannedStep, measure_kinds
from .models import Effect, Measure

Pair = tuple[uuid.UUID, uuid.UUID]
HALF = Decimal("0.5")
#: Behind everything else.
LAST = 32000


class Line(NamedTuple):
    """A step without its programme, institution and key; in the order of ``FIELDS``."""

    measure_id: uuid.UUID | None
    text: str
    owner: str
    hours: Decimal
    due_on: date | None
    order: int
    is_void: bool = False


FIELDS = Line._fields


def planned_lines(
    measures: Iterable[Measure], effects: Mapping[Pair, Effect]
) -> dict[tuple[uuid.UUID, str], Line]:
    """(institution, key) → line; sums the hours of each effect into it.

    Reading comes first and once; confirming comes last where there was something to do.
    """
    by_key = {measure.pk: measure for measure in measures}
    found: dict[tuple[uuid.UUID, str], Line] = {}
    busy: set[uuid.UUID] = set()
    read = Line(None, _("Read what changes for you"), "head", HALF, None, 0)
    confirm = Line(None, _("Confirm that everything works"), "it", HALF, None, LAST)
    for (measure_id, institution), effect in effects.items():
        measure = by_key[measure_id]
        found[institution, "read"] = read
        hours = Decimal(0)
        for step in measure_kinds[measure.kind].steps(measure, effect):
            found[institution, step.key[:60]] = _line(step, measure_id)
            busy.add(institution)
            if step.owner != PROVIDER:
                hours += step.hours
        effect.hours = hours
    found.update({(institution, "confirm"): confirm for institution in busy})
    return found


def _line(step: PlannedStep, measure: uuid.UUID) -> Line:
    return Line(measure, step.text[:300], step.owner, step.hours, step.due_on, step.order)
