"""A programme as institutions were last told: their pages never show what is only being prepared.

The record is one, and staff change it before a revision is published; letters wait for that, and so do pages.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from .models import Effect, Measure, MeasureDate, Programme, Revision, Window
from .queries import effects_for_words
from .revisions import MEASURE_TEXTS, PROGRAMME_TEXTS


@dataclass(frozen=True)
class Point:
    """An open point, or one that was answered, as published."""

    text: str
    answer: str


@dataclass(frozen=True)
class Told:
    """``programme`` and ``measures`` are copies with the published texts, dates and windows: never saved."""

    programme: Programme
    measures: list[Measure]
    points: tuple[Point, ...]

    def effects(self, institution_ids: Collection[uuid.UUID]) -> list[Effect]:
        """What each institution was told, by institution in the order given and by measure, ready for words."""
        windows = {str(row.pk): row for measure in self.measures for row in measure.windows.all()}
        found = effects_for_words(self.programme, institution_ids, self.measures)
        effects = [row for key in institution_ids for row in found.get(key, ()) if row.told.get("reached")]
        for row in effects:
            row.window = windows.get(row.told.get("window") or "")
        return effects


def as_told(programme: Programme) -> Told:
    """The programme as of its last revision: two statements."""
    revision = Revision.objects.filter(programme=programme).only("content").order_by("-number").first()
    content: dict[str, Any] = (
        revision.content if revision else {"programme": {}, "measures": {}, "open_points": {}}
    )
    shown = copy.copy(programme)
    for name in PROGRAMME_TEXTS:
        setattr(shown, name, content["programme"].get(name, getattr(shown, name)))
    rows = Measure.objects.filter(programme=programme).order_by("order", "id").select_related("offer")
    measures = [
        _as_told(row, shown, content["measures"][str(row.pk)])
        for row in rows
        if str(row.pk) in content["measures"]
    ]
    points = tuple(Point(row["text"], row["answer"]) for row in content["open_points"].values())
    return Told(shown, measures, points)


def told_windows(effects: Collection[Effect]) -> dict[uuid.UUID, Window]:
    """Effect → the window that its institution was told; those without one are left out. One statement."""
    keys = {row.pk: row.told.get("window") for row in effects if row.told.get("window")}
    found = Window.objects.in_bulk([uuid.UUID(key) for key in keys.values()])
    return {row: found[uuid.UUID(key)] for row, key in keys.items() if uuid.UUID(key) in found}


def _as_told(measure: Measure, programme: Programme, said: dict[str, Any]) -> Measure:
    row = copy.copy(measure)
    row.programme = programme
    for name in MEASURE_TEXTS:
        setattr(row, name, said[name])
    dates = [
        MeasureDate(measure=row, event=event, kind=of["kind"], on=_day(of["on"]), condition=of["condition"])
        for event, of in said["dates"].items()
    ]
    windows = [
        Window(
            id=uuid.UUID(key),
            measure=row,
            starts_on=date.fromisoformat(span[0]),
            ends_on=date.fromisoformat(span[1]),
            capacity=0,
        )
        for key, span in said["windows"].items()
    ]
    # What is published stands in the place of what a query would bring.
    kept: dict[str, Any] = {"dates": dates, "windows": sorted(windows, key=lambda one: one.starts_on)}
    row._prefetched_objects_cache = kept  # type: ignore[attr-defined]
    return row


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
