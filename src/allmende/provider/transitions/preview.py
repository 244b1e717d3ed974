"""What a programme would do, before anybody is told: counts, cascades, conflicts, costs. Writes nothing."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from allmende.provider.offers.models import Institution

from .models import Effect, Measure, Programme
from .planning import effect_of
from .queries import measures_of
from .reach import Estate, Reach, load_estate, reach


@dataclass(frozen=True)
class MeasurePreview:
    """What one measure reaches."""

    measure: Measure
    institutions: int
    #: Institution kind → how many.
    by_kind: Mapping[str, int]
    resources: int
    #: Institutions that it reaches only through what depends on it.
    only_cascade: int
    #: Resources that the exception leaves out.
    exempt: int
    #: Institutions with a contract that outlives the date.
    conflicts: int
    #: Resources that nobody is known to own.
    ownerless: int


@dataclass(frozen=True)
class Preview:
    """A programme's effects as they would be written now."""

    programme: Programme
    measures: tuple[MeasurePreview, ...]
    institutions: int
    by_kind: Mapping[str, int]
    conflicts: int
    reaches: tuple[Reach, ...] = field(repr=False)
    estate: Estate = field(repr=False)


def preview(programme: Programme, *, estate: Estate | None = None) -> Preview:
    """Everything that announcing would say, of what is there now; a few statements, however many institutions."""
    estate = estate or load_estate()
    reaches = tuple(reach(measure, estate) for measure in measures_of(programme))
    everybody = {institution for extent in reaches for institution in extent.affected}
    conflicts = {
        institution
        for extent in reaches
        for institution, affected in extent.affected.items()
        if affected.conflict_until
    }
    return Preview(
        programme=programme,
        measures=tuple(_measure(extent, estate) for extent in reaches),
        institutions=len(everybody),
        by_kind=_kinds(everybody, estate),
        conflicts=len(conflicts),
        reaches=reaches,
        estate=estate,
    )


def effects_as_planned(found: Preview, institution: Institution) -> list[Effect]:
    """One institution's effects as they would be written, not saved: for the letter of any recipient."""
    effects = []
    for extent in found.reaches:
        affected = extent.affected.get(institution.pk)
        if affected is not None:
            effect = effect_of(extent, institution.pk, affected, found.estate)
            effect.institution = institution
            effects.append(effect)
    return effects


def _measure(extent: Reach, estate: Estate) -> MeasurePreview:
    rows = extent.affected
    return MeasurePreview(
        measure=extent.measure,
        institutions=len(rows),
        by_kind=_kinds(rows, estate),
        resources=sum(len(row.resources) for row in rows.values()),
        only_cascade=sum(not row.resources for row in rows.values()),
        exempt=len(extent.exempt),
        conflicts=sum(row.conflict_until is not None for row in rows.values()),
        ownerless=len(extent.ownerless),
    )


def _kinds(institutions: Iterable[uuid.UUID], estate: Estate) -> dict[str, int]:
    return dict(Counter(estate.customers[key].kind for key in institutions))
