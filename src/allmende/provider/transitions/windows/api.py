"""Read API of programmes, as published: dates with their kind, so that nobody reads a *not before* as a deadline."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from allmende.provider.offers.orders.queries import official_answers
from allmende.provider.transitions.models import Revision
from allmende.provider.transitions.wording import date_words

from .published import Published, PublishedMeasure, last_revisions
from .views.public import figures_of, get_public

router = Router(tags=["programmes"])
#: More programmes than this nobody announces; the newest count.
MOST = 200


class ProgrammeBrief(Schema):
    """A programme in the list, as last published."""

    key: str
    title: str
    state: str
    revision: int
    published_at: datetime


class DateOut(Schema):
    """When something happens. ``kind``: fixed, expected, not_before, at_latest or conditional."""

    event: str
    kind: str
    on: date | None
    condition: str
    words: str


class WindowOut(Schema):
    """First and last day."""

    starts_on: date
    ends_on: date


class MeasureOut(Schema):
    """One part of a programme; ``sentences`` say all its dates."""

    key: str
    title: str
    kind: str
    what_changes: str
    action_needed: bool
    what_to_do: str
    exception: str
    assurance: str
    dates: list[DateOut]
    windows: list[WindowOut]
    sentences: list[str]


class AnswerOut(Schema):
    """An official answer."""

    question: str
    answer: str
    published_at: datetime


class ProgressOut(Schema):
    """Institutions; ``expected`` null: not foreseeable yet, ``latest`` null: no latest day can be foreseen."""

    institutions: int
    begun: int
    done: int
    expected: date | None
    earliest: date | None
    latest: date | None


class ProgrammeOut(ProgrammeBrief):
    """A programme with all that was published."""

    reason: str
    legal_basis: str
    phase: str
    summary: str
    open_points: list[str]
    measures: list[MeasureOut]
    answers: list[AnswerOut]
    progress: ProgressOut


@router.get("/programmes", response=list[ProgrammeBrief], summary="Programmes, the latest published first")
def list_programmes(request: HttpRequest) -> list[dict[str, Any]]:
    return [_brief(row) for row in last_revisions()[:MOST]]


@router.get("/programmes/{key}", response=ProgrammeOut, summary="A programme as last published")
def get_programme(request: HttpRequest, key: str) -> dict[str, Any]:
    found = get_public(key)
    texts = found.texts
    return {
        **_brief(found.revision), "title": texts["title"], "reason": texts["reason"],
        "legal_basis": texts["legal_basis"], "phase": texts["phase"], "summary": found.revision.summary,
        "open_points": [point["text"] for point in found.open_points if not point["answer"]],
        "measures": [_measure(measure) for measure in found.measures],
        "answers": [
            {"question": one.question, "answer": one.answer, "published_at": one.published_at}
            for one in official_answers(found.programme.stream)
        ],
        "progress": _progress(found),
    }  # fmt: skip


def _brief(revision: Revision) -> dict[str, Any]:
    programme = revision.programme
    return {
        "key": programme.key, "title": programme.title, "state": programme.state, "revision": revision.number,
        "published_at": revision.published_at,
    }  # fmt: skip


def _measure(measure: PublishedMeasure) -> dict[str, Any]:
    names = ("key", "title", "kind", "what_changes", "action_needed", "what_to_do", "exception", "assurance")
    return {
        **{name: measure.texts[name] for name in names},
        "dates": [
            {"event": row.event, "kind": row.kind, "on": row.on, "condition": row.condition, "words": date_words(row)}
            for row in measure.dates
        ],
        "windows": [{"starts_on": row.starts_on, "ends_on": row.ends_on} for row in measure.windows],
        "sentences": list(measure.sentences),
    }  # fmt: skip


def _progress(found: Published) -> dict[str, Any]:
    figures = figures_of(found.programme)
    ahead = figures.forecast
    return {
        "institutions": figures.institutions, "begun": figures.begun, "done": figures.done,
        "expected": ahead.expected if ahead else None, "earliest": ahead.earliest if ahead else None,
        "latest": ahead.latest if ahead else None,
    }  # fmt: skip
