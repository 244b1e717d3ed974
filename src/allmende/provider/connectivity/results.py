"""Keeping what name servers said; written by the worker."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from allmende.foundation.events.actions import record
from allmende.foundation.events.types import SYSTEM
from allmende.provider.transitions.models import Measure

from .events import RecordsChecked
from .models import RecordCheck


@transaction.atomic
def note_results(*, measure: Measure, results: Mapping[uuid.UUID, tuple[str, str]]) -> None:
    """Keep the answers: record → result and what was said. One event tells of all."""
    now = timezone.now()
    rows = [
        RecordCheck(measure=measure, resource_id=key, result=result, answer=answer, checked_at=now)
        for key, (result, answer) in results.items()
    ]
    RecordCheck.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["measure", "resource"],
        update_fields=["result", "answer", "checked_at"],
    )  # fmt: skip
    counts = Counter(str(result) for result, _answer in results.values())
    record(
        RecordsChecked(measure=measure.pk, results=dict(sorted(counts.items()))),
        stream=measure.programme.stream, actor=SYSTEM,
    )  # fmt: skip
