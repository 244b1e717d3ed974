"""Reading the log."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Q, QuerySet, Sum

from allmende.foundation import sql
from allmende.foundation.tenants.context import current_tenant_id

from .models import Event, StreamHead

#: Kept pages ask this at every visit.
_HEAD = "SELECT seq FROM events_streamhead WHERE tenant_id = %s AND stream = %s"


def timeline(stream: str) -> QuerySet[Event]:
    """The events of ``stream``, oldest first, with their personal payload."""
    return Event.objects.filter(stream=stream).select_related("personal").order_by("seq")


def position_of(stream: str) -> int:
    """How many events ``stream`` has: a cheap sign that what the stream tells of has changed."""
    found = sql.rows(_HEAD, [sql.key(current_tenant_id()), stream])
    return int(found[0][0]) if found else 0


def volume_of(*streams: str) -> tuple[int, int]:
    """How many streams and events there are in ``streams``; "resource:*" stands for all that begin so.

    Each event makes it another number, whoever commits first: what is built from what they tell of is good so long.
    """
    wanted = Q()
    for name in streams:
        wanted |= Q(stream__startswith=name[:-1]) if name.endswith("*") else Q(stream=name)
    found = StreamHead.objects.filter(wanted).aggregate(streams=Count("stream"), events=Sum("seq"))
    return found["streams"], found["events"] or 0


def heads_at(position: int) -> Iterator[tuple[str, int, str]]:
    """(stream, seq, hash) of the last event of each stream up to ``position``, by stream name."""
    current: tuple[str, int, str] | None = None
    rows = Event.objects.filter(position__lte=position).order_by("stream", "seq")
    for row in rows.values_list("stream", "seq", "hash").iterator(chunk_size=5000):
        if current is not None and row[0] != current[0]:
            yield current
        current = row
    if current is not None:
        yield current
