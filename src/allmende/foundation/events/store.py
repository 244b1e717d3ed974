"""The statements of appending: every action of the house runs them, so they are plain SQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allmende.foundation import sql
from allmende.foundation.ids import uuid7
from allmende.foundation.tenants.context import current_tenant_id

from .models import Event

_HEAD = "SELECT seq, hash FROM events_streamhead WHERE tenant_id = %s AND stream = %s"
_MOVE = "UPDATE events_streamhead SET seq = %s, hash = %s WHERE tenant_id = %s AND stream = %s"
_NEW = "INSERT INTO events_streamhead (id, tenant_id, stream, seq, hash) VALUES (%s, %s, %s, %s, %s)"
_EVENTS = "INSERT INTO events_event (tenant_id, stream, seq, type, actor, at, data, commitment, previous, hash) VALUES "
_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"


def lock_head(stream: str) -> tuple[int, str]:
    """Number and hash of the stream's last event, locked until the transaction ends; (0, "") for a new stream."""
    found = sql.rows(_HEAD + sql.for_update(), [sql.key(current_tenant_id()), stream])
    return (found[0][0], found[0][1]) if found else (0, "")


def insert_events(events: Sequence[Event]) -> None:
    """Insert ``events`` of one stream, in order, by one statement, and give each its position."""
    values: list[Any] = []
    for event in events:
        values += [
            sql.key(event.tenant_id), event.stream, event.seq, event.type, event.actor, sql.moment(event.at),
            sql.as_json(event.data), event.commitment, event.previous, event.hash,
        ]  # fmt: skip
    rows = ", ".join([_ROW] * len(events))
    positions = dict(sql.rows(f"{_EVENTS}{rows} RETURNING seq, position", values))
    for event in events:
        event.position = positions[event.seq]
        event._state.adding, event._state.db = False, "default"


def move_head(stream: str, last: Event, *, is_new: bool) -> None:
    """Point the stream's head at ``last``. A new stream that another writer began too fails on its unique key."""
    tenant = sql.key(current_tenant_id())
    if is_new:
        sql.execute(_NEW, [sql.key(uuid7()), tenant, stream, last.seq, last.hash])
    else:
        sql.execute(_MOVE, [last.seq, last.hash, tenant, stream])
