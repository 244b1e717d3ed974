"""A programme as it was last published: what everybody may read, never what is only being prepared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from allmende.provider.transitions.kinds import measure_kinds
from allmende.provider.transitions.models import MeasureDate, Programme, Revision, Window
from allmende.provider.transitions.queries import public_programmes
from allmende.provider.transitions.wording import SENTENCES, Event, date_sentence, windows_words
from allmende.provider.transitions.words import ChangeWords, changes_in_words


@dataclass(frozen=True)
class PublishedMeasure:
    """One measure with its dates (one for each event) and windows as published; windows are not saved rows."""

    id: str
    texts: Mapping[str, Any]
    dates: tuple[MeasureDate, ...]
    windows: tuple[Window, ...]

    @property
    def title(self) -> str:
        return str(self.texts["title"])

    @property
    def window_event(self) -> str:
        return str(measure_kinds[self.texts["kind"]].window_event)

    @property
    def sentences(self) -> tuple[str, ...]:
        """All dates, a sentence each, in the order of events."""
        words = measure_kinds[self.texts["kind"]].words
        said = {row.event: date_sentence(row, words) for row in self.dates}
        if self.windows:
            event = Event(self.window_event)
            said[event] = str(words.get(event) or SENTENCES[event]) % {"when": windows_words(self.windows)}
        return tuple(said[event] for event in Event.values if event in said)


@dataclass(frozen=True)
class Published:
    """The last revision of a programme."""

    programme: Programme
    revision: Revision
    texts: Mapping[str, Any]
    open_points: tuple[Mapping[str, Any], ...]
    measures: tuple[PublishedMeasure, ...]


def published(programme: Programme, number: int | None = None) -> Published | None:
    """The last revision, or revision ``number``; None where there is none."""
    rows = Revision.objects.filter(programme=programme).defer("touched").order_by("-number")
    revision = (rows if number is None else rows.filter(number=number)).first()
    if revision is None:
        return None
    content = revision.content
    return Published(
        programme, revision, content["programme"], tuple(content["open_points"].values()),
        tuple(_measure(key, row) for key, row in content["measures"].items()),
    )  # fmt: skip


def last_revisions() -> list[Revision]:
    """The last revision of each programme that was announced, the latest published first; without their contents."""
    rows = Revision.objects.filter(programme__in=public_programmes()).select_related("programme")
    last = {row.programme_id: row for row in rows.order_by("number").defer("content", "changes", "touched")}
    return sorted(last.values(), key=lambda row: row.published_at, reverse=True)


def revisions_of(found: Published, most: int | None = None) -> Iterator[tuple[Revision, list[ChangeWords]]]:
    """All revisions with what everybody may read of their differences, the newest first."""
    rows = Revision.objects.filter(programme=found.programme).defer("touched").order_by("-number")
    for row in rows[:most]:
        yield row, public_changes(row)


#: Differences of single institutions: each is told its own, nobody else reads them.
_SINGLE = ("window", "reached", "unreached")


def public_changes(revision: Revision) -> list[ChangeWords]:
    """The differences of a revision that everybody may read, in words."""
    places = [place for place, change in enumerate(revision.changes) if change["what"] not in _SINGLE]
    return changes_in_words(revision, places)


def _measure(key: str, row: dict[str, Any]) -> PublishedMeasure:
    dates = tuple(
        MeasureDate(event=event, kind=of["kind"], on=_day(of["on"]), condition=of["condition"])
        for event, of in row["dates"].items()
    )
    windows = tuple(
        Window(
            id=window, starts_on=date.fromisoformat(span[0]), ends_on=date.fromisoformat(span[1]), capacity=0
        )
        for window, span in row["windows"].items()
    )
    return PublishedMeasure(key, row, dates, tuple(sorted(windows, key=lambda one: one.starts_on)))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
