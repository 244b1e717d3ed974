"""The statements of appending: every action of the house runs them, so they are plain SQL."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from typing import TypeVar

from allmende.foundation import sql
from allmende.foundation.tenants.context import current_tenant_id

from .models import Event

T = TypeVar("T")

_HEADS = "SELECT stream, seq, hash FROM events_streamhead WHERE tenant_id = %s AND stream IN ("
_MOVE = (
    "INSERT INTO events_streamhead (tenant_id, stream, seq, hash) VALUES {rows}"
    " ON CONFLICT (tenant_id, stream) DO UPDATE SET seq = excluded.seq, hash = excluded.hash"
)
_EVENTS = (
    "INSERT INTO events_event (tenant_id, stream, seq, type, actor, at, data, commitment, previous, hash)"
    " VALUES {rows} RETURNING stream, seq, position"
)
_EVENT_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_HEAD_ROW = "(%s, %s, %s, %s)"
#: So many rows a statement; SQLite takes at most 999 parameters on old builds.
_AT_ONCE = 90


def lock_heads(streams: Collection[str]) -> dict[str, tuple[int, str]]:
    """Number and hash of each stream's last event, locked until the transaction ends; a new stream is left out.

    Locked in one order everywhere, so that two writers never wait for each other.
    """
    found: dict[str, tuple[int, str]] = {}
    for part in _parts(sorted(streams)):
        statement = f"{_HEADS}{', '.join(['%s'] * len(part))}) ORDER BY stream{sql.for_update()}"
        read = sql.rows(statement, [sql.key(current_tenant_id()), *part])
        found |= {stream: (seq, digest) for stream, seq, digest in read}
    return found


def insert_events(events: Sequence[Event], data: Sequence[str]) -> None:
    """Insert ``events`` with their ``data`` as JSON text and give each its position, in their order."""
    for pairs in _parts(list(zip(events, data, strict=True))):
        part = [event for event, _text in pairs]
        values = [
            value
            for event, text in pairs
            for value in (
                sql.key(event.tenant_id), event.stream, event.seq, event.type, event.actor, sql.moment(event.at),
                text, event.commitment, event.previous, event.hash,
            )
        ]  # fmt: skip
        returned = sql.rows(_rows(_EVENTS, _EVENT_ROW, len(part)), values)
        places = {(stream, seq): position for stream, seq, position in returned}
        for event in part:
            event.position = places[event.stream, event.seq]
            event._state.adding = False
            event._state.db = "default"


def move_heads(last: Collection[Event]) -> None:
    """Point the head of each stream at its last event. A new stream that another writer began too fails before, on
    the unique number of its first event."""
    tenant = sql.key(current_tenant_id())
    for part in _parts(sorted(last, key=lambda event: event.stream)):
        values = [value for event in part for value in (tenant, event.stream, event.seq, event.hash)]
        sql.execute(_rows(_MOVE, _HEAD_ROW, len(part)), values)


@cache
def _rows(statement: str, row: str, count: int) -> str:
    return statement.format(rows=", ".join([row] * count))


def _parts(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]
