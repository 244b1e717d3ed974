from __future__ import annotations

import time
import uuid

from django.db.models import Q

from allmende.foundation.ids import NO_KEY
from allmende.foundation.jobs.actions import enqueue, job
from allmende.provider.offers.resources.models import Resource
from allmende.provider.transitions.models import Measure

from .dnscheck import check_record, names_old, resolver
from .plan import map_of
from .results import note_results

#: Questions in a second, and records in one job: a job ends within half a minute, or when its time is over.
PER_SECOND, AT_ONCE, SECONDS = 20, 200, 60


@job
def check_records(measure_id: str, after: str = "") -> None:
    """Ask about the records of the register that name an old address of the plan, some at a time, by key."""
    measure = Measure.objects.select_related("programme").filter(pk=uuid.UUID(measure_id)).first()
    if measure is None:
        return
    map, ask = map_of(measure), resolver()
    results: dict[uuid.UUID, tuple[str, str]] = {}
    began, last = time.monotonic(), NO_KEY
    rows = Resource.objects.filter(type="dns_record").exclude(state=Resource.State.ENDED).order_by("id")
    wanted = Q(pk__gt=uuid.UUID(after)) if after else Q()
    for row in rows.filter(wanted).iterator(chunk_size=500):
        if not names_old(row.fields, map):
            continue
        if len(results) >= AT_ONCE or time.monotonic() - began > SECONDS:
            enqueue(check_records, measure_id=measure_id, after=str(last))
            break
        asked = time.monotonic()
        results[row.pk] = check_record(row.fields, map, ask)
        last = row.pk
        time.sleep(max(0.0, 1 / PER_SECOND - (time.monotonic() - asked)))
    if results:
        note_results(measure=measure, results=results)
