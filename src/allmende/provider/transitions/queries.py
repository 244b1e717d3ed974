"""Reads that others use."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet

from allmende.provider.offers.models import Institution

from .models import Effect, Measure, MeasureDate, OpenPoint, Programme, Revision, Step, Window
from .revisions import Change, differences, snapshot


def measures_of(programme: Programme) -> list[Measure]:
    """The measures in order, each with dates and windows at hand and ``programme`` set: three statements."""
    rows = Measure.objects.filter(programme=programme).order_by("order", "id").select_related("offer")
    found = list(
        rows.prefetch_related(
            Prefetch("dates", MeasureDate.objects.order_by("id")),
            Prefetch("windows", Window.objects.order_by("starts_on")),
        )
    )
    for row in found:
        row.programme = programme
    return found


def effects_for_words(
    programme: Programme, institution_ids: Iterable[uuid.UUID], measures: list[Measure] | None = None
) -> dict[uuid.UUID, list[Effect]]:
    """Institution → its effects in the order of measures, ready for ``wording.effect_words``: one more statement.

    ``measures`` as of ``measures_of``, to share them between calls.
    """
    known = {row.pk: row for row in (measures_of(programme) if measures is None else measures)}
    rows = Effect.objects.filter(
        measure__in=list(known), institution_id__in=list(institution_ids), is_void=False
    )
    found: dict[uuid.UUID, list[Effect]] = defaultdict(list)
    for row in rows.select_related("window", "alternative__own", "institution"):
        row.measure = known[row.measure_id]
        found[row.institution_id].append(row)
    places = {key: place for place, key in enumerate(known)}
    for effects in found.values():
        effects.sort(key=lambda row: places[row.measure_id])
    return dict(found)


def effects_of(programme: Programme, institution: Institution) -> list[Effect]:
    """What the programme means for an institution, in order, ready for words; empty where it is not affected."""
    return effects_for_words(programme, [institution.pk]).get(institution.pk, [])


def checklist(programme: Programme, institution: Institution) -> list[Step]:
    """The institution's one checklist for the programme, in order; void steps only where they were done."""
    rows = Step.objects.filter(programme=programme, institution=institution).select_related(
        "measure", "proof"
    )
    return [row for row in rows.order_by("order", "id") if not row.is_void or row.done_at is not None]


def affected_institutions(programme: Programme) -> QuerySet[Institution]:
    """All institutions that the programme affects, by name."""
    own = Effect.objects.filter(measure__programme=programme, is_void=False)
    rows: QuerySet[Institution] = Institution.objects.filter(pk__in=own.values("institution_id"))
    return rows.order_by("name", "id")


def touched_by(revision: Revision) -> list[uuid.UUID]:
    """Keys of the institutions that are told of the revision: exactly those for which something is different."""
    return [uuid.UUID(key) for key in revision.touched]


def public_programmes() -> QuerySet[Programme]:
    """Programmes that everybody may read about, latest first."""
    rows: QuerySet[Programme] = Programme.objects.exclude(state=Programme.State.DRAFT)
    return rows.order_by("-announced_at", "id")


def latest_revision(programme: Programme) -> Revision | None:
    """What was published last, None where nothing was; whom it touches is read where it is asked for."""
    rows = Revision.objects.filter(programme=programme).order_by("-number").defer("touched")
    found: Revision | None = rows.first()
    return found


def content_now(programme: Programme) -> dict[str, Any]:
    """What a revision would say now; ``programme`` as it is in the database: four statements."""
    points = OpenPoint.objects.filter(programme=programme).order_by("id")
    return snapshot(programme, measures_of(programme), points)


def unpublished_changes(programme: Programme) -> list[Change]:
    """What is different now from the last revision in texts, dates and windows; who is reached is counted then."""
    last = latest_revision(programme)
    return differences(last.content, content_now(programme)) if last is not None else []
