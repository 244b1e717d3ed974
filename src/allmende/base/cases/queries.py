"""Reads that other apps use."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max

from allmende.foundation.events.models import Event

from .events import CaseCommented, PrioritySet
from .models import Case

#: What the office keeps to itself.
_INSIDE = (CaseCommented.type, PrioritySet.type)


def last_changes(cases: Iterable[Case]) -> dict[str, datetime]:
    """When something happened last that the customer may know of, by subject; one query."""
    rows = Event.objects.filter(stream__in=[case.subject for case in cases], type__startswith="cases.")
    known = rows.exclude(type__in=_INSIDE).values_list("stream").annotate(last=Max("at"))
    return {str(stream): last for stream, last in known}
