"""Figures that take long are worked out in the background and kept; the others at once, and kept as well."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from allmende.base.workflow.models import Instance, ProcessDefinition
from allmende.foundation.events.actions import record
from allmende.foundation.events.types import Actor
from allmende.foundation.jobs.actions import enqueue, job

from ..events import LogExported
from ..models import KeptFigures
from .figures import Figures, count, versions_of
from .periods import Period

#: A page waits for so many finished runs; more are left to the background.
AT_ONCE = 3_000
#: Months that are over seldom change: only where cases are deleted or the model's names change.
_FRESH = timedelta(days=1)
_LOST = timedelta(minutes=15)


def figures_for(key: str, period: Period, unit: str = "") -> Figures | None:
    """The figures, kept or new; None while they are being worked out in the background."""
    now = timezone.now()
    row = KeptFigures.objects.filter(process=key, question=_question(period, unit)).first()
    if row is not None and row.figures is not None and row.made_at and row.made_at > now - _FRESH:
        return Figures.read(row.figures)
    if _is_small(key, period):
        return make(key=key, period=period, unit=unit)
    if row is None or row.asked_at < now - _LOST:
        _ask(key, period, unit)
    return Figures.read(row.figures) if row is not None and row.figures is not None else None


@transaction.atomic
def make(*, key: str, period: Period, unit: str = "") -> Figures:
    """Work the figures out and keep them."""
    found = count(key, period, unit)
    KeptFigures.objects.update_or_create(
        process=key, question=_question(period, unit),
        defaults={"figures": found.as_json(), "made_at": timezone.now()},
    )  # fmt: skip
    return found


@transaction.atomic
def _ask(key: str, period: Period, unit: str) -> None:
    KeptFigures.objects.update_or_create(
        process=key, question=_question(period, unit), defaults={"asked_at": timezone.now()}
    )
    enqueue(make_in_background, key=key, first=period.first, last=period.last, unit=unit)


@job
def make_in_background(key: str, first: int, last: int, unit: str) -> None:
    """Work the figures of months ``first`` to ``last`` out; a second time gives the same."""
    make(key=key, period=Period(first, last), unit=unit)


@transaction.atomic
def note_export(*, key: str, period: Period, unit: str, form: str, actor: Actor) -> None:
    """Who took the log of a process away, noted before it goes."""
    definition = ProcessDefinition.objects.get(key=key)
    event = LogExported(definition=definition.pk, first=period.first, last=period.last, unit=unit, form=form)
    record(event, stream=f"process:{definition.pk}", actor=actor)


def _question(period: Period, unit: str) -> str:
    return f"{period.first}-{period.last}-{uuid.UUID(unit).hex if unit else ''}"


def _is_small(key: str, period: Period) -> bool:
    ended = Instance.objects.filter(
        version_id__in=versions_of(key), state__in=(Instance.State.ENDED, Instance.State.CANCELLED),
        ended_at__gte=period.since(), ended_at__lt=period.before(),
    )  # fmt: skip
    return len(ended.values_list("pk")[: AT_ONCE + 1]) <= AT_ONCE
