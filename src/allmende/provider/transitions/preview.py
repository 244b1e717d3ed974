"""What a programme would do, before anybody is told: counts, cascades, conflicts, costs. Writes nothing."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import get_language

from allmende.foundation.events.queries import volume_of
from allmende.foundation.search.cache import TenantCache
from allmende.provider.offers.models import Institution
from allmende.provider.offers.resources.queries import is_importing

from .cascades import Cascade, cascades
from .costs import Shifts, hours, shifts
from .findings import Finding, check_texts
from .kinds import measure_kinds
from .models import Effect, Measure, Programme
from .planning import effect_of
from .queries import measures_of
from .reach import Estate, Reach, load_estate, reach
from .wording import money_words

#: Where the log tells of customers, the register and the catalogue.
_STREAMS = ("institution:*", "resource:*", "resources", "offer:*")


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

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """How many of each kind of institution, in words."""
        return [(str(Institution.Kind(kind).label), number) for kind, number in sorted(self.by_kind.items())]


@dataclass(frozen=True)
class Preview:
    """A programme's effects as they would be written now."""

    programme: Programme
    measures: tuple[MeasurePreview, ...]
    institutions: int
    #: With a contract that outlives the date.
    conflict_institutions: frozenset[uuid.UUID]
    cascades: tuple[Cascade, ...]
    costs: Shifts
    #: Hours of work of all institutions together, and what they count for where a rate is set.
    hours: Decimal
    hours_cost: Decimal | None
    findings: tuple[Finding, ...]

    @property
    def conflicts(self) -> int:
        """How many institutions have a contract that outlives the date."""
        return len(self.conflict_institutions)

    @property
    def hours_words(self) -> str:
        """What the work counts for."""
        return money_words(self.hours_cost) if self.hours_cost is not None else ""

    @property
    def serious(self) -> bool:
        """Whether something was found with which it must not be announced."""
        return any(finding.serious for finding in self.findings)


#: Counts and keys of institutions: a few hundred kilobytes each.
_previews: TenantCache[Preview] = TenantCache(size=16)


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
    work = hours(reaches, estate.graph)
    return Preview(
        programme=programme,
        measures=tuple(_measure(extent, estate) for extent in reaches),
        institutions=len(everybody),
        conflict_institutions=frozenset(conflicts),
        cascades=tuple(cascades(reaches, estate)),
        costs=shifts(reaches),
        hours=work,
        hours_cost=work * programme.hour_rate if programme.hour_rate is not None else None,
        findings=tuple(check_texts(programme, reaches, estate)),
    )


def kept_preview(programme: Programme) -> Preview:
    """The same, kept in the process until anything that it depends on changes; then it takes its seconds again.

    What it depends on tells of each change in the log. While a list is imported, between whose chunks the log is
    silent, nothing is kept.
    """
    if is_importing():
        return preview(programme)
    streams = [stream for kind in measure_kinds for stream in kind.streams]
    stamp = (volume_of(*_STREAMS, programme.stream, *streams), timezone.localdate())
    key = f"{programme.pk} {get_language()}"
    return _previews.get(key, stamp=stamp, build=lambda: preview(programme))


def effects_as_planned(programme: Programme, institution: Institution) -> list[Effect]:
    """One institution's effects as they would be written, not saved: for the letter of any recipient.

    Reads only what this institution has and what that needs, whoever it belongs to.
    """
    effects, estate = [], load_estate(of=institution)
    for measure in measures_of(programme):
        extent = reach(measure, estate)
        affected = extent.affected.get(institution.pk)
        if affected is not None:
            effect = effect_of(extent, institution.pk, affected, estate)
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
